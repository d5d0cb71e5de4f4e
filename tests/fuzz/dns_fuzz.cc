// Any bytes as a DNS message, from a client and from an upstream: no crash, and every answer that is given
// can be read and keeps to its size.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "dns/answer.h"

using namespace seamark;
using namespace seamark::dns;

namespace {

const Zone& zone() {
  static const Zone kZone = [] {
    Zone made;
    made.synced = true;
    made.namespaces = made.namespaces.set("default", true);
    auto view = std::make_shared<routing::ServiceView>();
    view->name = {"default", "db"};
    view->headless = true;
    auto slice = std::make_shared<routing::SliceView>();
    slice->ports = {{.name = "sql", .number = 5432}};
    slice->endpoints = {{.address = *routing::IpAddress::parse("10.1.0.1"), .hostname = "db-0"},
                        {.address = *routing::IpAddress::parse("fd00::1")}};
    view->slices = {slice};
    return withService(made, view->name, view);
  }();
  return kZone;
}

const ZoneOptions& options() {
  static const ZoneOptions kOptions{.clusterZones = {*Name::parse("cluster.local")},
                                    .reverseZones = {*Name::parse("in-addr.arpa"), *Name::parse("ip6.arpa")}};
  return kOptions;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  (void)parseUpstream(message);
  const auto parsed = parseQuery(message);
  if (const auto* bad = std::get_if<Malformed>(&parsed)) (void)encodeError(*bad);
  const auto* query = std::get_if<Query>(&parsed);
  if (!query) return 0;
  const Verdict verdict = answer(zone(), options(), *query);
  if (verdict.what == Verdict::What::Forward) return 0;
  for (const size_t limit : {query->udpLimit(), size_t{65'535}}) {
    const std::string encoded = encodeResponse(*query, verdict.response, limit);
    SM_ASSERT(encoded.size() <= limit);
    SM_ASSERT(parseUpstream(encoded));
  }
  return 0;
}
