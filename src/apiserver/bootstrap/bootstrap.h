// Bootstrap: the objects that must be there: namespaces, the default ServiceCIDR, the Service "kubernetes"
// with its Endpoints and slice, RBAC's defaults. Each is made when missing and put right when it differs; run
// again from time to time it repairs what was deleted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apiserver/write.h"

namespace seamark::apiserver {

struct BootstrapConfig {
  std::string advertiseAddress;
  uint16_t securePort = 6443;
  std::string clientCaPem{};  // that clients' certificates are verified with; empty: nobody is told
};

class Bootstrap {
 public:
  // One object that is to be there. `settle` makes the wanted state of what there is (null: nothing).
  struct Step {
    const api::Kind* kind;
    std::string ns, name, subresource;
    std::function<std::shared_ptr<api::Object>(const api::Object* current)> settle;
  };

  // Works on `home` only.
  Bootstrap(Services services, Executor& home, BootstrapConfig config);

  // All of it; `then` gets the first failure. Not to be called again before `then`.
  void runAll(std::function<void(Result<>)> then);
  // Only what clients may have deleted and must not: namespaces and the Service "kubernetes".
  void repair(std::function<void(Result<>)> then);

 private:
  using Steps = std::vector<Step>;
  void addNamespaces(Steps& steps) const;
  void addServiceCidr(Steps& steps) const;
  void addServiceCidrStatus(Steps& steps) const;
  void addKubernetesService(Steps& steps) const;
  void addKubernetesEndpoints(Steps& steps) const;
  void addClusterRoles(Steps& steps) const;
  void addRoles(Steps& steps) const;
  void addPublishedFacts(Steps& steps) const;
  // The steps of a stage run together, so that the store commits them together; the next stage needs them
  // all.
  struct Run;
  void runStage(const std::shared_ptr<Run>& run);
  void runStep(const std::shared_ptr<Run>& run, const Step& step);

  Services services_;
  Executor& home_;
  BootstrapConfig config_;
  UserPtr user_;
};

}  // namespace seamark::apiserver
