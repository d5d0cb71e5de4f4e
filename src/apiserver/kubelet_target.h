// Where upstream's API server would find the kubelet for a Pod, and what it says when nobody answers there. Nothing
// is dialled here: a Node has an agent and no kubelet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/core/pod.h"
#include "base/result.h"
#include "store/store.h"

namespace seamark::apiserver {

// A host, by name or address, and a port; the port may be empty.
struct DialTarget {
  std::string host;
  std::string port;
};

// `10.0.0.1:10250`, `[fd00::1]:10250`.
std::string joined(const DialTarget& target);
// What Go says of a connection that could not be made: `dial tcp 10.0.0.1:80: connect: connection refused`.
std::string dialError(const DialTarget& target);

// 404 when there is none.
Result<api::ObjectPtr> findPod(const store::World& world, std::string_view ns, const std::string& name);
// The container that a request is about. Unnamed it is the only one there is; else a 400 lists them.
Result<std::string> chooseContainer(const api::Pod& pod, const std::string& named);
// The kubelet of a Node: its best known address and its port. A Node that is not there is missed under the name of
// `resource`, which the request is about.
Result<DialTarget> findKubelet(const store::World& world, const std::string& resource,
                               const std::string& node);

}  // namespace seamark::apiserver
