// SPDX-License-Identifier: Apache-2.0
#include "apiserver/answer.h"

#include "api/codec.h"
#include "api/meta/status.h"
#include "apiserver/gzip.h"
#include "apiserver/negotiate.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kGzipFrom = 128 * 1024;  // Kubernetes' APIResponseCompression

constexpr size_t kMaxWarningsBytes = 4 * 1024;
constexpr size_t kCutWarningBytes = 256;

// Fixed, because one flow schema and one priority level serve everybody here.
constexpr std::string_view kFlowSchemaUid = "5ea3a2c0-6f10-4f0e-9d1a-000000000001";
constexpr std::string_view kPriorityLevelUid = "5ea3a2c0-6f10-4f0e-9d1a-000000000002";

// RFC 7234's quoted warn-text.
std::string warningValue(std::string_view text) {
  std::string value = "299 - \"";
  for (const char c : text) {
    if (c == '"' || c == '\\') value += '\\';
    value += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return value += '"';
}

// A body with a thousand unknown fields must not make headers that no client takes: above the total each
// warning is cut, and what still does not fit is left out.
void addWarnings(const std::vector<std::string>& warnings, net::Headers& headers) {
  size_t total = 0;
  for (const std::string& warning : warnings) total += warning.size();
  const size_t most = total > kMaxWarningsBytes ? kCutWarningBytes : kMaxWarningsBytes;
  size_t room = kMaxWarningsBytes;
  for (const std::string& warning : warnings) {
    const std::string_view text = std::string_view(warning).substr(0, most);
    if (text.size() > room) return;
    room -= text.size();
    headers.add("warning", warningValue(text));
  }
}

size_t sizeOf(const std::vector<Bytes>& body) {
  size_t size = 0;
  for (const Bytes& part : body) size += part.size();
  return size;
}

}  // namespace

std::string_view contentType(MediaType media) {
  switch (media) {
    case MediaType::Json:
      return "application/json";
    case MediaType::Yaml:
      return "application/yaml";
    case MediaType::Protobuf:
      return "application/vnd.kubernetes.protobuf";
  }
  return {};
}

net::Headers answerHeaders(const RequestContext& context, std::string_view type) {
  net::Headers headers;
  headers.add("audit-id", context.auditId);
  headers.add("cache-control", "no-cache, private");
  headers.add("content-type", std::string(type));
  if (context.noSniff) headers.add("x-content-type-options", "nosniff");
  // Kubernetes sorts a request into its flow only when it knows whose it is.
  if (context.user) {
    headers.add("x-kubernetes-pf-flowschema-uid", std::string(kFlowSchemaUid));
    headers.add("x-kubernetes-pf-prioritylevel-uid", std::string(kPriorityLevelUid));
  }
  addWarnings(context.warnings, headers);
  return headers;
}

void answerWithHeaders(RequestContext& context, int httpStatus, net::Headers headers,
                       std::vector<Bytes> body) {
  if (context.acceptsGzip && sizeOf(body) >= kGzipFrom) {
    headers.add("content-encoding", "gzip");
    headers.add("vary", "Accept-Encoding");
    body = {Bytes(gzip(body))};
  }
  context.responder->respond(httpStatus, std::move(headers), std::move(body));
}

void answerBody(RequestContext& context, int httpStatus, std::string_view type, std::vector<Bytes> body) {
  answerWithHeaders(context, httpStatus, answerHeaders(context, type), std::move(body));
}

void answerJson(RequestContext& context, int httpStatus, std::string json) {
  if (context.accept.media == MediaType::Yaml) {
    answerBody(context, httpStatus, contentType(MediaType::Yaml), {Bytes(api::jsonToYaml(json))});
    return;
  }
  while (!json.empty() && json.back() == '\n') json.pop_back();
  // Indented answers end without a newline, all others with one.
  if (context.accept.pretty)
    json = prettyJson(json);
  else
    json += '\n';
  answerBody(context, httpStatus, contentType(MediaType::Json), {Bytes(std::move(json))});
}

void answerTyped(RequestContext& context, int httpStatus, const api::Type& type, std::string_view apiVersion,
                 std::string_view kind, const void* value) {
  if (context.accept.media == MediaType::Protobuf)
    return answerBody(context, httpStatus, contentType(MediaType::Protobuf),
                      {Bytes(api::encodeTypedProtobuf(type, apiVersion, kind, value))});
  answerJson(context, httpStatus, api::encodeTyped(type, apiVersion, kind, value));
}

void answerCreated(RequestContext& context) {
  api::WireStatus status;
  status.status = "Success";
  status.code = 201;
  answerTyped(context, 201, api::typeOf<api::WireStatus>(), "v1", "Status", &status);
}

void answerSuccess(RequestContext& context, const api::Kind& kind, const api::ObjectMeta& removed) {
  api::WireStatus status;
  status.status = "Success";
  status.details.emplace();
  status.details->name = removed.name;
  status.details->group = kind.group;
  status.details->kind = kind.plural;
  status.details->uid = removed.uid;
  answerTyped(context, 200, api::typeOf<api::WireStatus>(), "v1", "Status", &status);
}

void answerStatus(RequestContext& context, const Status& status) {
  // A clause that asks for another representation asks for no Status.
  if (const std::string* accept = context.request.headers.find("accept");
      accept && context.accept.as != Representation::Object) {
    const StatusForm form = negotiateStatus(*accept);
    context.accept = Negotiated{.media = form.media, .pretty = form.unasked};
  }
  const MediaType media = context.accept.media;
  if (media == MediaType::Json) {
    if (status.details && status.details->retryAfterSeconds > 0) {
      net::Headers headers = answerHeaders(context, contentType(media));
      headers.add("retry-after", std::to_string(status.details->retryAfterSeconds));
      context.responder->respond(status.code, std::move(headers), {Bytes(api::encodeStatus(status))});
      return;
    }
    answerJson(context, status.code, api::encodeStatus(status));
    return;
  }
  if (media == MediaType::Yaml) {
    answerJson(context, status.code, api::encodeStatus(status));
    return;
  }
  answerBody(context, status.code, contentType(media), {Bytes(api::encodeStatusProtobuf(status))});
}

}  // namespace seamark::apiserver
