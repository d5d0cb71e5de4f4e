// What both engines share.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_engine.h"

#include <exception>

#include "base/log.h"

namespace seamark::net {

void HttpEngine::deliver(HttpRequest request, std::shared_ptr<Exchange> exchange) {
  request.peer = context_.peer;
  try {
    context_.handler(std::move(request), Exchange::handle(std::move(exchange)));
  } catch (const std::exception& e) {
    log::error("request handler threw", {{"error", e.what()}});
  }
}

bool HttpEngine::isLetIn(HttpRequest& head) const {
  if (!hasGate()) return true;
  head.peer = context_.peer;
  head.path = decodedPath(head.target);
  try {
    return (*context_.gate)(head);
  } catch (const std::exception& e) {
    log::error("request gate threw", {{"error", e.what()}});
    return false;
  }
}

bool HttpEngine::notifyDrained() {
  if (drained_.empty()) return false;
  std::vector<std::shared_ptr<Exchange>> drained;
  drained.swap(drained_);
  for (const auto& exchange : drained) exchange->callDrained();
  return true;
}

std::string safeFieldValue(std::string value) {
  for (char& c : value)
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  return value;
}

}  // namespace seamark::net
