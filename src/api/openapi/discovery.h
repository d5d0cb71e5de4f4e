// What /api, /apis and below answer: which groups, versions and resources there are. Made from kinds(), plus
// the reviews, which are not stored. Pure; any thread. Source of the shapes: Kubernetes' meta/v1 and
// apidiscovery.k8s.io/v2, as recorded in tests/conformance/machinery/discovery.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seamark::api {

// One document in the representations that clients ask for. The caller adds the newline and the envelope.
struct DiscoveryDocument {
  std::string apiVersion;  // "" for /api and /api/v1
  std::string kind;
  std::string json;      // the object whole, without a newline at the end
  std::string protobuf;  // the bare message, for protobufEnvelope(apiVersion, kind, protobuf)
};

// /api. `serverAddress` is the advertised "IP:port".
DiscoveryDocument apiVersions(std::string_view serverAddress);
// /apis
DiscoveryDocument apiGroupList();
// /apis/GROUP; nullopt: no such group.
std::optional<DiscoveryDocument> apiGroup(std::string_view group);
// /api/v1 (group "") and /apis/GROUP/VERSION; nullopt: no such group and version.
std::optional<DiscoveryDocument> apiResourceList(std::string_view group, std::string_view version);

// /api (core) and /apis (the rest) as `application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`.
// v2beta1 is not served any more: such clients get the plain forms.
DiscoveryDocument aggregatedDiscovery(bool core);

// The groups in the order of /apis, without core.
std::vector<std::string_view> apiGroups();

}  // namespace seamark::api
