// SPDX-License-Identifier: Apache-2.0
#include "apiserver/bootstrap/bootstrap.h"

#include "api/core/config_map.h"
#include "api/core/endpoints.h"
#include "api/core/namespace.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "api/ip.h"
#include "api/kinds.h"
#include "api/networking/service_cidr.h"
#include "apiserver/allocators/service_registry.h"
#include "apiserver/auth/secret_tokens.h"
#include "apiserver/bootstrap/default_roles.h"
#include "base/log.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kName = "kubernetes";
constexpr std::string_view kSystem = "kube-system";
constexpr std::string_view kNamespaces[] = {"default", "kube-node-lease", "kube-public", kSystem};

// `current` to change, or a new object of that name.
template <class T>
std::shared_ptr<T> startFrom(const api::Object* current, std::string_view ns, std::string_view name) {
  auto object = current ? std::make_shared<T>(api::as<T>(*current)) : std::make_shared<T>();
  object->metadata.name = name;
  object->metadata.namespace_ = ns;
  return object;
}

// A host that has no address but loopback serves itself alone: Endpoints may not hold such an address.
bool advertisesLoopback(const BootstrapConfig& config) {
  const auto ip = api::IpAddress::parse(config.advertiseAddress);
  return ip && ip->isLoopback();
}

// What is there is left alone.
template <class T>
auto onlyWhenMissing(T wanted) {
  return [wanted = std::move(wanted)](const api::Object* current) -> std::shared_ptr<api::Object> {
    return std::make_shared<T>(current ? api::as<T>(*current) : wanted);
  };
}

// Rules and subjects that upgrades add are added; what people added stays, and so does a role that they took
// out of automatic updates.
bool updatesItself(const api::Object& object) {
  const auto found = object.metadata.annotations.find("rbac.authorization.kubernetes.io/autoupdate");
  return found != object.metadata.annotations.end() && found->second == "true";
}

template <class List>
void addMissing(List& to, const List& from) {
  for (const auto& item : from)
    if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
}

// One step for each: what it says in `list` (rules, subjects) is there.
template <class T, class Item>
void addPolicies(std::vector<Bootstrap::Step>& steps, std::vector<T> wanted, std::vector<Item> T::* list) {
  for (T& each : wanted) {
    const std::string ns = each.metadata.namespace_, name = each.metadata.name;
    steps.push_back(
        {&api::kindOf<T>(), ns, name, "",
         [wanted = std::move(each), list](const api::Object* current) -> std::shared_ptr<api::Object> {
           auto next = std::make_shared<T>(current ? api::as<T>(*current) : wanted);
           if (current && updatesItself(*current)) addMissing((*next).*list, wanted.*list);
           return next;
         }});
  }
}

std::string firstAddress(const api::Cidr& cidr) {
  const auto address = cidr.network().plus(1);
  return address ? address->text() : std::string();
}

// Who applies the status of the first ServiceCIDR, and what of it.
api::ManagedFieldsEntry readyOwner(api::Time now) {
  api::ManagedFieldsEntry owner;
  owner.manager = "kubernetes-service-cidr-controller";
  owner.operation = "Apply";
  owner.apiVersion = api::kindOf<api::ServiceCIDR>().apiVersion();
  owner.time = now;
  owner.fieldsType = "FieldsV1";
  owner.fieldsV1.emplace().json =
      R"({"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:lastTransitionTime":{},"f:message":{},"f:status":{},"f:type":{}}}}})";
  owner.subresource = "status";
  return owner;
}

}  // namespace

Bootstrap::Bootstrap(Services services, Executor& home, BootstrapConfig config)
    : services_(services), home_(home), config_(std::move(config)) {
  auto user = std::make_shared<UserInfo>();
  user->name = "system:apiserver";
  user->groups = {"system:masters", "system:authenticated"};
  user_ = std::move(user);
  if (advertisesLoopback(config_))
    log::warning(
        "only this host can reach the API, so Endpoints kubernetes stays as it is; name another "
        "--advertise-address to change that",
        {{"address", config_.advertiseAddress}});
}

void Bootstrap::addNamespaces(Steps& steps) const {
  for (const std::string_view name : kNamespaces) {
    api::Namespace wanted;
    wanted.metadata.name = name;
    steps.push_back(
        {&api::kindOf<api::Namespace>(), "", std::string(name), "", onlyWhenMissing(std::move(wanted))});
  }
}

void Bootstrap::addServiceCidr(Steps& steps) const {
  const api::Kind& kind = api::kindOf<api::ServiceCIDR>();
  api::ServiceCIDR wanted;
  wanted.metadata.name = kName;
  for (const api::Cidr& cidr : services_.registry.ranges().clusterIps)
    wanted.spec.cidrs.push_back(cidr.text());
  steps.push_back({&kind, "", std::string(kName), "", onlyWhenMissing(wanted)});
}

void Bootstrap::addServiceCidrStatus(Steps& steps) const {
  const api::Kind& kind = api::kindOf<api::ServiceCIDR>();
  const api::Time now = api::Time::of(services_.clock.now());
  steps.push_back({&kind, "", std::string(kName), "status",
                   [now](const api::Object* current) -> std::shared_ptr<api::Object> {
                     auto cidr = startFrom<api::ServiceCIDR>(current, "", kName);
                     if (!cidr->status.conditions.empty()) return cidr;
                     cidr->status.conditions.push_back(
                         {"Ready", "True", 0, now, "", "Kubernetes default Service CIDR is ready"});
                     auto& managed = cidr->metadata.managedFields;
                     managed.insert(managed.begin(), readyOwner(now));
                     return cidr;
                   }});
}

void Bootstrap::addKubernetesService(Steps& steps) const {
  const std::string clusterIp = firstAddress(services_.registry.ranges().clusterIps.front());
  const auto port = static_cast<int32_t>(config_.securePort);
  steps.push_back({&api::kindOf<api::Service>(), "default", std::string(kName), "",
                   [clusterIp, port](const api::Object* current) -> std::shared_ptr<api::Object> {
                     auto service = startFrom<api::Service>(current, "default", kName);
                     service->metadata.labels["component"] = "apiserver";
                     service->metadata.labels["provider"] = "kubernetes";
                     service->spec.ports = {{"https", "TCP", {}, 443, api::IntOrString::of(port), 0}};
                     service->spec.type = "ClusterIP";
                     service->spec.sessionAffinity = "None";
                     if (!current) {
                       service->spec.clusterIP = clusterIp;
                       service->spec.ipFamilyPolicy = "SingleStack";
                     }
                     return service;
                   }});
}

void Bootstrap::addKubernetesEndpoints(Steps& steps) const {
  if (advertisesLoopback(config_)) return;
  const std::string ip = config_.advertiseAddress;
  const auto port = static_cast<int32_t>(config_.securePort);
  steps.push_back({&api::kindOf<api::Endpoints>(), "default", std::string(kName), "",
                   [ip, port](const api::Object* current) -> std::shared_ptr<api::Object> {
                     auto endpoints = startFrom<api::Endpoints>(current, "default", kName);
                     endpoints->metadata.labels["endpointslice.kubernetes.io/skip-mirror"] = "true";
                     api::EndpointSubset subset;
                     subset.addresses.resize(1);
                     subset.addresses[0].ip = ip;
                     subset.ports.resize(1);
                     subset.ports[0].name = "https";
                     subset.ports[0].port = port;
                     subset.ports[0].protocol = "TCP";
                     endpoints->subsets = {std::move(subset)};
                     return endpoints;
                   }});
  steps.push_back({&api::kindOf<api::EndpointSlice>(), "default", std::string(kName), "",
                   [ip, port](const api::Object* current) -> std::shared_ptr<api::Object> {
                     auto slice = startFrom<api::EndpointSlice>(current, "default", kName);
                     slice->metadata.labels["kubernetes.io/service-name"] = kName;
                     slice->addressType = ip.find(':') == std::string::npos ? "IPv4" : "IPv6";
                     api::Endpoint endpoint;
                     endpoint.addresses = {ip};
                     endpoint.conditions.ready = true;
                     slice->endpoints = {std::move(endpoint)};
                     slice->ports.resize(1);
                     slice->ports[0].name = "https";
                     slice->ports[0].port = port;
                     slice->ports[0].protocol = "TCP";
                     return slice;
                   }});
}

void Bootstrap::addClusterRoles(Steps& steps) const {
  addPolicies(steps, defaultClusterRoles(), &api::ClusterRole::rules);
  addPolicies(steps, defaultClusterRoleBindings(), &api::ClusterRoleBinding::subjects);
}

void Bootstrap::addRoles(Steps& steps) const {
  addPolicies(steps, defaultRoles(), &api::Role::rules);
  addPolicies(steps, defaultRoleBindings(), &api::RoleBinding::subjects);
}

// How programs beside this one verify the clients' certificates, and since when the use of tokens that live in
// Secrets is noted.
void Bootstrap::addPublishedFacts(Steps& steps) const {
  if (!config_.clientCaPem.empty())
    steps.push_back(
        {&api::kindOf<api::ConfigMap>(), std::string(kSystem), "extension-apiserver-authentication", "",
         [pem = config_.clientCaPem](const api::Object* current) -> std::shared_ptr<api::Object> {
           auto map = startFrom<api::ConfigMap>(current, kSystem, "extension-apiserver-authentication");
           map->data["client-ca-file"] = pem;
           return map;
         }});
  api::ConfigMap tracking;
  tracking.metadata.name = "kube-apiserver-legacy-service-account-token-tracking";
  tracking.metadata.namespace_ = kSystem;
  tracking.data["since"] = dayOf(services_.clock.now());
  const std::string name = tracking.metadata.name;
  steps.push_back(
      {&api::kindOf<api::ConfigMap>(), std::string(kSystem), name, "", onlyWhenMissing(std::move(tracking))});
}

struct Bootstrap::Run {
  std::vector<Steps> stages;
  std::function<void(Result<>)> then;
  size_t stage = 0;
  size_t pending = 0;
  Result<> first;  // failure
};

void Bootstrap::runAll(std::function<void(Result<>)> then) {
  auto run = std::make_shared<Run>(Run{std::vector<Steps>(2), std::move(then), 0, 0, {}});
  addNamespaces(run->stages[0]);
  addClusterRoles(run->stages[0]);
  addServiceCidr(run->stages[0]);
  addRoles(run->stages[1]);
  addPublishedFacts(run->stages[1]);
  addServiceCidrStatus(run->stages[1]);
  addKubernetesService(run->stages[1]);
  addKubernetesEndpoints(run->stages[1]);
  runStage(run);
}

void Bootstrap::repair(std::function<void(Result<>)> then) {
  auto run = std::make_shared<Run>(Run{std::vector<Steps>(2), std::move(then), 0, 0, {}});
  addNamespaces(run->stages[0]);
  addKubernetesService(run->stages[1]);
  addKubernetesEndpoints(run->stages[1]);
  runStage(run);
}

void Bootstrap::runStage(const std::shared_ptr<Run>& run) {
  if (!run->first || run->stage == run->stages.size()) return run->then(std::move(run->first));
  const Steps& steps = run->stages[run->stage++];
  run->pending = steps.size();
  for (const Step& step : steps) runStep(run, step);
}

void Bootstrap::runStep(const std::shared_ptr<Run>& run, const Step& step) {
  WriteOptions options;
  options.manager = "kube-apiserver";
  auto request = std::make_shared<WriteRequest>(WriteRequest{
      services_, *step.kind, step.ns, step.name, step.subresource, user_, std::move(options), {}, home_});
  UpdateSource source;
  source.isPatch = true;
  source.createsMissing = true;
  source.next = [&step](const api::EncodedObject* current) -> Result<Given> {
    const api::ObjectPtr there = current ? current->object() : nullptr;
    std::shared_ptr<api::Object> object = step.settle(there.get());
    if (step.kind->rules.setDefaults) step.kind->rules.setDefaults(*object);
    const bool settled = !step.subresource.empty();  // a status comes with its owner
    return Given{std::move(object), {}, settled};
  };
  updateObject(request, std::move(source), [this, run, &step](Result<Written> written) {
    if (!written && run->first) {
      Status status = std::move(written.error());
      status.message =
          "cannot make " + std::string(step.kind->plural) + "/" + step.name + ": " + status.message;
      run->first = Failure(std::move(status));
    }
    // Posted: what is there already is answered inside the call, while the stage is still being started.
    home_.post([this, run] {
      if (--run->pending == 0) runStage(run);
    });
  });
}

}  // namespace seamark::apiserver
