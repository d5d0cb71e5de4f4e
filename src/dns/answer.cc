// From a question to an answer: find the zone, look the name up, make records of the type that was asked for.
// Where CoreDNS departs from the specification (tests/conformance/dns/README.md, "Deviations") this answers
// as CoreDNS does.
// SPDX-License-Identifier: Apache-2.0
#include "dns/answer.h"

#include <algorithm>
#include <set>

#include "dns/lookup.h"

namespace seamark::dns {
namespace {

constexpr uint32_t kVersionTtl = 28800;  // CoreDNS' TTL of dns-version
constexpr size_t kLongestAliasChain = 16;

const Name* zoneOf(const std::vector<Name>& zones, const Name& name) {
  const Name* best = nullptr;
  for (const auto& zone : zones)
    if (name.isWithin(zone) && (!best || zone.wire().size() > best->wire().size())) best = &zone;
  return best;
}

class Answerer {
 public:
  Answerer(const Zone& zone, const ZoneOptions& options, const Query& query, const Name& zoneName)
      : zone_(zone), options_(options), query_(query), zoneName_(zoneName) {
    verdict_.response.authoritative = true;
  }

  Verdict negative(Rcode rcode) {
    Response& response = verdict_.response;
    if (rcode == Rcode::NxDomain && !zone_.synced) {  // the name may only not be known yet
      response.rcode = Rcode::ServFail;
      return std::move(verdict_);
    }
    response.rcode = rcode;
    response.answer.clear();
    response.authority.push_back(soaRecord(zoneName_, options_.ttl, zone_.serial));
    return std::move(verdict_);
  }

  Verdict forward() {
    if (!isReverse() || !options_.reverseFallsThrough || query_.type == type::SOA)
      return negative(query_.type == type::SOA ? Rcode::NoError : Rcode::NxDomain);
    verdict_.what = Verdict::What::Forward;
    return std::move(verdict_);
  }

  Verdict cluster();
  Verdict reverse();

 private:
  bool isReverse() const {
    return std::ranges::find(options_.reverseZones, zoneName_) != options_.reverseZones.end();
  }
  Verdict finish() {
    if (verdict_.response.answer.empty()) return negative(Rcode::NoError);
    return std::move(verdict_);
  }
  void addAddresses(const Lookup& lookup, const Name& owner, uint16_t wanted);
  void addServices(const Lookup& lookup);
  Verdict followAlias(Name alias);

  const Zone& zone_;
  const ZoneOptions& options_;
  const Query& query_;
  const Name& zoneName_;
  Verdict verdict_;
};

// Each address once, in the order of the endpoints.
void Answerer::addAddresses(const Lookup& lookup, const Name& owner, uint16_t wanted) {
  std::set<routing::IpAddress> seen;
  for (const auto& found : lookup.found)
    if (found.address.isV4() == (wanted == type::A) && seen.insert(found.address).second)
      verdict_.response.answer.push_back(addressRecord(owner, options_.ttl, addressBytes(found.address)));
}

void Answerer::addServices(const Lookup& lookup) {
  const auto counted = static_cast<size_t>(std::ranges::count_if(lookup.found, &Found::hasPort));
  const auto weight = static_cast<uint16_t>(std::max<size_t>(1, counted ? 100 / counted : 1));
  std::set<std::pair<Name, uint16_t>> targets;
  std::set<std::pair<Name, routing::IpAddress>> addresses;
  for (const auto& found : lookup.found) {
    if (!found.hasPort) continue;
    if (targets.emplace(found.owner, found.port).second)
      verdict_.response.answer.push_back(
          srvRecord(query_.name, options_.ttl, weight, found.port, found.owner));
    if (addresses.emplace(found.owner, found.address).second)
      verdict_.response.additional.push_back(
          addressRecord(found.owner, options_.ttl, addressBytes(found.address)));
  }
}

// A chain of aliases inside the zone is followed here; one that leaves it goes to the upstream. A chain that
// ends in nothing inside the zone, or in itself, has no answer at all (and no CNAME), as CoreDNS has it.
Verdict Answerer::followAlias(Name alias) {
  Response& response = verdict_.response;
  Name owner = query_.name;
  std::set<Name> seen{owner};
  while (seen.insert(alias).second && seen.size() <= kLongestAliasChain) {
    response.answer.push_back(nameRecord(owner, type::CNAME, options_.ttl, alias));
    const Name* zone = zoneOf(options_.clusterZones, alias);
    if (!zone) {
      verdict_.what = Verdict::What::FindTarget;
      verdict_.target = alias;
      return std::move(verdict_);
    }
    const Lookup next = lookUp(zone_, options_, alias.labelsBelow(*zone), *zone);
    owner = alias;
    if (next.alias) {
      alias = *next.alias;
      continue;
    }
    const size_t before = response.answer.size();
    addAddresses(next, owner, query_.type);
    if (response.answer.size() > before) return std::move(verdict_);
    break;
  }
  return negative(Rcode::NoError);
}

Verdict Answerer::cluster() {
  const auto labels = query_.name.labelsBelow(zoneName_);
  Response& response = verdict_.response;
  if (query_.type == type::TXT && labels.size() == 1 && labels[0] == "dns-version") {
    response.answer.push_back(txtRecord(query_.name, kVersionTtl, "1.1.0"));
    return std::move(verdict_);
  }
  if (query_.type == type::SOA) {
    if (labels.empty()) response.answer.push_back(soaRecord(zoneName_, options_.ttl, zone_.serial));
    return finish();
  }
  if (labels.size() == 2 && labels[0] == "ns" && labels[1] == "dns") return negative(Rcode::NoError);
  const Lookup lookup = lookUp(zone_, options_, labels, zoneName_);
  // CoreDNS has no TXT at the names above the Services.
  const bool above = lookup.what == Lookup::What::NoData && query_.type == type::TXT;
  if (lookup.what == Lookup::What::NxDomain || above) return negative(Rcode::NxDomain);
  switch (query_.type) {
    case type::A:
    case type::AAAA:
      if (lookup.alias) return followAlias(*lookup.alias);
      addAddresses(lookup, query_.name, query_.type);
      break;
    case type::CNAME:
      if (lookup.alias)
        response.answer.push_back(nameRecord(query_.name, type::CNAME, options_.ttl, *lookup.alias));
      break;
    case type::SRV:
      addServices(lookup);
      break;
    default:
      break;
  }
  return finish();
}

Verdict Answerer::reverse() {
  if (query_.name == zoneName_) {
    if (query_.type == type::SOA)
      verdict_.response.answer.push_back(soaRecord(zoneName_, options_.ttl, zone_.serial));
    return finish();
  }
  if (query_.type != type::PTR || options_.clusterZones.empty()) return forward();
  for (const auto& name : namesOfAddress(zone_, query_.name, options_.clusterZones.front()))
    verdict_.response.answer.push_back(nameRecord(query_.name, type::PTR, options_.ttl, name));
  return verdict_.response.answer.empty() ? forward() : finish();
}

}  // namespace

Verdict answer(const Zone& zone, const ZoneOptions& options, const Query& query) {
  Verdict verdict;
  if (query.edns && query.edns->version != 0) {
    verdict.response.rcode = Rcode::BadVersion;
    return verdict;
  }
  const Name* cluster = zoneOf(options.clusterZones, query.name);
  const Name* reverse = zoneOf(options.reverseZones, query.name);
  if (!cluster && !reverse) {
    verdict.what = Verdict::What::Forward;
    return verdict;
  }
  if (query.type == type::AXFR || query.type == type::IXFR) {
    verdict.response.rcode = Rcode::Refused;
    return verdict;
  }
  Answerer answerer(zone, options, query, cluster ? *cluster : *reverse);
  return cluster ? answerer.cluster() : answerer.reverse();
}

}  // namespace seamark::dns
