// Formats, quoting and metadata: what the recordings leave out.
// SPDX-License-Identifier: Apache-2.0
#include "api/validators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/core/config_map.h"
#include "api/kinds.h"
#include "api/object_meta_rules.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(GoQuoted, EscapesAsGoDoes) {
  EXPECT_EQ(goQuoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(goQuoted("\n\t\r\a\b\f\v"), R"("\n\t\r\a\b\f\v")");
  EXPECT_EQ(goQuoted(std::string_view("\0\x1f\x7f", 3)), R"("\x00\x1f\x7f")");
  EXPECT_EQ(goQuoted("é世"), "\"é世\"");
  EXPECT_EQ(goQuoted("\xc2\xa0\xe2\x80\xa8"), R"("\u00a0\u2028")");
  EXPECT_EQ(goQuoted("\xff\xc3(\xed\xa0\x80"), R"("\xff\xc3(\xed\xa0\x80")");
}

TEST(InvalidObject, TellsEqualErrorsOnce) {
  const FieldErrors errors = {required(Path("a")), required(Path("a")), required(Path("b"), "why")};
  const Status status = invalidObject("discovery.k8s.io", "EndpointSlice", "x", errors);
  EXPECT_EQ(status.message,
            "EndpointSlice.discovery.k8s.io \"x\" is invalid: [a: Required value, b: Required value: why]");
  EXPECT_EQ(status.details->causes.size(), 2u);
  EXPECT_EQ(status.code, 422);
}

TEST(Names, EachRuleHasItsText) {
  EXPECT_THAT(dns1123LabelProblems("a-1"), IsEmpty());
  EXPECT_THAT(dns1123LabelProblems("a.b"), ElementsAre("must not contain dots"));
  EXPECT_THAT(dns1123LabelProblems(std::string(64, 'A')).size(), 2u);
  EXPECT_THAT(dns1123SubdomainProblems("a.b-c.9"), IsEmpty());
  EXPECT_THAT(dns1123SubdomainProblems("a..b").size(), 1u);
  EXPECT_THAT(dns1035LabelProblems("9a").size(), 1u);
  EXPECT_THAT(qualifiedNameProblems("/x"), ElementsAre("prefix part must be non-empty"));
  EXPECT_THAT(qualifiedNameProblems("a/b/c"), ElementsAre(HasSubstr("a valid label key must consist of")));
  EXPECT_THAT(pathSegmentProblems(".."), ElementsAre("may not be '..'"));
  EXPECT_THAT(pathSegmentProblems("..", true), IsEmpty());
  EXPECT_THAT(nameProblems(NameRule::Dns1123Label, "web-", true), IsEmpty()) << "a generateName";
  EXPECT_THAT(nameProblems(NameRule::IpAddress, "fd00:0::1"),
              ElementsAre("must be in canonical form (\"fd00::1\")"));
  EXPECT_THAT(configMapKeyProblems("..x"), ElementsAre("must not start with '..'"));
}

TEST(Cidrs, EachOddityHasItsText) {
  const auto text = [](std::string_view value) {
    FieldErrors errors;
    validateCanonicalCidr(errors, Path("f"), value);
    return errors.empty() ? std::string() : errors[0].message;
  };
  EXPECT_EQ(text("10.0.0.0/8"), "");
  EXPECT_EQ(text("10.0.0.0/08"),
            "Invalid value: \"10.0.0.0/08\": must not have leading 0s in IP or prefix length");
  EXPECT_EQ(text("::ffff:10.0.0.0/104"),
            "Invalid value: \"::ffff:10.0.0.0/104\": must not have an IPv4-mapped IPv6 address");
  EXPECT_EQ(text("FD00::/8"), "Invalid value: \"FD00::/8\": must be in canonical form (\"fd00::/8\")");
}

TEST(Warnings, TellOddRanges) {
  Warnings warnings;
  warnAboutCidr(warnings, Path("f"), "192.0.2.5/24");
  warnAboutCidr(warnings, Path("f"), "FD00::/8");
  warnAboutCidr(warnings, Path("f"), "no range");
  EXPECT_THAT(warnings, ElementsAre(R"(f: CIDR value "192.0.2.5/24" is ambiguous in this context (should be )"
                                    R"("192.0.2.0/24" or "192.0.2.5/32"?))",
                                    R"(f: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format )"
                                    R"(("fd00::/8"))"));
}

TEST(Metadata, UpdateKeepsWhatTheServerSet) {
  ObjectMeta old;
  old.name = "a";
  old.uid = "u";
  old.generation = 4;
  old.creationTimestamp = *Time::parse("2026-01-01T00:00:00Z");
  old.deletionTimestamp = Time::parse("2026-01-02T00:00:00Z");
  ObjectMeta next;
  next.name = "a";
  next.selfLink = "/x";
  prepareMetaForUpdate(next, old);
  EXPECT_THAT(validateMetaForUpdate(kindOf<Service>(), next, old), IsEmpty());
  EXPECT_EQ(next.generation, 4);
  EXPECT_EQ(next.deletionTimestamp, old.deletionTimestamp);
}

TEST(Metadata, UpdateRefusesOtherIdentity) {
  ObjectMeta old;
  old.name = "a";
  old.uid = "u";
  ObjectMeta next = old;
  next.uid = "v";
  next.deletionTimestamp = Time::parse("2026-01-02T00:00:00Z");
  const FieldErrors errors = validateMetaForUpdate(kindOf<Service>(), next, old);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(
      joinedText(errors),
      "[metadata.uid: Invalid value: \"v\": field is immutable, metadata.deletionTimestamp: Invalid value: "
      "\"2026-01-02T00:00:00Z\": field is immutable]");
}

TEST(Metadata, NamespaceAndSizeOfAnnotations) {
  ObjectMeta meta;
  meta.name = "a";
  const Kind& kind = kindOf<ConfigMap>();
  EXPECT_EQ(joinedText(validateMetaForCreate(kind, meta)), "metadata.namespace: Required value");
  meta.namespace_ = "shop";
  meta.annotations["UPPER.example/k"] = std::string(256 * 1024, 'x');
  EXPECT_EQ(joinedText(validateMetaForCreate(kind, meta)),
            "metadata.annotations: Too long: may not be more than 262144 bytes");
}

}  // namespace
}  // namespace seamark::api
