// Addresses and ranges: what is read, how it is written, arithmetic.
// SPDX-License-Identifier: Apache-2.0
#include "api/ip.h"

#include <gtest/gtest.h>

namespace seamark::api {
namespace {

std::string canonical(std::string_view text) {
  const auto parsed = parseIpDetailed(text);
  return parsed ? parsed->address.text() : "";
}

TEST(Ip, CanonicalTextIsRfc5952) {
  EXPECT_EQ(canonical("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(canonical("2001:DB8:0:0::5"), "2001:db8::5");
  EXPECT_EQ(canonical("2001:db8:0:1:0:0:0:1"), "2001:db8:0:1::1");
  EXPECT_EQ(canonical("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
  EXPECT_EQ(canonical("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1") << "one zero group is not shortened";
  EXPECT_EQ(canonical("1:0:0:2:0:0:3:4"), "1::2:0:0:3:4") << "the first of equal runs";
  EXPECT_EQ(canonical("0:0:0:0:0:0:0:0"), "::");
  EXPECT_EQ(canonical("0:0:0:0:0:0:0:1"), "::1");
  EXPECT_EQ(canonical("fe80::"), "fe80::");
  EXPECT_EQ(canonical("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
}

TEST(Ip, OddFormsAreReadAndTold) {
  const auto zeros = parseIpDetailed("010.096.000.250");
  ASSERT_TRUE(zeros);
  EXPECT_TRUE(zeros->leadingZeros);
  EXPECT_EQ(zeros->address.text(), "10.96.0.250") << "decimal, not octal";
  const auto mapped = parseIpDetailed("::ffff:192.0.2.1");
  ASSERT_TRUE(mapped);
  EXPECT_TRUE(mapped->mapped);
  EXPECT_EQ(mapped->address.family(), IpFamily::V4);
  EXPECT_FALSE(IpAddress::parse("010.0.0.1"));
  EXPECT_FALSE(IpAddress::parse("::ffff:192.0.2.1"));
  EXPECT_TRUE(IpAddress::parseLenient("::ffff:192.0.2.1"));
}

TEST(Ip, RefusesWhatIsNoAddress) {
  for (const std::string_view text : {"",
                                      ".",
                                      ":",
                                      "::1::",
                                      ":::",
                                      "1",
                                      "1.2.3",
                                      "1.2.3.4.5",
                                      "1.2.3.256",
                                      "1.2.3.",
                                      "1..2.3",
                                      "a.b.c.d",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1:2:3:4:5:6:7::8:9",
                                      "12345::",
                                      "g::",
                                      "fe80::1%eth0",
                                      "1:",
                                      ":1",
                                      "1:2:3:4:5:6:7:",
                                      "::1.2.3",
                                      "1.2.3.4:80",
                                      "::1.2.3.4:5",
                                      " 1.2.3.4",
                                      "1.2.3.4 "}) {
    EXPECT_FALSE(parseIpDetailed(text)) << text;
  }
  EXPECT_FALSE(parseIpDetailed(std::string(100'000, ':')));
  EXPECT_FALSE(parseIpDetailed(std::string(100'000, '1')));
}

TEST(Ip, SpecialRanges) {
  const auto ip = [](std::string_view text) { return *IpAddress::parse(text); };
  EXPECT_TRUE(ip("127.9.9.9").isLoopback());
  EXPECT_TRUE(ip("::1").isLoopback());
  EXPECT_FALSE(ip("::2").isLoopback());
  EXPECT_TRUE(ip("169.254.3.4").isLinkLocalUnicast());
  EXPECT_TRUE(ip("febf::1").isLinkLocalUnicast());
  EXPECT_FALSE(ip("fec0::1").isLinkLocalUnicast());
  EXPECT_TRUE(ip("224.0.0.9").isLinkLocalMulticast());
  EXPECT_FALSE(ip("224.0.1.9").isLinkLocalMulticast());
  EXPECT_TRUE(ip("ff02::1").isLinkLocalMulticast());
  EXPECT_TRUE(ip("::").isUnspecified());
  EXPECT_TRUE(ip("0.0.0.0").isUnspecified());
}

TEST(Ip, ArithmeticCarriesAndEnds) {
  const auto ip = [](std::string_view text) { return *IpAddress::parse(text); };
  EXPECT_EQ(ip("10.0.0.255").plus(1)->text(), "10.0.1.0");
  EXPECT_FALSE(ip("255.255.255.255").plus(1));
  EXPECT_EQ(ip("fd00::ffff:ffff:ffff:ffff").plus(1)->text(), "fd00:0:0:1::");
  EXPECT_EQ(ip("10.0.0.1").distanceTo(ip("10.0.1.1")), 256u);
  EXPECT_FALSE(ip("10.0.1.1").distanceTo(ip("10.0.0.1")));
  EXPECT_FALSE(ip("10.0.1.1").distanceTo(ip("fd00::")));
  EXPECT_EQ(ip("fd00::ffff:ffff:ffff:ffff").distanceTo(ip("fd00:0:0:1::1")), 2u);
  EXPECT_FALSE(ip("fd00::").distanceTo(ip("fd01::")));
}

TEST(Cidr, ParsesMasksAndContains) {
  const auto range = Cidr::parse("10.96.0.0/12");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->text(), "10.96.0.0/12");
  EXPECT_EQ(range->last().text(), "10.111.255.255");
  EXPECT_EQ(range->size(), 1u << 20);
  EXPECT_TRUE(range->contains(*IpAddress::parse("10.111.255.255")));
  EXPECT_FALSE(range->contains(*IpAddress::parse("10.112.0.0")));
  EXPECT_FALSE(range->contains(*IpAddress::parse("fd00::1")));
  EXPECT_TRUE(range->contains(*Cidr::parse("10.100.0.0/16")));
  EXPECT_TRUE(Cidr::parse("10.100.0.0/16")->overlaps(*range));
  EXPECT_FALSE(range->overlaps(*Cidr::parse("10.0.0.0/12")));
  EXPECT_EQ(Cidr::parse("::/0")->size(), UINT64_MAX);
  EXPECT_EQ(Cidr::parse("fd00::/112")->last().text(), "fd00::ffff");
}

TEST(Cidr, OddFormsAreReadAndTold) {
  EXPECT_FALSE(Cidr::parse("192.0.2.5/24"));
  const auto host = parseCidrDetailed("192.0.2.5/24");
  ASSERT_TRUE(host);
  EXPECT_TRUE(host->bitsBeyond);
  EXPECT_EQ(host->cidr.text(), "192.0.2.0/24");
  EXPECT_TRUE(parseCidrDetailed("192.0.2.0/024")->leadingZeros);
  EXPECT_TRUE(parseCidrDetailed("::ffff:10.0.0.0/104")->mapped);
  for (const std::string_view text : {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
                                      "fd00::/129", "/8", "x/8", "10.0.0.0/ 8"}) {
    EXPECT_FALSE(parseCidrDetailed(text)) << text;
  }
}

}  // namespace
}  // namespace seamark::api
