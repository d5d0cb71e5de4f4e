// The token controller: fills Secrets of type kubernetes.io/service-account-token, and deletes those whose
// ServiceAccount is gone. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "api/core/secret.h"
#include "api/core/service_account.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/controllers.h"

namespace seamark::controllers::token {

class TokenController final : public Controller {
 public:
  TokenController(const Context& context, std::string caPem, TokenSigner sign, int concurrency);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  using SecretPtr = std::shared_ptr<const api::Secret>;
  using Finish = client::WorkQueue::Finish;
  void watch();
  void accountChanged(const api::Object& account);
  void sync(const std::string& key, const Finish& finish);
  void settle(const SecretPtr& secret, const client::ObjectPtr& account, const Finish& finish);
  void forgetReference(const std::string& key, const client::ObjectPtr& secret, const Finish& finish);
  void apply(client::Informer& informer, Change change, const std::string& key, const Finish& finish,
             const std::function<void()>& done = {});

  Context context_;
  const std::string caPem_;
  const TokenSigner sign_;
  client::Informer& secrets_;
  client::Informer& accounts_;
  std::unordered_map<std::string, client::ObjectPtr>
      deleted_;  // Secrets that their accounts may still refer to
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::token
