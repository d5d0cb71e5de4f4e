// NamespaceContent: keeps one object of a given name in every active namespace (ServiceAccount `default`,
// ConfigMap kube-root-ca.crt). What the object says is its controller's plan. Lives on the carrier's
// executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers {

class NamespaceContent final : public Controller {
 public:
  // The write that a namespace needs, given what is there under the name (or null).
  using Plan = std::function<std::optional<Change>(const std::string& ns, const api::Object* existing)>;

  NamespaceContent(const Context& context, const api::Kind& kind, std::string objectName,
                   std::string queueName, Plan plan);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void sync(const std::string& ns, const client::WorkQueue::Finish& finish);

  Context context_;
  const std::string objectName_;
  const Plan plan_;
  client::Informer& namespaces_;
  client::Informer& objects_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers
