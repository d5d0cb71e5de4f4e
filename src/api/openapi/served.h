// Everything that has a URL: the stored kinds and the reviews, which are only created. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"

namespace seamark::api {

struct ServedSubresource {
  std::string_view name;
  std::string_view group, version, kind;  // group and version are empty when they are the resource's own
  std::vector<std::string_view> verbs;
  TypeOf type = nullptr;  // of its body; null: the resource's own
  bool answered = true;   // false: listed as upstream lists it, but there is no kubelet here to serve it
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
