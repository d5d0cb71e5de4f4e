// Manifests: files that describe Pods of this host, as the kubelet's static Pods. From a file's text to the
// Pod that it stands for, and from that to its mirror in the API. Pure.
// Source: how the kubelet names and marks static Pods.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/core/pod.h"
#include "base/result.h"

namespace seamark::agent {

struct ManifestFile {
  std::string path;
  std::string text;
  bool operator==(const ManifestFile&) const = default;
};

// A Pod that a manifest asks for: NAME-NODE, bound to the node, on the host's network.
struct StaticPod {
  std::shared_ptr<const api::Pod> pod;
  std::string hash;  // of file, node and content
  std::string path;
};

// The error names the field or line and says what to do.
Result<StaticPod> staticPodOf(const ManifestFile& file, const std::string& nodeName, WallTime now);

// What is created in the API for it. `nodeUid` is the Node's, which owns it.
std::shared_ptr<api::Pod> mirrorOf(const StaticPod& wanted, const std::string& nodeUid);
bool isMirror(const api::Pod& pod);
bool isMirrorOf(const api::Pod& pod, const StaticPod& wanted);

// Why the agent cannot take care of this Pod; nothing when it can.
std::optional<std::string> whyNotAdoptable(const api::Pod& pod);

// Whether a Pod that was bound through the API is for the agent at all.
struct AdoptionPolicy {
  // All: every Pod bound to the node. HostNetwork: only those that say hostNetwork: true. Either way a Pod of
  // a controller (a DaemonSet's, say) only with the annotation seamark.dev/adopt: "true".
  enum class Bound : uint8_t { All, HostNetwork, None } bound = Bound::All;
};
bool adopts(const AdoptionPolicy& policy, const api::Pod& pod);

}  // namespace seamark::agent
