// SPDX-License-Identifier: Apache-2.0
#include "controllers/controllers.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "api/core/config_map.h"
#include "api/core/service_account.h"
#include "base/log.h"
#include "controllers/clusterroleaggregation/controller.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/endpoints/controller.h"
#include "controllers/endpointslice/controller.h"
#include "controllers/garbagecollector/controller.h"
#include "controllers/mirroring/controller.h"
#include "controllers/namespace/controller.h"
#include "controllers/namespace_content.h"
#include "controllers/nodelifecycle/controller.h"
#include "controllers/podgc/controller.h"
#include "controllers/review/controller.h"
#include "controllers/rootca/plan.h"
#include "controllers/selection.h"
#include "controllers/self_check.h"
#include "controllers/serviceaccount/plan.h"
#include "controllers/servicecidr/controller.h"
#include "controllers/tainteviction/controller.h"
#include "controllers/token/controller.h"

namespace seamark::controllers {

namespace {

// What a controller is made from.
struct Parts {
  const Context& context;
  Selection& selection;
  const ControllersConfig& config;
};
struct Entry {
  std::string name;   // as --controllers names it
  std::string alias;  // the older name
  std::function<std::unique_ptr<Controller>(const Parts&)> make;
};

// Null without a certificate to publish.
std::unique_ptr<Controller> makeRootCa(const Parts& p) {
  if (p.config.clusterCaPem.empty()) return nullptr;
  return std::make_unique<NamespaceContent>(
      p.context, api::kindOf<api::ConfigMap>(), rootca::kName, "root_ca_cert_publisher",
      [pem = p.config.clusterCaPem](const std::string& ns, const api::Object* existing) {
        return rootca::plan(pem, ns, existing);
      });
}

// Null without a key to sign with.
std::unique_ptr<Controller> makeToken(const Parts& p) {
  if (!p.config.signToken) return nullptr;
  return std::make_unique<token::TokenController>(p.context, p.config.clusterCaPem, p.config.signToken,
                                                  p.config.concurrentServiceAccountTokenSyncs);
}

const std::vector<Entry>& entries() {
  static const std::vector<Entry> kEntries = {
      {"endpoints-controller", "endpoint",
       [](const Parts& p) {
         return std::make_unique<endpoints::EndpointsController>(
             p.context, p.selection,
             endpoints::EndpointsController::Options{p.config.concurrentEndpointSyncs,
                                                     p.config.endpointUpdatesBatchPeriod,
                                                     p.config.largeService});
       }},
      {"endpointslice-controller", "endpointslice",
       [](const Parts& p) {
         return std::make_unique<endpointslice::EndpointSliceController>(
             p.context, p.selection,
             endpointslice::EndpointSliceController::Options{p.config.maxEndpointsPerSlice,
                                                             p.config.concurrentServiceEndpointSyncs,
                                                             p.config.endpointSliceUpdatesBatchPeriod});
       }},
      {"endpointslice-mirroring-controller", "endpointslicemirroring",
       [](const Parts& p) {
         return std::make_unique<mirroring::MirroringController>(
             p.context,
             mirroring::MirroringController::Options{p.config.mirroringMaxEndpointsPerSubset,
                                                     p.config.mirroringConcurrentServiceEndpointSyncs,
                                                     p.config.mirroringEndpointSliceUpdatesBatchPeriod});
       }},
      {"namespace-controller", "namespace",
       [](const Parts& p) { return std::make_unique<namespaces::NamespaceController>(p.context); }},
      {"serviceaccount-controller", "serviceaccount",
       [](const Parts& p) {
         return std::make_unique<NamespaceContent>(p.context, api::kindOf<api::ServiceAccount>(),
                                                   serviceaccount::kName, "serviceaccount",
                                                   &serviceaccount::plan);
       }},
      {"root-ca-certificate-publisher-controller", "root-ca-cert-publisher", makeRootCa},
      {"node-lifecycle-controller", "nodelifecycle",
       [](const Parts& p) {
         return std::make_unique<nodelifecycle::NodeLifecycleController>(
             p.context, p.config.nodeMonitorGracePeriod, p.config.evictionRates);
       }},
      {"taint-eviction-controller", "taint-eviction-controller",
       [](const Parts& p) { return std::make_unique<tainteviction::TaintEvictionController>(p.context); }},
      {"serviceaccount-token-controller", "serviceaccount-token", makeToken},
      {"pod-garbage-collector-controller", "podgc",
       [](const Parts& p) {
         return std::make_unique<podgc::PodGarbageCollector>(p.context, p.config.terminatedPodGcThreshold);
       }},
      {"endpoint-review-controller", "endpointreview",
       [](const Parts& p) { return std::make_unique<review::ReviewController>(p.context); }},
      {"service-cidr-controller", "service-cidr",
       [](const Parts& p) { return std::make_unique<servicecidr::ServiceCidrController>(p.context); }},
      {"clusterrole-aggregation-controller", "clusterrole-aggregation",
       [](const Parts& p) {
         return std::make_unique<clusterroleaggregation::ClusterRoleAggregationController>(p.context);
       }},
      {"garbage-collector-controller", "garbagecollector",
       [](const Parts& p) { return std::make_unique<garbagecollector::GarbageCollector>(p.context); }},
  };
  return kEntries;
}

bool isWanted(const Entry& entry, const std::vector<std::string>& which) {
  const auto named = [&](const std::string& name) { return name == entry.name || name == entry.alias; };
  for (const std::string& word : which) {
    if (named(word)) return true;
    if (!word.empty() && word.front() == '-' && named(word.substr(1))) return false;
  }
  return std::find(which.begin(), which.end(), "*") != which.end();
}

}  // namespace

struct Controllers::Impl {
  const ControllersConfig config;
  std::shared_ptr<int> alive = std::make_shared<int>();
  Informers informers;
  Context context;
  Selection selection;
  std::vector<NamedController> controllers;
  std::unique_ptr<SelfCheck> selfCheck;
  bool working = false;

  Impl(client::Carrier& carrier, Random& random, ControllersConfig c)
      : config(std::move(c)),
        informers(carrier, random),
        context{carrier, random, informers, config.metrics, alive},
        selection(informers) {
    for (const Entry& entry : entries())
      if (isWanted(entry, config.which))
        if (auto controller = entry.make({context, selection, config}))
          controllers.push_back({entry.name, std::move(controller)});
    selfCheck = std::make_unique<SelfCheck>(context, controllers, config.selfCheckPeriod);
  }
};

Controllers::Controllers(client::Carrier& carrier, Random& random, ControllersConfig config)
    : impl_(std::make_unique<Impl>(carrier, random, std::move(config))) {}
Controllers::~Controllers() = default;

void Controllers::start() {
  impl_->informers.whenSynced([impl = impl_.get()] {
    for (auto& [name, controller] : impl->controllers) controller->start();
    impl->selfCheck->start();
    impl->working = true;
    log::info("Controllers are at work", {{"controllers", impl->controllers.size()}});
  });
  impl_->informers.start();
}

bool Controllers::synced() const {
  return impl_->working;
}

void Controllers::stop() {
  for (auto& [name, controller] : impl_->controllers) controller->stop();
  impl_->alive.reset();
}

bool Controllers::idle() const {
  return impl_->working && std::all_of(impl_->controllers.begin(), impl_->controllers.end(),
                                       [](const auto& named) { return named.controller->idle(); });
}

size_t Controllers::checkDrift() {
  if (impl_->working) impl_->selfCheck->checkAll();
  return impl_->selfCheck->drift();
}

const std::vector<std::string>& Controllers::names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Entry& entry : entries()) names.push_back(entry.name);
    return names;
  }();
  return kNames;
}

Result<> Controllers::check(const std::vector<std::string>& which) {
  for (const std::string& word : which) {
    if (word == "*" || word.starts_with("-")) continue;
    if (std::none_of(entries().begin(), entries().end(),
                     [&](const Entry& entry) { return entry.name == word || entry.alias == word; }))
      return Failure(failure("\"" + word + "\" is not in the list of known controllers"));
  }
  return {};
}

}  // namespace seamark::controllers
