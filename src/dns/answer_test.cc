// DNS answers as zone text: a question per line and the records that come back, over services built by hand.
// SPDX-License-Identifier: Apache-2.0
#include "dns/answer.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace seamark::dns {
namespace {

using routing::IpAddress;

constexpr const char* kVip = "10.96.0.10";

std::string shown(const Record& record) {
  std::string data;
  switch (record.type) {
    case type::A:
    case type::AAAA: {
      char text[INET6_ADDRSTRLEN];
      inet_ntop(record.type == type::A ? AF_INET : AF_INET6, record.rdata.data(), text, sizeof(text));
      data = fmt::format("{} {}", record.type == type::A ? "A" : "AAAA", text);
      break;
    }
    case type::CNAME:
    case type::PTR:
      data = fmt::format("{} {}", record.type == type::CNAME ? "CNAME" : "PTR", record.target->text());
      break;
    case type::SRV: {
      const auto word = [&](size_t at) {
        return static_cast<unsigned char>(record.rdata[at]) << 8 |
               static_cast<unsigned char>(record.rdata[at + 1]);
      };
      data = fmt::format("SRV {} {} {} {}", word(0), word(2), word(4),
                         Name::ofCheckedWire(record.rdata.substr(6)).text());
      break;
    }
    case type::TXT:
      data = "TXT " + record.rdata.substr(1);
      break;
    default:
      data = fmt::format("TYPE{}", record.type);
  }
  return fmt::format("{} {} {}", record.owner.text(), record.ttl, data);
}

routing::ServicePtr clusterService() {
  auto view = std::make_shared<routing::ServiceView>();
  view->name = {"default", "kafka"};
  view->clusterIPs = {*IpAddress::parse(kVip)};
  view->ports = {{.name = "kafka", .port = 9092}};
  auto slice = std::make_shared<routing::SliceView>();
  slice->ports = {{.name = "kafka", .number = 9092}};
  slice->endpoints = {{.address = *IpAddress::parse("192.168.10.22")},
                      {.address = *IpAddress::parse("192.168.10.23"), .ready = false}};
  view->slices = {slice};
  return view;
}

routing::ServicePtr headlessService() {
  auto view = std::make_shared<routing::ServiceView>();
  view->name = {"default", "db"};
  view->headless = true;
  auto slice = std::make_shared<routing::SliceView>();
  slice->ports = {{.name = "sql", .number = 5432}, {.name = "metrics", .number = 9187}};
  slice->endpoints = {{.address = *IpAddress::parse("10.1.0.1"), .hostname = "db-0"},
                      {.address = *IpAddress::parse("10.1.0.2")}};
  auto six = std::make_shared<routing::SliceView>();
  six->ports = {{.name = "sql", .number = 5432}};
  six->endpoints = {{.address = *IpAddress::parse("fd00:1::")}};
  view->slices = {slice, six};
  return view;
}

routing::ServicePtr alias(const std::string& name, const std::string& target) {
  auto view = std::make_shared<routing::ServiceView>();
  view->name = {"default", name};
  view->type = routing::ServiceType::ExternalName;
  view->externalName = target;
  return view;
}

Zone exampleZone() {
  Zone zone;
  zone.synced = true;
  zone.namespaces = zone.namespaces.set("default", true).set("empty", true);
  for (const auto& view :
       {clusterService(), headlessService(), alias("out", "www.example.com"),
        alias("in", "kafka.default.svc.cluster.local"), alias("self", "self.default.svc.cluster.local")})
    zone = withService(zone, view->name, view);
  return zone;
}

ZoneOptions exampleOptions() {
  return {.clusterZones = {*Name::parse("cluster.local")},
          .reverseZones = {*Name::parse("in-addr.arpa"), *Name::parse("ip6.arpa")},
          .ttl = 30};
}

std::string ask(const Zone& zone, const std::string& name, uint16_t type) {
  Query query;
  query.name = *Name::parse(name);
  query.type = type;
  const Verdict verdict = answer(zone, exampleOptions(), query);
  if (verdict.what == Verdict::What::Forward) return "forward";
  std::vector<std::string> lines;
  for (const auto& record : verdict.response.answer) lines.push_back(shown(record));
  std::ranges::sort(lines);
  std::string out = fmt::format("{}", fmt::join(lines, "\n"));
  if (verdict.what == Verdict::What::FindTarget) return out + "\nthen " + verdict.target.text();
  if (!out.empty()) return out;
  if (verdict.response.rcode == Rcode::NxDomain) return "NXDOMAIN";
  return verdict.response.rcode == Rcode::NoError ? "NODATA" : "error";
}

struct Case {
  const char* name;
  uint16_t type;
  const char* expected;
};

class Answers : public testing::TestWithParam<Case> {};

TEST_P(Answers, AreAsTheSpecificationSays) {
  EXPECT_EQ(ask(exampleZone(), GetParam().name, GetParam().type), GetParam().expected) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    Zone, Answers,
    testing::Values(
        Case{"kafka.default.svc.cluster.local", type::A, "kafka.default.svc.cluster.local. 30 A 10.96.0.10"},
        Case{"KAFKA.default.SVC.cluster.local", type::A, "kafka.default.svc.cluster.local. 30 A 10.96.0.10"},
        Case{"kafka.default.svc.cluster.local", type::AAAA, "NODATA"},
        Case{"kafka.default.svc.cluster.local", 15, "NODATA"},
        Case{"_kafka._tcp.kafka.default.svc.cluster.local", type::SRV,
             "_kafka._tcp.kafka.default.svc.cluster.local. 30 SRV 0 100 9092 "
             "kafka.default.svc.cluster.local."},
        Case{"_kafka._udp.kafka.default.svc.cluster.local", type::SRV, "NXDOMAIN"},
        Case{"192-168-10-22.kafka.default.svc.cluster.local", type::A,
             "192-168-10-22.kafka.default.svc.cluster.local. 30 A 192.168.10.22"},
        Case{"192-168-10-23.kafka.default.svc.cluster.local", type::A, "NXDOMAIN"},  // not ready
        Case{"db.default.svc.cluster.local", type::A,
             "db.default.svc.cluster.local. 30 A 10.1.0.1\ndb.default.svc.cluster.local. 30 A 10.1.0.2"},
        Case{"db.default.svc.cluster.local", type::AAAA, "db.default.svc.cluster.local. 30 AAAA fd00:1::"},
        Case{"db-0.db.default.svc.cluster.local", type::A,
             "db-0.db.default.svc.cluster.local. 30 A 10.1.0.1"},
        Case{"10-1-0-1.db.default.svc.cluster.local", type::A, "NXDOMAIN"},  // it has a hostname
        Case{"fd00-1--0.db.default.svc.cluster.local", type::AAAA,
             "fd00-1--0.db.default.svc.cluster.local. 30 AAAA fd00:1::"},
        Case{"_sql._tcp.db.default.svc.cluster.local", type::SRV,
             "_sql._tcp.db.default.svc.cluster.local. 30 SRV 0 33 5432 "
             "10-1-0-2.db.default.svc.cluster.local.\n"
             "_sql._tcp.db.default.svc.cluster.local. 30 SRV 0 33 5432 db-0.db.default.svc.cluster.local.\n"
             "_sql._tcp.db.default.svc.cluster.local. 30 SRV 0 33 5432 "
             "fd00-1--0.db.default.svc.cluster.local."},
        Case{"out.default.svc.cluster.local", type::A,
             "out.default.svc.cluster.local. 30 CNAME www.example.com.\nthen www.example.com."},
        Case{"in.default.svc.cluster.local", type::A,
             "in.default.svc.cluster.local. 30 CNAME kafka.default.svc.cluster.local.\n"
             "kafka.default.svc.cluster.local. 30 A 10.96.0.10"},
        Case{"self.default.svc.cluster.local", type::A, "NODATA"},
        Case{"nosuch.default.svc.cluster.local", type::A, "NXDOMAIN"},
        Case{"kafka.nosuch.svc.cluster.local", type::A, "NXDOMAIN"},
        Case{"empty.svc.cluster.local", type::A, "NODATA"}, Case{"svc.cluster.local", type::A, "NODATA"},
        Case{"cluster.local", type::A, "NODATA"},
        Case{"dns-version.cluster.local", type::TXT, "dns-version.cluster.local. 28800 TXT 1.1.0"},
        Case{"10-1-2-3.default.pod.cluster.local", type::A,
             "10-1-2-3.default.pod.cluster.local. 30 A 10.1.2.3"},
        Case{"10-1-2.default.pod.cluster.local", type::A, "NXDOMAIN"},
        Case{"10.0.96.10.in-addr.arpa", type::PTR,
             "10.0.96.10.in-addr.arpa. 30 PTR kafka.default.svc.cluster.local."},
        Case{"1.0.1.10.in-addr.arpa", type::PTR,
             "1.0.1.10.in-addr.arpa. 30 PTR db-0.db.default.svc.cluster.local."},
        Case{"9.9.9.9.in-addr.arpa", type::PTR, "forward"}, Case{"www.example.com", type::A, "forward"},
        Case{"xcluster.local", type::A, "forward"}));

TEST(ZoneSnapshot, ForgetsAServiceWholly) {
  Zone zone = exampleZone();
  const Zone before = zone;
  zone = withService(zone, {"default", "kafka"}, nullptr);
  EXPECT_EQ(ask(zone, "kafka.default.svc.cluster.local", type::A), "NXDOMAIN");
  EXPECT_EQ(ask(zone, "10.0.96.10.in-addr.arpa", type::PTR), "forward");
  EXPECT_EQ(ask(before, "kafka.default.svc.cluster.local", type::A),
            "kafka.default.svc.cluster.local. 30 A 10.96.0.10");
}

TEST(ZoneSnapshot, SaysServFailWhileNothingIsKnown) {
  EXPECT_EQ(ask(Zone{}, "kafka.default.svc.cluster.local", type::A), "error");
}

}  // namespace
}  // namespace seamark::dns
