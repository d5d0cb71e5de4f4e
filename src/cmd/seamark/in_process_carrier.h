// InProcessCarrier: client/carrier.h on the API server of this very process. Reads take the store's own
// objects and watches the hub's own events, without JSON; writes go the way that HTTP's go, admission,
// validation and all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apiserver/context.h"
#include "apiserver/watch_hub.h"
#include "apiserver/write.h"
#include "client/carrier.h"

namespace seamark::cmd {

// Who a part within the process is to the API, and under which name its writes own fields.
struct InProcessIdentity {
  std::string user = "system:kube-controller-manager";
  std::vector<std::string> groups = {"system:masters", "system:authenticated"};
  std::string manager = "kube-controller-manager";
};

// Lives on `executor`, as client::Carrier says. The server behind `services` must outlive it.
class InProcessCarrier final : public client::Carrier {
 public:
  InProcessCarrier(apiserver::Services services, Executor& executor, InProcessIdentity identity);
  ~InProcessCarrier() override;  // stops its watches; answers that are on their way are dropped

  Executor& executor() override { return executor_; }
  Watch watch(const api::Kind& kind, client::WatchOptions options, client::WatchSink sink) override;
  void stop(Watch watch) override;
  void list(const api::Kind& kind, client::ListOptions options, Then<client::ObjectList> then) override;
  void get(const api::Kind& kind, std::string ns, std::string name, Then<client::ObjectPtr> then) override;
  void create(const api::Kind& kind, std::shared_ptr<api::Object> object,
              Then<client::ObjectPtr> then) override;
  void update(const api::Kind& kind, std::shared_ptr<api::Object> object, std::string subresource,
              Then<client::ObjectPtr> then) override;
  void patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
             std::string contentType, std::string patch, Then<client::ObjectPtr> then) override;
  void remove(const api::Kind& kind, std::string ns, std::string name, client::DeleteOptions options,
              Then<void> then) override;

 private:
  apiserver::WritePtr requestFor(const api::Kind& kind, std::string ns, std::string name,
                                 std::string subresource);
  // `then` is called from the executor and never inside the call that asked, unless the carrier has gone.
  template <class T>
  void answer(Then<T> then, Result<T> result);
  apiserver::WriteThen answerObject(Then<client::ObjectPtr> then);

  apiserver::Services services_;
  Executor& executor_;
  apiserver::UserPtr user_;
  std::string manager_;
  uint64_t lastWatch_ = 0;
  std::map<Watch, apiserver::WatchHub::TypedWatch> watches_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace seamark::cmd
