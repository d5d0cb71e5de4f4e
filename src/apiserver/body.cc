// SPDX-License-Identifier: Apache-2.0
#include "apiserver/body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "api/codec.h"
#include "api/discovery/endpoint_slice_v1beta1.h"
#include "api/kinds.h"
#include "api/meta/status.h"
#include "apiserver/json_syntax.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kShownBytes = 30;

// Kinds that Kubernetes registers and we do not serve: they are known, so a body of one is "of another kind"
// and not "unregistered".
constexpr std::array<std::string_view, 9> kForeignCoreKinds{"List",
                                                            "Status",
                                                            "PersistentVolume",
                                                            "PersistentVolumeClaim",
                                                            "ReplicationController",
                                                            "ResourceQuota",
                                                            "LimitRange",
                                                            "PodTemplate",
                                                            "Binding"};
constexpr std::array<std::string_view, 8> kForeignKinds{
    "apps/v1 Deployment", "apps/v1 ReplicaSet", "apps/v1 StatefulSet", "apps/v1 DaemonSet",
    "batch/v1 Job",       "batch/v1 CronJob",   "policy/v1 Eviction",  "policy/v1 PodDisruptionBudget"};

// Older versions of our groups that Kubernetes still reads but does not take for the served one.
constexpr std::array<std::string_view, 11> kOlderVersions{"discovery.k8s.io/v1beta1",
                                                          "extensions/v1beta1",
                                                          "events.k8s.io/v1beta1",
                                                          "networking.k8s.io/v1beta1",
                                                          "networking.k8s.io/v1alpha1",
                                                          "coordination.k8s.io/v1beta1",
                                                          "rbac.authorization.k8s.io/v1beta1",
                                                          "authentication.k8s.io/v1beta1",
                                                          "authentication.k8s.io/v1alpha1",
                                                          "authorization.k8s.io/v1beta1",
                                                          "rbac.authorization.k8s.io/v1alpha1"};

// The bytes as the message shows them: text of an object, else hexadecimal.
std::string shown(std::string_view body) {
  if (body.empty()) return "<empty>";
  const std::string_view head = body.substr(0, kShownBytes);
  std::string text;
  if (body.front() == '{')
    text = head;
  else
    for (const char c : head) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return body.size() > kShownBytes ? text + " ..." : text;
}

// DeleteOptions are decoded by another path of Kubernetes, whose errors lack the frame.
bool isOptions(const BodyType& wanted) {
  return wanted.kind.ends_with("Options");
}

Status unrecognised(const BodyType& wanted, std::string_view body, const std::string& why) {
  if (isOptions(wanted)) return badRequest(why);
  return badRequest("the object provided is unrecognized (must be of type " + std::string(wanted.kind) +
                    "): " + why + " (" + shown(body) + ")");
}

std::string_view goPackage(std::string_view group) {
  if (group == "events.k8s.io") return "core";  // one internal Event for both groups
  return group.empty() ? "core" : group.substr(0, group.find('.'));
}

bool isRegistered(const std::string& apiVersion, const std::string& kind) {
  if (api::findKindByName(apiVersion, kind)) return true;
  if (kind.ends_with("List") && api::findKindByName(apiVersion, kind.substr(0, kind.size() - 4))) return true;
  if (apiVersion == "v1" &&
      std::find(kForeignCoreKinds.begin(), kForeignCoreKinds.end(), kind) != kForeignCoreKinds.end())
    return true;
  return std::find(kForeignKinds.begin(), kForeignKinds.end(), apiVersion + " " + kind) !=
         kForeignKinds.end();
}

Status cannotHandle(const std::string& kind, std::string_view version, const BodyType& wanted,
                    const std::string& why) {
  if (isOptions(wanted)) return badRequest(why);
  return badRequest(kind + " in version " + api::goQuoted(version) + " cannot be handled as a " +
                    std::string(wanted.kind) + ": " + why);
}

std::string apiVersionOf(const BodyType& wanted) {
  return wanted.group.empty() ? std::string(wanted.version)
                              : std::string(wanted.group) + "/" + std::string(wanted.version);
}

Status otherVersion(const std::string& apiVersion, const BodyType& wanted) {
  return badRequest("the API version in the data (" + apiVersion +
                    ") does not match the expected API version (" + apiVersionOf(wanted) + ")");
}

// An older version of what is wanted.
bool isOlder(std::string_view apiVersion, std::string_view kind, const BodyType& wanted) {
  if (kind != wanted.kind || std::ranges::find(kOlderVersions, apiVersion) == kOlderVersions.end())
    return false;
  const std::string_view group = apiVersion.substr(0, apiVersion.find('/'));
  return group == wanted.group || (group == "extensions" && kind == "Ingress");
}

// Whether what the body says it is, is what is wanted. Empty parts take the wanted ones. `json` is empty for
// protobuf.
Result<> checkKind(std::string apiVersion, std::string kind, const BodyType& wanted, std::string_view body,
                   std::string_view json) {
  if (std::count(apiVersion.begin(), apiVersion.end(), '/') > 1)
    return Failure(unrecognised(wanted, body, "unexpected GroupVersion string: " + apiVersion));
  if (isOptions(wanted)) {
    // Any group may call them its own. Of other kinds the library of metadata knows none but Status.
    if (kind.empty() || kind == wanted.kind) return {};
    if (kind == "Status" && (apiVersion.empty() || apiVersion == "v1"))
      return Failure(
          badRequest("converting (v1.Status) to (v1." + std::string(wanted.kind) + "): unknown conversion"));
    return Failure(badRequest("no kind " + api::goQuoted(kind) + " is registered for version " +
                              api::goQuoted(apiVersion.empty() ? "meta.k8s.io/v1" : apiVersion) +
                              " in scheme \"pkg/runtime/scheme.go:110\""));
  }
  const std::string expected = apiVersionOf(wanted);
  if (apiVersion.empty()) apiVersion = expected;
  if (kind.empty()) kind = wanted.kind;
  if (apiVersion == expected && kind == wanted.kind) return {};
  const bool isOtherVersion = !wanted.alsoVersion.empty() && kind == wanted.kind &&
                              apiVersion == std::string(wanted.group) + "/" + std::string(wanted.alsoVersion);
  if (isOtherVersion) return {};
  if (isOlder(apiVersion, kind, wanted)) return Failure(otherVersion(apiVersion, wanted));
  const size_t slash = apiVersion.find('/');
  const std::string version = slash == std::string::npos ? apiVersion : apiVersion.substr(slash + 1);
  if (!isRegistered(apiVersion, kind)) {
    // Go prints the whole group and version here.
    return Failure(cannotHandle(kind, version, wanted,
                                "no kind " + api::goQuoted(kind) + " is registered for version " +
                                    api::goQuoted(apiVersion) +
                                    " in scheme \"pkg/api/legacyscheme/scheme.go:30\""));
  }
  // It is read as what it says it is, before anybody asks whether that is what is wanted.
  if (const api::Kind* other = api::findKindByName(apiVersion, kind); other && !json.empty())
    if (auto decoded = api::decodeJson(other->type(), json, other->make().get()); !decoded)
      return Failure(cannotHandle(kind, version, wanted, decoded.error().message));
  if (api::WireStatus status; kind == "Status" && apiVersion == "v1" && !json.empty())
    if (auto decoded = api::decodeJson(api::typeOf<api::WireStatus>(), json, &status); !decoded)
      return Failure(cannotHandle(kind, version, wanted, decoded.error().message));
  return Failure(
      cannotHandle(kind, version, wanted, unknownConversion(version, kind, wanted.group, wanted.kind)));
}

// An older version is read as what it is, and all that is wrong with it told, before it is refused for not being the
// served one. Its fields are those of the served one unless noted; an Ingress had others altogether.
std::optional<BodyType> olderType(std::string_view apiVersion, std::string_view kind,
                                  const BodyType& wanted) {
  if (kind.empty()) kind = wanted.kind;
  if (!isOlder(apiVersion, kind, wanted) || kind == "Ingress") return {};
  BodyType older = wanted;
  const std::string_view known = *std::ranges::find(kOlderVersions, apiVersion);
  older.version = known.substr(known.find('/') + 1);
  if (kind == "EndpointSlice") older.type = &api::endpointSliceV1beta1Type;
  return older;
}

// `wanted` becomes what the body is read as.
Result<> decodeJsonBody(std::string_view json, std::string_view body, BodyType& wanted, void* into,
                        api::StrictProblems* problems) {
  const auto head = scanJson(json);
  if (!head)
    return Failure(
        unrecognised(wanted, body, "couldn't get version/kind; json parse error: " + head.error().message));
  if (head->first == 'n') return {};  // null: an object without fields
  if (auto readable = checkTypeMeta(*head); !readable)
    return Failure(unrecognised(wanted, body, readable.error().message));
  const std::string apiVersion = jsonStringValue(head->apiVersion), kind = jsonStringValue(head->kind);
  if (const auto older = olderType(apiVersion, kind, wanted))
    wanted = *older;
  else
    CHECKED(checkKind(apiVersion, kind, wanted, body, json));
  if (auto decoded = api::decodeJson(wanted.type(), json, into, problems); !decoded)
    return Failure(cannotHandle(std::string(wanted.kind), wanted.version, wanted, decoded.error().message));
  return {};
}

Result<> decodeProtobufBody(std::string_view body, const BodyType& wanted, void* into) {
  if (body.empty()) return Failure(unrecognised(wanted, body, "empty data"));
  if (body == std::string_view("k8s\0", 4)) return Failure(unrecognised(wanted, body, "empty body"));
  auto envelope = api::openProtobufEnvelope(body);
  if (!envelope) return Failure(unrecognised(wanted, body, envelope.error().message));
  CHECKED(checkKind(envelope->apiVersion, envelope->kind, wanted, body, {}));
  if (auto decoded = api::decodeProtobuf(wanted.type(), envelope->raw, into); !decoded)
    return Failure(cannotHandle(std::string(wanted.kind), wanted.version, wanted, decoded.error().message));
  return {};
}

// The first `yamlLines` of the problems are what the YAML reader found; it has one error for all of them.
Result<> reportProblems(const api::StrictProblems& problems, size_t yamlLines, const BodyType& wanted,
                        FieldValidation validation, std::vector<std::string>& warnings) {
  if (problems.empty() || validation == FieldValidation::Ignore) return {};
  if (validation == FieldValidation::Warn) {
    warnings.insert(warnings.end(), problems.begin(), problems.end());
    return {};
  }
  std::string all = "strict decoding error: ";
  if (yamlLines > 0) all += "yaml: unmarshal errors:";
  for (size_t i = 0; i < problems.size(); ++i)
    all += (i < yamlLines ? "\n  " : i > 0 ? ", " : "") + problems[i];
  return Failure(cannotHandle(std::string(wanted.kind), wanted.version, wanted, all));
}

}  // namespace

std::string unknownConversion(std::string_view version, std::string_view kind, std::string_view toGroup,
                              std::string_view toKind) {
  return fmt::format("converting ({}.{}) to ({}.{}): unknown conversion", version, kind, goPackage(toGroup),
                     toKind);
}

Result<MediaType> bodyMediaType(const net::HttpRequest& request) {
  const std::string* header = request.headers.find("content-type");
  if (!header || header->empty()) return MediaType::Json;
  std::string media = header->substr(0, header->find(';'));
  std::transform(media.begin(), media.end(), media.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (!media.empty() && media.back() == ' ') media.pop_back();
  if (media == "application/json") return MediaType::Json;
  if (media == "application/yaml") return MediaType::Yaml;
  if (media == "application/vnd.kubernetes.protobuf") return MediaType::Protobuf;
  return Failure(unsupportedMediaType(
      "the body of the request was in an unknown format - accepted media types include: application/json, "
      "application/yaml, application/vnd.kubernetes.protobuf"));
}

Result<> decodeBody(const net::HttpRequest& request, const BodyType& wanted, FieldValidation validation,
                    void* into, std::vector<std::string>& warnings) {
  TRY(const MediaType media, bodyMediaType(request));
  if (media == MediaType::Protobuf) return decodeProtobufBody(request.body, wanted, into);
  api::StrictProblems problems;
  api::StrictProblems* found = validation == FieldValidation::Ignore ? nullptr : &problems;
  BodyType as = wanted;
  size_t yamlLines = 0;
  if (media == MediaType::Yaml) {
    auto json = api::yamlToJson(request.body, found);
    if (!json) return Failure(unrecognised(wanted, request.body, json.error().message));
    yamlLines = problems.size();
    CHECKED(decodeJsonBody(*json, request.body, as, into, found));
  } else {
    CHECKED(decodeJsonBody(request.body, request.body, as, into, found));
  }
  CHECKED(reportProblems(problems, yamlLines, as, validation, warnings));
  if (as.version != wanted.version) return Failure(otherVersion(apiVersionOf(as), wanted));
  return {};
}

Result<std::shared_ptr<api::Object>> decodeObject(const RequestContext& context, FieldValidation validation,
                                                  std::vector<std::string>& warnings) {
  const api::Kind& kind = *context.kind;
  std::shared_ptr<api::Object> object = kind.make();
  CHECKED(decodeBody(context.request, bodyTypeOf(kind), validation, object.get(), warnings));
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  return object;
}

api::JsonOnly saidBy(const RequestContext& context, const api::Kind& kind) {
  const std::string& body = context.request.body;
  const auto media = bodyMediaType(context.request);
  if (!media || *media == MediaType::Protobuf) return {};
  if (*media == MediaType::Json) return api::jsonOnlyOf(kind, body);
  const auto json = api::yamlToJson(body, nullptr);
  return json ? api::jsonOnlyOf(kind, *json) : api::JsonOnly{};
}

}  // namespace seamark::apiserver
