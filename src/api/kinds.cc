// The list of kinds and the look-ups in it.
// SPDX-License-Identifier: Apache-2.0
#include "api/kinds.h"

#include <array>

#include "api/coordination/lease.h"
#include "api/core/config_map.h"
#include "api/core/endpoints.h"
#include "api/core/event.h"
#include "api/core/namespace.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/secret.h"
#include "api/core/service.h"
#include "api/core/service_account.h"
#include "api/discovery/endpoint_slice.h"
#include "api/events/event.h"
#include "api/internal/node_port_allocation.h"
#include "api/networking/ingress.h"
#include "api/networking/ingress_class.h"
#include "api/networking/ip_address.h"
#include "api/networking/service_cidr.h"
#include "api/rbac/cluster_role.h"
#include "api/rbac/cluster_role_binding.h"
#include "api/rbac/role.h"
#include "api/rbac/role_binding.h"

namespace seamark::api {

namespace {

template <class... Kinds>
std::array<const Kind*, sizeof...(Kinds)> listOf(KindList<Kinds...>) {
  return {&kindOf<Kinds>()...};
}

}  // namespace

std::span<const Kind* const> kinds() {
  static const auto kKinds = listOf(AllKinds());
  return kKinds;
}

const Kind* findKind(std::string_view group, std::string_view version, std::string_view resource) {
  for (const Kind* kind : kinds())
    if (kind->plural == resource && kind->group == group && kind->version == version) return kind;
  return nullptr;
}

const Kind* findKindByName(std::string_view apiVersion, std::string_view name) {
  const size_t slash = apiVersion.find('/');
  const bool core = slash == std::string_view::npos;
  const std::string_view group = core ? std::string_view() : apiVersion.substr(0, slash);
  const std::string_view version = core ? apiVersion : apiVersion.substr(slash + 1);
  for (const Kind* kind : kinds())
    if (kind->kind == name && kind->group == group && kind->version == version) return kind;
  return nullptr;
}

}  // namespace seamark::api
