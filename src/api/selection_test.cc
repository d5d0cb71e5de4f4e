// What is read from the JSON against what the parsed object says.
// SPDX-License-Identifier: Apache-2.0
#include "api/selection.h"

#include <gtest/gtest.h>

#include <random>

#include "api/core/node.h"
#include "api/core/pod.h"

namespace seamark::api {
namespace {

EncodedObject podOf(std::mt19937_64& random) {
  const auto one = [&](std::initializer_list<const char*> of) {
    return std::string(of.begin()[random() % of.size()]);
  };
  auto pod = std::make_shared<Pod>();
  pod->metadata.name = one({"a", "b", "labels"});
  pod->metadata.namespace_ = one({"x", "y"});
  if (random() % 2) pod->metadata.generateName = "metadata";
  for (const char* key : {"app", "tier", "example.com/q", "n"})
    if (random() % 2) pod->metadata.labels[key] = one({"a", "b", "", "5", "10"});
  if (random() % 2) pod->metadata.annotations["labels"] = R"({"app":"a"} "fieldsV1":{ "node-1" é)";
  if (random() % 2)
    pod->metadata.managedFields.push_back(
        {.manager = "m",
         .fieldsV1 = RawJson{R"({"f:metadata":{"f:labels":{".":{},"f:app":{},"f:tier":{},"f:n":{}}}})"}});
  pod->spec.nodeName = one({"", "node-1", "node-2", "a/b:c.d", "n\u00e9", "q\"\\"});
  pod->spec.hostNetwork = random() % 2;
  pod->status.phase = one({"", "Running", "Failed"});
  return EncodedObject(kindOf<Pod>(), pod, 7);
}

TEST(Selection, IsThatOfTheParsedObject) {
  std::mt19937_64 random(11);
  std::vector<LabelSelector> labels{LabelSelector()};
  for (const char* text : {"app", "!app", "app=a", "app!=a", "app in (a,b)", "tier notin (a)", "n>4", "n<7",
                           "app=,n", "example.com/q=b,app", "nosuch"})
    labels.push_back(*LabelSelector::parse(text));
  std::vector<FieldSelector> fields{FieldSelector()};
  for (const char* text :
       {"metadata.name=a", "metadata.name!=a", "metadata.namespace=x,metadata.name=labels",
        "spec.nodeName=node-1", "spec.nodeName=", "spec.nodeName!=node-1", "spec.nodeName=a/b:c.d",
        "spec.nodeName=n\u00e9", "spec.nodeName=q\"\\\\", "spec.hostNetwork=true", "spec.hostNetwork=false",
        "status.phase=Running", "spec.nodeName=nosuch,status.phase=Running"})
    fields.push_back(*FieldSelector::parse(text, kindOf<Pod>()));
  size_t taken = 0;
  for (int i = 0; i < 300; ++i) {
    const EncodedObject object = podOf(random);
    const ObjectPtr parsed = object.object();
    for (const LabelSelector& byLabel : labels)
      for (const FieldSelector& byField : fields) {
        const bool expected = byLabel.matches(parsed->metadata.labels) && byField.matches(*parsed);
        taken += expected;
        ASSERT_EQ(select(byLabel, byField, object), expected) << object.json().str();
      }
  }
  EXPECT_GT(taken, 1000u);
}

TEST(Selection, OfANodeThatSaysNothing) {
  const EncodedObject node(kindOf<Node>(), std::make_shared<Node>(), 7);
  EXPECT_TRUE(select({}, *FieldSelector::parse("spec.unschedulable=false", kindOf<Node>()), node));
  EXPECT_TRUE(select(*LabelSelector::parse("!a"), {}, node));
  EXPECT_FALSE(select(*LabelSelector::parse("a"), {}, node));
}

}  // namespace
}  // namespace seamark::api
