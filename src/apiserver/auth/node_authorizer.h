// The Node authorizer: what a node's own identity (user system:node:NAME, group system:nodes) may do beside
// RBAC: read what the Pods bound to it use, and write its own Node, Lease and their status. Pure: decided
// from a World. Source: Kubernetes' node authorizer (--authorization-mode=Node).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/core/pod.h"
#include "apiserver/context.h"
#include "store/store.h"

namespace seamark::apiserver {

// NAME of system:node:NAME when the user is in system:nodes; empty for everybody else.
std::string_view nodeNameOf(const UserInfo& user);

// Whether a node may make the request; when not, `why` says so in Kubernetes' words, or stays empty where
// the node's rules simply do not name the resource.
bool nodeMay(std::string_view node, const RequestInfo& request, const store::World& world, std::string* why);

// Whether the Pod's containers, volumes or image pulls use the Secret (or ConfigMap) of that name.
bool podUsesSecret(const api::Pod& pod, std::string_view name);
bool podUsesConfigMap(const api::Pod& pod, std::string_view name);

}  // namespace seamark::apiserver
