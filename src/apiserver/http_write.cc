// SPDX-License-Identifier: Apache-2.0
#include "apiserver/http_write.h"

namespace seamark::apiserver {

WritePtr writeRequestOf(const ContextPtr& context, WriteOptions options) {
  return std::make_shared<WriteRequest>(WriteRequest{context->services,
                                                     *context->kind,
                                                     context->kind->namespaced ? context->info.ns : "",
                                                     context->info.name,
                                                     context->info.subresource,
                                                     context->user,
                                                     std::move(options),
                                                     {},
                                                     context->responder->executor()});
}

WriteThen answerWritten(ContextPtr context, WritePtr request) {
  return [context = std::move(context), request = std::move(request)](Result<Written> written) {
    for (std::string& warning : request->warnings) context->warnings.push_back(std::move(warning));
    if (!written) return answerStatus(*context, written.error());
    answerObject(*context, written->httpStatus, written->object);
  };
}

void refuseWrite(RequestContext& context, WriteRequest& request, const Status& why) {
  for (std::string& warning : request.warnings) context.warnings.push_back(std::move(warning));
  answerStatus(context, why);
}

Result<> settleNamespace(const WriteRequest& request, api::ObjectMeta& meta) {
  return settleNamespace(request.kind.namespaced ? request.ns : "", meta);
}

Result<> settleNamespace(const std::string& ns, api::ObjectMeta& meta) {
  if (ns.empty() || meta.namespace_.empty()) meta.namespace_ = ns;
  if (meta.namespace_ == ns) return {};
  return Failure(
      badRequest("the namespace of the provided object does not match the namespace sent on the request"));
}

Result<> checkName(const WriteRequest& request, const api::ObjectMeta& meta) {
  if (meta.name.empty())
    return Failure(badRequest("the name of the object (" + request.name +
                              " based on URL) was undeterminable: name must be provided"));
  if (meta.name == request.name) return {};
  return Failure(badRequest("the name of the object (" + meta.name +
                            ") does not match the name on the URL (" + request.name + ")"));
}

Status noNamespace() {
  return badRequest("Namespace parameter required.");
}

Result<> checkBodySize(const net::HttpRequest& request) {
  if (!request.bodyTooLarge) return {};
  return Failure(requestTooLarge("Request entity too large: limit is 3145728"));
}

}  // namespace seamark::apiserver
