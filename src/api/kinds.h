// THE list of kinds. Routes, storage collections and discovery come from it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <type_traits>

#include "api/kind.h"

namespace seamark::api {

struct Namespace;
struct Service;
struct Endpoints;
struct EndpointSlice;
struct Pod;
struct Node;
struct Event;
struct EventsEvent;
struct ConfigMap;
struct Secret;
struct ServiceAccount;
struct Lease;
struct ServiceCIDR;
struct IPAddress;
struct Ingress;
struct IngressClass;
struct Role;
struct RoleBinding;
struct ClusterRole;
struct ClusterRoleBinding;
struct NodePortAllocation;

template <class... Kinds>
struct KindList {
  template <class T>
  static constexpr size_t indexOf() {
    static_assert((std::is_same_v<T, Kinds> || ...), "not in the list of kinds");
    size_t index = 0;
    (void)((std::is_same_v<T, Kinds> || (++index, false)) || ...);
    return index;
  }
};

using AllKinds =
    KindList<Namespace, Service, Endpoints, EndpointSlice, Pod, Node, Event, EventsEvent, ConfigMap, Secret,
             ServiceAccount, Lease, ServiceCIDR, IPAddress, Ingress, IngressClass, Role, RoleBinding,
             ClusterRole, ClusterRoleBinding, NodePortAllocation>;

// Every kind, in the order of their collections; kinds()[i]->index == i. Appending is safe; the store names
// collections by group and plural, so order is not stored.
std::span<const Kind* const> kinds();

// Null when there is none. `resource` is the plural.
const Kind* findKind(std::string_view group, std::string_view version, std::string_view resource);
const Kind* findKindByName(std::string_view apiVersion, std::string_view kind);

// The Kind of a struct: kindOf<Service>(). Specialised in each kind's header.
template <class T>
const Kind& kindOf();

// What kindOf<T>() is built with: make and clone for T.
template <class T>
std::shared_ptr<Object> makeObject() {
  return std::make_shared<T>();
}
template <class T>
std::shared_ptr<Object> cloneObject(const Object& object) {
  return std::make_shared<T>(static_cast<const T&>(object));
}

}  // namespace seamark::api
