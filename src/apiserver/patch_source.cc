// PATCH: JSON patch, merge patch, strategic merge patch and server-side apply. The patch is computed again
// for each attempt, on the state that the attempt starts from.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/patch_source.h"

#include <algorithm>

#include "api/codec.h"
#include "api/kinds.h"
#include "api/managed_fields/managed_fields.h"
#include "api/patch/patch.h"
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/json_syntax.h"

namespace seamark::apiserver {
namespace {

// What the patched document says it is. Upstream decodes it as that, so a changed kind fails in its own way.
Result<const api::Kind*> kindOfPatched(const JsonHead& head, const api::Kind& kind) {
  const std::string name = head.kind.empty() ? std::string(kind.kind) : jsonStringValue(head.kind);
  const std::string version = head.apiVersion.empty() ? kind.apiVersion() : jsonStringValue(head.apiVersion);
  const api::Kind* found = api::findKindByName(version, name);
  if (found) return found;
  return Failure(badRequest("no kind \"" + name + "\" is registered for version \"" + version +
                            "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""));
}

std::string strictText(const api::StrictProblems& problems) {
  std::string all = "strict decoding error: ";
  for (size_t i = 0; i < problems.size(); ++i) all += (i ? ", " : "") + problems[i];
  return all;
}

// Each of `texts` with `before` in front of it.
std::string joined(std::string_view before, const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += std::string(before) + text;
  return all;
}

struct Patching {
  WriteRequest& request;
  PatchType type;
  const std::string& patch;
};

// A patched document to an object with defaults. `shown` is what messages call the patch.
Result<Given> decodePatched(const Patching& patching, const std::string& patched,
                            api::StrictProblems problems) {
  WriteRequest& request = patching.request;
  const api::Kind& kind = request.kind;
  const bool strategic = patching.type == PatchType::Strategic;
  const auto refused = [&](const std::string& why) {
    return Failure(api::invalidPatch(strategic ? api::goText(patching.patch) : patched, why));
  };
  const auto head = scanJson(patched);
  if (!head) return refused(head.error().message);
  const auto actual = kindOfPatched(*head, kind);
  if (!actual) return refused(actual.error().message);
  std::shared_ptr<api::Object> object = (*actual)->make();
  if (auto decoded = api::decodeJson((*actual)->type(), patched, object.get(), &problems); !decoded)
    return refused(decoded.error().message);
  // Upstream goes through a map here, whose keys are sorted.
  if (strategic) std::sort(problems.begin(), problems.end());
  if (*actual != &kind)
    return refused(unknownConversion((*actual)->version, (*actual)->kind, kind.group, kind.kind));
  if (!problems.empty() && request.options.fieldValidation == FieldValidation::Strict)
    return refused(strictText(problems));
  if (request.options.fieldValidation == FieldValidation::Warn)
    request.warnings.insert(request.warnings.end(), problems.begin(), problems.end());
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  CHECKED(checkName(request, object->metadata));
  CHECKED(settleNamespace(request, object->metadata));
  return Given{std::move(object), api::clearsManagedFields(patched), false};
}

Result<Given> applyPatch(const Patching& patching, const api::EncodedObject& current) {
  const api::Kind& kind = patching.request.kind;
  const std::string document = api::objectHead(kind).append(current.json().substr(1));
  const std::string& patch = patching.patch;
  api::StrictProblems problems;
  auto patched = patching.type == PatchType::Json ? api::applyJsonPatch(document, patch, &problems)
                 : patching.type == PatchType::Merge
                     ? api::applyMergePatch(document, patch, &problems)
                     : api::applyStrategicMergePatch(kind.type(), document, patch, &problems);
  if (!patched) return Failure(std::move(patched.error()));
  return decodePatched(patching, *patched, std::move(problems));
}

// The applied configuration as JSON; it may be YAML, which JSON is part of.
Result<std::string> configurationOf(std::string_view yaml, api::StrictProblems& duplicates) {
  auto json = api::yamlToJson(yaml, &duplicates);
  if (!json) return Failure(badRequest("error encoding patch: " + json.error().message));
  const auto head = scanJson(*json);
  if (head && head->first == 'n') return Failure(badRequest("invalid object type: /, Kind="));
  if (head && head->first != '{')
    return Failure(badRequest(
        "error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
        std::string(goJsonType(head->first)) + " into Go value of type map[string]interface {}"));
  return json;
}

Result<Given> applyConfigurationTo(const Patching& patching, const api::EncodedObject* current) {
  WriteRequest& request = patching.request;
  const api::Kind& kind = request.kind;
  const api::FieldWriter writer{request.options.manager, request.subresource,
                                api::Time::of(request.services.clock.now())};
  const api::ObjectPtr live = current ? current->object() : nullptr;
  TRY(api::Applied applied,
      api::applyConfiguration(kind, writer, live.get(), {patching.patch, request.options.force}));
  std::shared_ptr<api::Object> object = kind.make();
  if (auto decoded = api::decodeJson(kind.type(), applied.json, object.get()); !decoded)
    return Failure(failure("failed to create typed patch object: " + decoded.error().message));
  object->metadata.managedFields = std::move(applied.managedFields);
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  CHECKED(checkName(request, object->metadata));
  CHECKED(settleNamespace(request, object->metadata));
  return Given{std::move(object), false, true};
}

}  // namespace

Result<PatchType> patchTypeOf(std::string_view contentType) {
  std::string media(contentType.substr(0, contentType.find(';')));
  std::transform(media.begin(), media.end(), media.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (!media.empty() && media.back() == ' ') media.pop_back();
  if (media == "application/json-patch+json") return PatchType::Json;
  if (media == "application/merge-patch+json") return PatchType::Merge;
  if (media == "application/strategic-merge-patch+json") return PatchType::Strategic;
  if (media == "application/apply-patch+yaml") return PatchType::Apply;
  Status status = unsupportedMediaType("415: Unsupported Media Type");
  status.details.emplace();
  return Failure(std::move(status));
}

Result<UpdateSource> patchSource(const WritePtr& request, PatchType type, std::string patch) {
  UpdateSource source;
  source.isPatch = true;
  if (type == PatchType::Apply) {
    api::StrictProblems duplicates;
    TRY(std::string configuration, configurationOf(patch, duplicates));
    if (!duplicates.empty() && request->options.fieldValidation == FieldValidation::Strict)
      return Failure(
          badRequest("error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:" +
                     joined("\n  ", duplicates)));
    if (request->options.fieldValidation == FieldValidation::Warn)
      request->warnings.insert(request->warnings.end(), duplicates.begin(), duplicates.end());
    // A subresource is not applied into being, but where an update of it makes the object too.
    source.createsMissing = request->subresource.empty() || request->kind.rules.allowCreateOnUpdate;
    source.next = [request, type, text = std::move(configuration)](const api::EncodedObject* current) {
      return applyConfigurationTo({*request, type, text}, current);
    };
    return source;
  }
  // What is no JSON is refused before anybody looks whether the object is there.
  if (!scanJson(patch)) return Failure(badRequest("invalid JSON patch"));
  source.next = [request, type, text = std::move(patch)](const api::EncodedObject* current) {
    return applyPatch({*request, type, text}, *current);
  };
  return source;
}

}  // namespace seamark::apiserver
