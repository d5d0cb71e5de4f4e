// Everything that has a URL: the stored kinds and the reviews, which are only created. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"

namespace seamark::api {

// How a subresource is spoken to: as an object that is read and written, as text, or by passing on a connection.
enum class SubresourceShape : uint8_t { Object, Log, Connect };

struct ServedSubresource {
  std::string_view name;
  std::string_view group, version, kind;  // group and version are empty when they are the resource's own
  std::vector<std::string_view> verbs;
  TypeOf type = nullptr;  // of its body; null: the resource's own
  SubresourceShape shape = SubresourceShape::Object;
};

struct ServedResource {
  std::string_view group, version, kind, list, plural, singular;
  bool namespaced = true;
  std::vector<std::string_view> verbs;  // in discovery's order
  std::vector<std::string_view> shortNames, categories;
  std::vector<ServedSubresource> subresources;  // by name
  TypeOf type = nullptr;
  std::string storageVersionHash;  // empty for what is not stored
};

struct ServedVersion {
  std::string_view group, version;
  std::vector<ServedResource> resources;  // by plural
};

// core first, then the groups in the order of /apis.
const std::vector<ServedVersion>& servedVersions();
const ServedVersion* findServed(std::string_view group, std::string_view version);

}  // namespace seamark::api
