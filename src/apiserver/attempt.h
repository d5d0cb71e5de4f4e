// What the attempts of all writes share: the commit whose outcome comes back on the home executor, and the
// bounds on trying again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/stored_form.h"
#include "apiserver/write.h"

namespace seamark::apiserver {

// How often a write that lost a race is tried again. Each loss is somebody else's success.
inline constexpr int kMaxAttempts = 100;
inline constexpr int kMaxPatchConflicts = 5;

inline void commit(const WriteRequest& request, store::Transaction transaction,
                   std::function<void(store::Outcome)> then) {
  Executor& home = request.home;
  request.services.store.commit(
      std::move(transaction), [&home, then = std::move(then)](store::Outcome outcome) {
        home.post([then, outcome = std::move(outcome)]() mutable { then(std::move(outcome)); });
      });
}

// The reserving writes first, so that who sees the object sees its addresses taken; then the object's own.
inline store::Transaction transactionOf(std::vector<store::Write> reserved, store::Write own) {
  store::Transaction transaction{std::move(reserved)};
  transaction.writes.push_back(std::move(own));
  return transaction;
}

// What a dry run answers: the object, encoded, never stored.
inline api::EncodedPtr unstored(const api::Kind& kind, std::shared_ptr<api::Object> object,
                                int64_t revision) {
  return std::make_shared<const api::EncodedObject>(kind, std::move(object), revision);
}

}  // namespace seamark::apiserver
