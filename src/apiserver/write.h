// The writes of the API without HTTP: what the verbs and the in-process carrier share. Each runs as attempts
// against the newest World; the store decides whether one holds, and another attempt starts from the newer
// World when it does not.
//
// Everything here runs on the request's `home` executor, where `then` is called too, once, and never inside
// the call when the store was asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/encoded_object.h"
#include "api/managed_fields/managed_fields.h"
#include "api/meta/options.h"
#include "apiserver/context.h"
#include "apiserver/options.h"
#include "base/executor.h"

namespace seamark::apiserver {

// One write as asked for, whoever carries it.
struct WriteRequest {
  Services& services;
  const api::Kind& kind;
  std::string ns;
  std::string name;         // empty for a create
  std::string subresource;  // "", "status", "finalize"
  UserPtr user;
  WriteOptions options;
  std::vector<std::string> warnings;  // grows while the write goes on
  Executor& home;
};
using WritePtr = std::shared_ptr<WriteRequest>;

struct Written {
  int httpStatus = 200;    // 201 when it was created
  api::EncodedPtr object;  // as served; of a dry run as it would be
};
using WriteThen = std::function<void(Result<Written>)>;

// An object as a client gave it: decoded, with defaults.
struct Given {
  std::shared_ptr<api::Object> object;
  api::JsonOnly said;    // by its JSON
  bool settled = false;  // managedFields are already as they shall be (server-side apply)
};

void createObject(WritePtr request, Given given, WriteThen then);

// What an update wants to be there instead of `current`; null: nothing is there, and the object shall be
// created. Called again for each attempt.
struct UpdateSource {
  std::function<Result<Given>(const api::EncodedObject* current)> next;
  bool createsMissing = false;  // nothing there is no 404
  // resourceVersion of the result is no request of the client's unless changed; `next` makes an object of its own
  // for each attempt.
  bool isPatch = false;
};
void updateObject(WritePtr request, UpdateSource source, WriteThen then);

struct Removed {
  api::EncodedPtr object;  // what was removed, or what is left and marked
  bool gone = true;        // false: it waits for its grace period or finalizers
};
using RemoveThen = std::function<void(Result<Removed>)>;
void removeObject(WritePtr request, api::DeleteOptions options, RemoveThen then);
// 409 when the object is not the one, or not in the state, that the preconditions of a delete ask for.
Result<> checkMeant(const api::Kind& kind, const api::DeleteOptions& options, const api::ObjectMeta& meta);

}  // namespace seamark::apiserver
