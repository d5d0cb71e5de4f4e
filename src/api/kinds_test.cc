// The list of kinds against what Kubernetes' discovery says, and every table of rows against itself.
// SPDX-License-Identifier: Apache-2.0
#include "api/kinds.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "api/core/event.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/events/event.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

TEST(Kinds, StandAtTheirIndexAndAreFound) {
  const auto all = kinds();
  for (size_t i = 0; i < all.size(); ++i) {
    const Kind& kind = *all[i];
    EXPECT_EQ(kind.index, i) << kind.kind;
    EXPECT_EQ(findKind(kind.group, kind.version, kind.plural), &kind);
    EXPECT_EQ(findKindByName(kind.apiVersion(), kind.kind), &kind);
  }
  EXPECT_EQ(findKindByName("v1", "Service"), &kindOf<Service>());
  EXPECT_EQ(findKindByName("v2", "Service"), nullptr);
  EXPECT_EQ(findKindByName("core/v1", "Service"), nullptr);
  EXPECT_EQ(findKind("", "v1", "Service"), nullptr);
  EXPECT_EQ(kindOf<EventsEvent>().storedAs(), &kindOf<Event>());
}

// Calls visit(type) for a struct and all structs below it, once each.
template <class Visit>
void everyStruct(const Type& type, std::set<const Type*>& seen, const Visit& visit) {
  if (!seen.insert(&type).second) return;
  if (type.element != nullptr) everyStruct(type.element(), seen, visit);
  if (type.shape != Shape::Struct) return;
  visit(type);
  for (const Field& field : type.fields) everyStruct(field.type(), seen, visit);
}

TEST(Kinds, RowsHaveNamesAndNumbersOfTheirOwn) {
  std::set<const Type*> seen;
  size_t structs = 0;
  for (const Kind* kind : kinds()) {
    everyStruct(kind->type(), seen, [&](const Type& type) {
      ++structs;
      std::set<std::string_view> names;
      std::set<uint32_t> numbers;
      for (const Field& field : type.fields) {
        if (!field.name.empty()) {
          EXPECT_TRUE(names.insert(field.name).second) << type.name << "." << field.name;
        }
        if (field.number != 0) {
          EXPECT_TRUE(numbers.insert(field.number).second) << type.name << " " << field.number;
        }
        if (!field.name.empty()) {
          EXPECT_EQ(type.find(field.name), &field);
        }
        if (field.number != 0) {
          EXPECT_EQ(type.find(field.number), &field);
        }
      }
    });
  }
  EXPECT_GT(structs, 200u);
}

TEST(Kinds, FindLooksIntoEmbeddedStructs) {
  const Field* field = typeOf<Volume>().find("emptyDir");
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->name, "emptyDir");
  EXPECT_EQ(typeOf<Volume>().find("volumeSource"), nullptr);
}

// Calls visit(list) for every APIResourceList in the recorded conversations.
template <class Visit>
void everyResourceList(const json::value& value, const Visit& visit) {
  if (const auto* object = value.if_object()) {
    const auto* kind = object->if_contains("kind");
    if (kind && kind->is_string() && kind->as_string() == "APIResourceList" && object->contains("resources"))
      return visit(*object);
    for (const auto& member : *object) everyResourceList(member.value(), visit);
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) everyResourceList(item, visit);
  }
}

std::vector<std::string> textsOf(const json::object& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const auto* list = object.if_contains(name))
    for (const auto& text : list->as_array()) texts.emplace_back(text.as_string());
  return texts;
}

std::vector<std::string> copied(std::span<const std::string_view> from) {
  return {from.begin(), from.end()};
}

std::string_view text(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::string_view(value->as_string()) : std::string_view();
}

TEST(Kinds, AreWhatDiscoverySays) {
  std::ifstream file(std::string(SEAMARK_SOURCE_DIR) + "/tests/conformance/machinery/discovery.json");
  std::stringstream content;
  content << file.rdbuf();
  size_t compared = 0;
  everyResourceList(json::parse(content.str()), [&](const json::object& list) {
    const std::string_view groupVersion = text(list, "groupVersion");
    for (const json::value& value : list.at("resources").as_array()) {
      const json::object& resource = value.as_object();
      const std::string_view name = text(resource, "name");
      const size_t slash = name.find('/');
      const size_t version = groupVersion.find('/');
      const auto group =
          version == std::string_view::npos ? std::string_view() : groupVersion.substr(0, version);
      const Kind* kind = findKind(group, "v1", name.substr(0, slash));
      if (kind == nullptr) continue;  // reviews are no kinds
      SCOPED_TRACE(std::string(name));
      ++compared;
      EXPECT_EQ(resource.at("namespaced").as_bool(), kind->namespaced);
      if (slash == std::string_view::npos) {
        EXPECT_EQ(text(resource, "kind"), kind->kind);
        EXPECT_EQ(text(resource, "singularName"), kind->singular);
        EXPECT_EQ(textsOf(resource, "shortNames"), copied(kind->shortNames));
        EXPECT_EQ(textsOf(resource, "categories"), copied(kind->categories));
        EXPECT_EQ(resource.at("verbs").as_array().size(), kind->verbs.size());
        continue;
      }
      const auto found = std::ranges::find(kind->subresources, name.substr(slash + 1), &Subresource::name);
      ASSERT_NE(found, kind->subresources.end());
      EXPECT_EQ(text(resource, "kind"), found->responseKind);
      EXPECT_EQ(text(resource, "group"), found->responseGroup);
      EXPECT_EQ(textsOf(resource, "verbs"), copied(found->verbs));
    }
  });
  EXPECT_GE(compared, 25u);
}

}  // namespace
}  // namespace seamark::api
