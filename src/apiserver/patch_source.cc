// PATCH: JSON patch, merge patch, strategic merge patch and server-side apply. The patch is computed again
// for each attempt, on the state that the attempt starts from.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/patch_source.h"

#include <fmt/format.h>

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

// What the patched document says it is. Upstream decodes it as that, so a changed kind fails in its own way. What
// is missing or empty is as it was.
Result<const api::Kind*> kindOfPatched(const JsonHead& head, const api::Kind& kind) {
  CHECKED(checkTypeMeta(head));
  std::string name = jsonStringValue(head.kind), version = jsonStringValue(head.apiVersion);
  if (name.empty()) name = kind.kind;
  if (version.empty()) version = kind.apiVersion();
  if (std::count(version.begin(), version.end(), '/') > 1)
    return Failure(badRequest("unexpected GroupVersion string: " + version));
  const api::Kind* found = api::findKindByName(version, name);
  if (found) return found;
  return Failure(badRequest("no kind " + api::goQuoted(name) + " is registered for version " +
                            api::goQuoted(version) + " in scheme \"pkg/api/legacyscheme/scheme.go:30\""));
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

// Keys that an applied YAML has twice; told only once applying it has worked.
Result<> reportDuplicates(WriteRequest& request, const api::StrictProblems& duplicates) {
  if (duplicates.empty()) return {};
  if (request.options.fieldValidation == FieldValidation::Strict)
    return Failure(
        badRequest("error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:" +
                   joined("\n  ", duplicates)));
  if (request.options.fieldValidation == FieldValidation::Warn)
    request.warnings.insert(request.warnings.end(), duplicates.begin(), duplicates.end());
  return {};
}

// `document`, patched, to an object with defaults.
Result<Given> decodePatched(const Patching& patching, const std::string& document, const std::string& patched,
                            api::StrictProblems problems) {
  WriteRequest& request = patching.request;
  const api::Kind& kind = request.kind;
  const bool strategic = patching.type == PatchType::Strategic;
  const auto refused = [&](const std::string& why) {
    return Failure(api::invalidPatch(
        strategic ? api::mergedPatchText(kind.type(), document, patching.patch) : patched, why));
  };
  const auto head = scanJson(patched);
  if (!head) return refused(head.error().message);
  // A strategic patch is worked off on the kind's own type, whatever it makes of kind and apiVersion.
  const auto actual = strategic ? &kind : kindOfPatched(*head, kind);
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
  CHECKED(settleNamespace(request, object->metadata));
  CHECKED(checkName(request, object->metadata));
  return Given{std::move(object), api::jsonOnlyOf(kind, patched), false};
}

Result<Given> applyPatch(const Patching& patching, const api::EncodedObject& current) {
  const api::Kind& kind = patching.request.kind;
  std::string document = api::objectHead(kind);
  current.json().behind(1).appendTo(document);
  const std::string& patch = patching.patch;
  api::StrictProblems problems;
  const bool strict = patching.request.options.fieldValidation != FieldValidation::Ignore;
  api::StrictProblems* found = strict ? &problems : nullptr;
  auto patched = patching.type == PatchType::Json ? api::applyJsonPatch(document, patch, found)
                 : patching.type == PatchType::Merge
                     ? api::applyMergePatch(document, patch, found)
                     : api::applyStrategicMergePatch(kind.type(), document, patch, found);
  if (!patched) return Failure(std::move(patched.error()));
  return decodePatched(patching, document, *patched, std::move(problems));
}

// The applied configuration as JSON; it may be YAML, which JSON is part of.
Result<std::string> configurationOf(std::string_view yaml, api::StrictProblems& duplicates) {
  auto json = api::yamlToJson(yaml, &duplicates);
  if (!json) {
    // What begins like JSON goes another way upstream, which ends in the same reader.
    const size_t first = yaml.find_first_not_of(" \t\r\n");
    const bool likeJson = first != std::string_view::npos && yaml[first] == '{';
    return Failure(badRequest(
        (likeJson ? "error decoding patch: error converting YAML to JSON: " : "error encoding patch: ") +
        json.error().message));
  }
  const auto head = scanJson(*json);
  if (head && head->first == 'n') return Failure(badRequest("invalid object type: /, Kind="));
  if (head && head->first != '{')
    return Failure(badRequest(
        "error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
        std::string(goJsonType(head->first)) + " into Go value of type map[string]interface {}"));
  return json;
}

// What was merged is of the schema's types, but none of the kind's: a time that is none, half a number.
// It is called by what the configuration says.
Status cannotConvert(const api::Kind& kind, const std::string& configuration, const std::string& why) {
  const auto [ns, name] = api::nameOf(configuration);
  const std::string full = fmt::format("{}/{}, Kind={}", kind.group, kind.version, kind.kind);
  return failure(fmt::format(
      "failed to convert new object ({}/{}; {}) to proper version: unable to convert unstructured object "
      "to {}: {}",
      ns, name, full, full, why));
}

// Most applied objects decode as they are; upstream's converter takes more than the decoder.
Result<std::shared_ptr<api::Object>> decodeApplied(const api::Kind& kind, const std::string& json,
                                                   const std::string& configuration) {
  std::shared_ptr<api::Object> object = kind.make();
  if (api::decodeJson(kind.type(), json, object.get())) return object;
  const auto converted = api::convertDocument(kind.type(), json);
  if (!converted) return Failure(cannotConvert(kind, configuration, converted.error().message));
  object = kind.make();
  if (auto decoded = api::decodeJson(kind.type(), *converted, object.get()); !decoded)
    return Failure(cannotConvert(kind, configuration, decoded.error().message));
  return object;
}

Result<Given> applyConfigurationTo(const Patching& patching, const api::StrictProblems& duplicates,
                                   const api::EncodedObject* current) {
  WriteRequest& request = patching.request;
  const api::Kind& kind = request.kind;
  const api::FieldWriter writer{request.options.manager, request.subresource,
                                api::Time::of(request.services.clock.now())};
  const api::ObjectPtr live = current ? current->object() : nullptr;
  TRY(api::Applied applied,
      api::applyConfiguration(kind, writer, live.get(), {patching.patch, request.options.force}));
  TRY(std::shared_ptr<api::Object> object, decodeApplied(kind, applied.json, patching.patch));
  CHECKED(reportDuplicates(request, duplicates));
  if (!current && !object->metadata.uid.empty())
    return Failure(conflict(kind.resource(), request.name,
                            "uid mismatch: the provided object specified uid " + object->metadata.uid +
                                ", and no existing object was found"));
  object->metadata.managedFields = std::move(applied.managedFields);
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  CHECKED(settleNamespace(request, object->metadata));
  CHECKED(checkName(request, object->metadata));
  return Given{std::move(object), {}, true};
}

}  // namespace

Result<PatchType> patchTypeOf(std::string_view contentType) {
  static constexpr std::pair<std::string_view, PatchType> kTypes[] = {
      {"application/json-patch+json", PatchType::Json},
      {"application/merge-patch+json", PatchType::Merge},
      {"application/strategic-merge-patch+json", PatchType::Strategic},
      {"application/apply-patch+yaml", PatchType::Apply}};
  // Two look at it upstream: the router, which trims, and the handler, which does not. Case counts for both.
  const std::string_view media = contentType.substr(0, contentType.find(';'));
  const std::string_view trimmed = media.substr(0, media.find_last_not_of(' ') + 1);
  for (const auto& [name, type] : kTypes) {
    if (trimmed != name) continue;
    if (media == name) return type;
    return Failure(unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
        "application/apply-patch+yaml"));
  }
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
    // A subresource is not applied into being, but where an update of it makes the object too.
    source.createsMissing = request->subresource.empty() || request->kind.rules.allowCreateOnUpdate;
    source.next = [request, type, text = std::move(configuration),
                   duplicates = std::move(duplicates)](const api::EncodedObject* current) {
      return applyConfigurationTo({*request, type, text}, duplicates, current);
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
