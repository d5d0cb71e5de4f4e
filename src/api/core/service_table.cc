// The columns of Service.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "api/core/service.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn(
        "Type",
        "type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, "
        "ClusterIP, NodePort, and LoadBalancer. \"ClusterIP\" allocates a cluster-internal IP address for "
        "load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, "
        "by "
        "manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is \"None\", no "
        "virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual "
        "IP. \"NodePort\" builds on ClusterIP and allocates a port on every node which routes to the same "
        "endpoints as the clusterIP. \"LoadBalancer\" builds on NodePort and creates an external "
        "load-balancer "
        "(if supported in the current cloud) which routes to the same endpoints as the clusterIP. "
        "\"ExternalName\" aliases this service to the specified externalName. Several other fields do not "
        "apply to ExternalName services. More info: "
        "https://kubernetes.io/docs/concepts/services-networking/service/"
        "#publishing-services-service-types"),
    textColumn(
        "Cluster-IP",
        "clusterIP is the IP address of the service and is usually assigned randomly. If an address is "
        "specified manually, is in-range (as per system configuration), and is not in use, it will be "
        "allocated "
        "to the service; otherwise creation of the service will fail. This field may not be changed through "
        "updates unless the type field is also being changed to ExternalName (which requires this field to "
        "be "
        "blank) or the type field is being changed from ExternalName (in which case this field may "
        "optionally "
        "be specified, as describe above).  Valid values are \"None\", empty string (\"\"), or a valid IP "
        "address. Setting this to \"None\" makes a \"headless service\" (no virtual IP), which is useful "
        "when "
        "direct endpoint connections are preferred and proxying is not required.  Only applies to types "
        "ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type "
        "ExternalName, creation will fail. This field will be wiped when updating a Service to type "
        "ExternalName. More info: "
        "https://kubernetes.io/docs/concepts/services-networking/service/"
        "#virtual-ips-and-service-proxies"),
    textColumn(
        "External-IP",
        "externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic "
        "for this service.  These IPs are not managed by Kubernetes.  The user is responsible for "
        "ensuring that traffic arrives at a node with this IP.  A common example is external "
        "load-balancers that are not part of the Kubernetes system."),
    textColumn("Port(s)",
               "The list of ports that are exposed by this service. More info: "
               "https://kubernetes.io/docs/concepts/services-networking/service/"
               "#virtual-ips-and-service-proxies"),
    kAgeColumn,
    textColumn(
        "Selector",
        "Route service traffic to pods with label keys and values matching this selector. If empty or "
        "not present, the service is assumed to have an external process managing its endpoints, which "
        "Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. "
        "Ignored if type is ExternalName. More info: "
        "https://kubernetes.io/docs/concepts/services-networking/service/",
        1),
};

std::string ingressText(const Service& service) {
  std::set<std::string> names;
  for (const LoadBalancerIngress& ingress : service.status.loadBalancer.ingress) {
    const std::string& name = ingress.ip.empty() ? ingress.hostname : ingress.ip;
    if (!name.empty()) names.insert(name);
  }
  return joined({names.begin(), names.end()});
}

std::string externalAddressText(const Service& service) {
  const std::string& type = service.spec.type;
  if (type == "ClusterIP" || type == "NodePort") return orElse(joined(service.spec.externalIPs));
  if (type == "ExternalName") return service.spec.externalName;
  if (type != "LoadBalancer") return std::string(kUnknown);
  std::vector<std::string> parts;
  if (std::string ingress = ingressText(service); !ingress.empty()) parts.push_back(std::move(ingress));
  parts.insert(parts.end(), service.spec.externalIPs.begin(), service.spec.externalIPs.end());
  return parts.empty() ? "<pending>" : joined(parts);
}

std::string portsText(const std::vector<ServicePort>& ports) {
  std::vector<std::string> parts;
  for (const ServicePort& port : ports) {
    parts.push_back(port.nodePort > 0 ? fmt::format("{}:{}/{}", port.port, port.nodePort, port.protocol)
                                      : fmt::format("{}/{}", port.port, port.protocol));
  }
  return orElse(joined(parts));
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& service = as<Service>(object);
  const auto& ips = service.spec.clusterIPs;
  return {textCell(service.metadata.name),
          textCell(service.spec.type),
          textCell(ips.empty() ? kNone : std::string_view(ips[0])),
          textCell(externalAddressText(service)),
          textCell(portsText(service.spec.ports)),
          ageCell(service, now),
          textCell(labelsText(service.spec.selector))};
}

}  // namespace

TableSpec serviceTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
