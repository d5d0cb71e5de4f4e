// SPDX-License-Identifier: Apache-2.0
#include "controllers/token/controller.h"

#include <utility>

#include "base/log.h"
#include "controllers/token/plan.h"

namespace seamark::controllers::token {

using client::ObjectPtr;
using client::WorkQueue;

namespace {
constexpr auto kByAccount = "account";
}  // namespace

TokenController::TokenController(const Context& context, std::string caPem, TokenSigner sign, int concurrency)
    : context_(context),
      caPem_(std::move(caPem)),
      sign_(std::move(sign)),
      secrets_(context.informers.of<api::Secret>()),
      accounts_(context.informers.of<api::ServiceAccount>()),
      queue_(
          context.executor(), "serviceaccount_tokens_secret", concurrency, kKeepTrying,
          [this](const std::string& key, const Finish& finish) { sync(key, finish); }, context.metrics) {
  queue_.hold();
  watch();
}

void TokenController::watch() {
  secrets_.addIndex(kByAccount, [](const api::Object& secret) -> std::vector<std::string> {
    if (!isTokenSecret(secret)) return {};
    return {api::objectKey(secret.metadata.namespace_, accountOf(secret))};
  });
  const auto add = [this](const ObjectPtr& secret) {
    if (isTokenSecret(*secret)) queue_.add(keyOf(*secret));
  };
  secrets_.addHandler({.onAdd = add,
                       .onUpdate = [add](const ObjectPtr&, const ObjectPtr& now) { add(now); },
                       .onDelete =
                           [this, add](const ObjectPtr& last) {
                             if (isTokenSecret(*last)) deleted_[keyOf(*last)] = last;
                             add(last);
                           }});
  accounts_.addHandler({.onAdd = {},
                        .onUpdate =
                            [this](const ObjectPtr& before, const ObjectPtr& now) {
                              if (before->metadata.uid != now->metadata.uid) accountChanged(*now);
                            },
                        .onDelete = [this](const ObjectPtr& last) { accountChanged(*last); }});
}

void TokenController::accountChanged(const api::Object& account) {
  for (const std::string& key : secrets_.keysByIndex(kByAccount, keyOf(account))) queue_.add(key);
}

// A copy of the accounts that does not have one yet is no reason to delete: then the server is asked.
void TokenController::sync(const std::string& key, const Finish& finish) {
  const auto secret = client::get<api::Secret>(secrets_, key);
  const auto deleted = deleted_.find(key);
  if (!secret && deleted != deleted_.end()) return forgetReference(key, deleted->second, finish);
  if (deleted != deleted_.end()) deleted_.erase(deleted);
  if (!secret || !isTokenSecret(*secret)) return finish(WorkQueue::Verdict::Done);
  const std::string& ns = secret->metadata.namespace_;
  const std::string name = accountOf(*secret);
  if (const ObjectPtr account = accounts_.get(api::objectKey(ns, name)); account && isFor(*secret, *account))
    return settle(secret, account, finish);
  context_.carrier.get(accounts_.kind(), ns, name,
                       context_.guarded<ObjectPtr>([this, secret, finish](Result<ObjectPtr> found) {
                         if (!found && !found.error().is("NotFound"))
                           return finish(WorkQueue::Verdict::Retry);
                         const bool there = found && isFor(*secret, **found);
                         settle(secret, there ? std::move(*found) : nullptr, finish);
                       }));
}

void TokenController::settle(const SecretPtr& secret, const ObjectPtr& account, const Finish& finish) {
  const std::string key = keyOf(*secret);
  if (!account) {
    log::debug("Deleting a token whose ServiceAccount is gone", {{"secret", key}});
    return apply(secrets_, {Change::What::Delete, secret}, key, finish);
  }
  auto next = filled(*secret, api::as<api::ServiceAccount>(*account), caPem_, sign_);
  if (!next) {
    log::debug("There is no token for a Secret yet", {{"secret", key}, {"error", next.error().message}});
    return finish(WorkQueue::Verdict::Retry);
  }
  if (!*next) return finish(WorkQueue::Verdict::Done);
  apply(secrets_, {Change::What::Update, std::move(*next)}, key, finish);
}

void TokenController::forgetReference(const std::string& key, const ObjectPtr& secret, const Finish& finish) {
  const auto done = [this, key] { deleted_.erase(key); };
  context_.carrier.get(
      accounts_.kind(), secret->metadata.namespace_, accountOf(*secret),
      context_.guarded<ObjectPtr>([this, key, secret, finish, done](const Result<ObjectPtr>& found) {
        if (!found && !found.error().is("NotFound")) return finish(WorkQueue::Verdict::Retry);
        auto next = found && isFor(*secret, **found)
                        ? withoutReference(api::as<api::ServiceAccount>(**found), secret->metadata.name)
                        : nullptr;
        if (next) return apply(accounts_, {Change::What::Update, std::move(next)}, key, finish, done);
        done();
        finish(WorkQueue::Verdict::Done);
      }));
}

void TokenController::apply(client::Informer& informer, Change change, const std::string& key,
                            const Finish& finish, const std::function<void()>& done) {
  context_.apply(informer, {std::move(change)}, [key, finish, done](const Result<>& result) {
    const bool over = result || result.error().is("NotFound");
    if (!over) log::debug("A token Secret is tried again", {{"key", key}, {"error", result.error().message}});
    if (over && done) done();
    finish(over ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
  });
}

}  // namespace seamark::controllers::token
