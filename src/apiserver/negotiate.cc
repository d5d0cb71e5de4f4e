// SPDX-License-Identifier: Apache-2.0
#include "apiserver/negotiate.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace seamark::apiserver {
namespace {

constexpr size_t kMaxClauses = 64;  // an Accept header with more is cut

struct Clause {
  std::string_view type;     // "application"
  std::string_view subtype;  // "json"
  double quality = 1;
  size_t place = 0;  // in the header
  std::vector<std::pair<std::string_view, std::string_view>> parameters;

  bool has(std::string_view name) const {
    return std::ranges::any_of(parameters, [&](const auto& parameter) { return parameter.first == name; });
  }
  std::string_view parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters)
      if (key == name) return value;
    return {};
  }
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The part before `separator`, which is taken off `rest` together with it.
std::string_view takeUntil(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return trimmed(part);
}

Clause parseClause(std::string_view text) {
  Clause clause;
  std::string_view media = takeUntil(text, ';');
  const bool any = media == "*";
  clause.type = takeUntil(media, '/');
  clause.subtype = any ? std::string_view("*") : trimmed(media);
  while (!text.empty()) {
    std::string_view parameter = takeUntil(text, ';');
    if (!parameter.contains('=')) continue;
    const std::string_view key = takeUntil(parameter, '=');
    if (key == "q")
      clause.quality = std::strtod(std::string(parameter).c_str(), nullptr);
    else
      clause.parameters.emplace_back(key, parameter);
  }
  return clause;
}

// By quality, then the more specific first, else as they stand.
std::vector<Clause> parseAccept(std::string_view accept) {
  std::vector<Clause> clauses;
  while (!accept.empty() && clauses.size() < kMaxClauses) {
    const std::string_view part = takeUntil(accept, ',');
    Clause clause = parseClause(part);
    if (clause.subtype.empty() || clause.subtype.contains('/')) continue;
    clause.place = clauses.size();
    clauses.push_back(std::move(clause));
  }
  std::sort(clauses.begin(), clauses.end(), [](const Clause& a, const Clause& b) {
    if (a.quality != b.quality) return a.quality > b.quality;
    if ((a.type == "*") != (b.type == "*")) return b.type == "*";
    if ((a.subtype == "*") != (b.subtype == "*")) return b.subtype == "*";
    return a.place < b.place;
  });
  return clauses;
}

std::optional<MediaType> mediaOf(const Clause& clause) {
  if (clause.type == "*" && clause.subtype == "*") return MediaType::Json;
  if (clause.type != "application") return {};
  if (clause.subtype == "json" || clause.subtype == "*") return MediaType::Json;
  if (clause.subtype == "yaml") return MediaType::Yaml;
  if (clause.subtype == "vnd.kubernetes.protobuf") return MediaType::Protobuf;
  return {};
}

// Fills the representation that the clause asks for; false when the server does not offer it.
bool takeRepresentation(const Clause& clause, AnswerShape shape, Negotiated& into) {
  const bool plain = shape >= AnswerShape::Log;
  if (!clause.has("as") && !clause.has("g") && !clause.has("v")) return true;
  const std::string_view as = clause.parameter("as");
  const std::string_view group = clause.parameter("g");
  if (shape == AnswerShape::GroupList && as == "APIGroupDiscoveryList" && group == "apidiscovery.k8s.io") {
    into.aggregated = true;
    return clause.parameter("v") == "v2" && into.media != MediaType::Yaml;
  }
  if (plain || group != "meta.k8s.io") return false;
  const std::string_view version = clause.parameter("v");
  if (version != "v1" && version != "v1beta1") return false;
  into.metaVersion = version == "v1" ? "v1" : "v1beta1";
  if (as == "Table") {
    into.as = Representation::Table;
    return into.media != MediaType::Protobuf && shape != AnswerShape::Whole;
  }
  into.as = Representation::PartialObjectMetadata;
  into.asList = as == "PartialObjectMetadataList";
  return as == "PartialObjectMetadata" || as == "PartialObjectMetadataList";
}

// Parameters that say how an answer streams, and in which version of the API's own types it comes.
bool takesStream(const Clause& clause, MediaType media) {
  const std::string_view stream = clause.parameter("stream"), version = clause.parameter("sv");
  return (stream.empty() || (stream == "watch" && media != MediaType::Yaml)) &&
         (version.empty() || version == "v1");
}

// What the router says that a path may answer with.
std::vector<std::string_view> producedFor(AnswerShape shape) {
  std::vector<std::string_view> types{"application/json", "application/yaml",
                                      "application/vnd.kubernetes.protobuf"};
  if (shape == AnswerShape::List || shape == AnswerShape::Watch)
    types.insert(types.end(),
                 {"application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"});
  if (shape == AnswerShape::Log) types.insert(types.begin(), "text/plain");
  return types;
}

Status nothingAccepted() {
  return notAcceptable(
      "only the following media types are accepted: application/json, application/yaml, "
      "application/vnd.kubernetes.protobuf");
}

bool asksPretty(const Clause& clause) {
  return clause.parameter("pretty") == "1";
}

}  // namespace

Result<> checkProduced(std::string_view accept, std::span<const std::string_view> types) {
  if (accept.empty()) return {};
  while (!accept.empty()) {
    std::string_view clause = takeUntil(accept, ',');
    const std::string_view media = takeUntil(clause, ';');
    if (media == "*/*" || std::ranges::find(types, media) != types.end()) return {};
  }
  std::string message = "406: Not Acceptable\n\nAvailable representations: ";
  for (size_t i = 0; i < types.size(); ++i) message.append(i > 0 ? ", " : "").append(types[i]);
  Status status = notAcceptable(std::move(message));
  status.details.emplace();
  return Failure(std::move(status));
}

Result<Negotiated> negotiate(std::string_view accept, AnswerShape shape) {
  // What nearly every client sends needs no parsing.
  if (accept.empty() || accept == "application/json" || accept == "*/*" || accept == "application/json, */*")
    return Negotiated{};
  if (shape < AnswerShape::Group) {
    CHECKED(checkProduced(accept, producedFor(shape)));
  }
  for (const Clause& clause : parseAccept(accept)) {
    const auto media = mediaOf(clause);
    if (!media || !takesStream(clause, *media)) continue;
    Negotiated result{.media = *media};
    if (!takeRepresentation(clause, shape, result)) continue;
    result.pretty = asksPretty(clause);
    return result;
  }
  return Failure(nothingAccepted());
}

Result<> checkStreams(const Negotiated& accept) {
  if (accept.media != MediaType::Yaml) return {};
  return Failure(
      notAcceptable("only the following media types are accepted: application/json;stream=watch, "
                    "application/vnd.kubernetes.protobuf;stream=watch"));
}

Result<> checkFit(const Negotiated& accept, bool isList, const api::Kind& kind) {
  if (accept.as != Representation::PartialObjectMetadata || accept.asList == isList) return {};
  // One internal Event serves both groups.
  const std::string package = kind.group.empty() || kind.group == "events.k8s.io"
                                  ? "core"
                                  : std::string(kind.group.substr(0, kind.group.find('.')));
  if (isList)
    return Failure(
        notAcceptable("you requested PartialObjectMetadata, but the requested object is a list (*" + package +
                      "." + std::string(kind.list) + ")"));
  return Failure(
      notAcceptable("you requested PartialObjectMetadataList, but the requested object is not a list (*" +
                    package + "." + std::string(kind.kind) + ")"));
}

std::vector<AcceptedType> acceptedTypes(std::string_view accept) {
  std::vector<AcceptedType> types;
  for (const Clause& clause : parseAccept(accept)) types.push_back({clause.type, clause.subtype});
  return types;
}

StatusForm negotiateStatus(std::string_view accept) {
  if (accept.empty() || accept == "application/json" || accept == "*/*") return {};
  for (const Clause& clause : parseAccept(accept))
    if (const auto media = mediaOf(clause);
        media && takesStream(clause, *media) && !clause.has("as") && !clause.has("g") && !clause.has("v"))
      return {*media, false};
  return {MediaType::Json, true};
}

}  // namespace seamark::apiserver
