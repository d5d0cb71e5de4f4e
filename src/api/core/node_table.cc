// The columns of Node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "api/core/node.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Status", "Whether the node is ready, and whether pods may be scheduled on it."),
    textColumn("Roles", "The roles that the node's labels give it."),
    kAgeColumn,
    textColumn("Version", "The version of the kubelet that reports for the node."),
    textColumn("Internal-IP", "The node's first internal address.", 1),
    textColumn("External-IP", "The node's first external address.", 1),
    textColumn("OS-Image", "The operating system as the node reports it.", 1),
    textColumn("Kernel-Version", "The kernel's version and architecture.", 1),
    textColumn("Container-Runtime", "The container runtime and its version.", 1),
};
constexpr std::string_view kRolePrefix = "node-role.kubernetes.io/";
constexpr std::string_view kRoleLabel = "kubernetes.io/role";

std::string statusText(const Node& node) {
  std::string text = "Unknown";
  for (const NodeCondition& condition : node.status.conditions) {
    if (condition.type == "Ready") text = condition.status == "True" ? "Ready" : "NotReady";
  }
  return node.spec.unschedulable ? text + ",SchedulingDisabled" : text;
}

std::string rolesText(const Node& node) {
  std::set<std::string> roles;
  for (const auto& [label, value] : node.metadata.labels) {
    if (label.starts_with(kRolePrefix) && label.size() > kRolePrefix.size()) {
      roles.insert(label.substr(kRolePrefix.size()));
    } else if (label == kRoleLabel && !value.empty()) {
      roles.insert(value);
    }
  }
  return orElse(joined({roles.begin(), roles.end()}));
}

std::string addressText(const Node& node, std::string_view type) {
  for (const NodeAddress& address : node.status.addresses) {
    if (address.type == type) return address.address;
  }
  return std::string(kNone);
}

std::string kernelText(const NodeSystemInfo& info) {
  if (info.kernelVersion.empty()) return std::string(kUnknown);
  if (info.architecture.empty()) return info.kernelVersion;
  return fmt::format("{} ({})", info.kernelVersion, info.architecture);
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& node = as<Node>(object);
  const NodeSystemInfo& info = node.status.nodeInfo;
  return {textCell(node.metadata.name),
          textCell(statusText(node)),
          textCell(rolesText(node)),
          ageCell(node, now),
          textCell(info.kubeletVersion),
          textCell(addressText(node, "InternalIP")),
          textCell(addressText(node, "ExternalIP")),
          textCell(orElse(info.osImage, kUnknown)),
          textCell(kernelText(info)),
          textCell(orElse(info.containerRuntimeVersion, kUnknown))};
}

}  // namespace

TableSpec nodeTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
