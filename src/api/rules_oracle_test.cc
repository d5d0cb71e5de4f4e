// Replays what needs no server of the recorded requests in tests/conformance: each write is decoded,
// defaulted, prepared and validated, and the outcome compared with what Kubernetes answered. Tables likewise.
// A case is followed until a step that only a server can do.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "api/codec.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/core/service_normalize.h"
#include "api/kinds.h"
#include "api/object_meta_rules.h"
#include "api/recorded_json.h"

namespace seamark::api {
namespace {

// What is known to differ, and why.
const std::map<std::string, std::string> kKnown = {
    {"nodePort: a requested number is used for its sibling", "the allocator's doing"},
    {"create: with a service account token volume", "admission's doing"},
};

struct Target {
  const Kind* kind = nullptr;
  std::string ns;
  std::string name;
  std::string subresource;
  std::string query;
};

std::optional<Target> parsePath(std::string_view path) {
  Target target;
  if (const size_t mark = path.find('?'); mark != std::string_view::npos) {
    target.query = path.substr(mark + 1);
    path = path.substr(0, mark);
  }
  std::vector<std::string> parts;
  std::stringstream stream{std::string(path)};
  for (std::string part; std::getline(stream, part, '/');) {
    if (!part.empty()) parts.push_back(part);
  }
  const bool core = !parts.empty() && parts[0] == "api";
  const size_t skip = core ? 2 : 3;
  if (parts.size() <= skip) return std::nullopt;
  const std::string group = core ? "" : parts[1];
  const std::string version = parts[skip - 1];
  std::vector<std::string> rest(parts.begin() + static_cast<long>(skip), parts.end());
  if (rest[0] == "namespaces" && rest.size() > 2 && rest[2] != "finalize" && rest[2] != "status") {
    target.ns = rest[1];
    rest.erase(rest.begin(), rest.begin() + 2);
  }
  target.kind = findKind(group, version, rest[0]);
  if (target.kind == nullptr) return std::nullopt;
  if (rest.size() > 1) target.name = rest[1];
  if (rest.size() > 2) target.subresource = rest[2];
  return target;
}

// What a request came to: the object, or the errors.
struct Outcome {
  int code = 0;
  std::shared_ptr<Object> object;
  std::optional<Status> status;
  std::vector<std::string> warnings;
};

Outcome failed(const Target& target, const std::string& name, const FieldErrors& errors) {
  return {
      .code = 422, .object = nullptr, .status = invalidObject(*target.kind, name, errors), .warnings = {}};
}

// A server without storage, admission and allocation, but for the least that the recordings need.
class Replay {
 public:
  struct Count {
    int agreed = 0;
    int disagreed = 0;
    int skipped = 0;
  };

  void run(const json::object& testCase, Count& count, std::vector<std::string>& complaints) {
    const std::string name = testCase.at("name").as_string().c_str();
    objects_.clear();
    serial_ = 0;
    saved_.clear();
    for (const json::value& step : testCase.at("steps").as_array()) {
      std::string complaint;
      const Verdict verdict = one(step.as_object(), complaint);
      if (verdict == Verdict::Stop) {
        ++count.skipped;
        return;
      }
      if (verdict == Verdict::Agreed) ++count.agreed;
      if (verdict != Verdict::Disagreed) continue;
      if (kKnown.contains(name)) {
        ++count.skipped;
      } else {
        ++count.disagreed;
        complaints.push_back(name + "\n  " + complaint);
      }
      return;
    }
  }

 private:
  enum class Verdict : uint8_t { Agreed, Disagreed, Unchecked, Stop };

  static std::string keyOf(const Target& target, const std::string& name) {
    return std::string(target.kind->plural) + "/" + objectKey(target.ns, name);
  }

  json::value filled(const json::value& value) const {
    if (value.is_string()) {
      const std::string text(value.get_string());
      if (text.starts_with("${") && saved_.contains(text)) return saved_.at(text);
      return value;
    }
    if (value.is_array()) {
      json::array filledItems;
      for (const json::value& item : value.get_array()) filledItems.push_back(filled(item));
      return filledItems;
    }
    if (!value.is_object()) return value;
    json::object filledMembers;
    for (const auto& member : value.get_object()) filledMembers[member.key()] = filled(member.value());
    return filledMembers;
  }

  Verdict one(const json::object& step, std::string& complaint) {
    if (!step.contains("do")) return Verdict::Unchecked;
    const std::string verb = step.at("do").as_string().c_str();
    const auto target = parsePath(std::string_view(step.at("path").as_string()));
    if (!target || step.contains("body64") || target->query.find("dryRun") != std::string::npos ||
        target->query.find("fieldManager") != std::string::npos) {
      return Verdict::Stop;
    }
    if (verb == "GET") return compareTable(step, *target, complaint);
    json::value body = step.contains("body") ? filled(step.at("body")) : json::value();
    if (step.contains("with")) mergePatch(body, filled(step.at("with")));
    const auto answer = step.if_contains("answer");
    const int recorded = answer == nullptr ? 0 : static_cast<int>(answer->at("status").as_int64());
    // Conflicts, authorisation and 500s come from elsewhere.
    if (recorded >= 400 && recorded != 422) return Verdict::Stop;
    Outcome outcome;
    if (verb == "POST" && target->name.empty()) {
      outcome = create(*target, body);
    } else if (verb == "PUT" || verb == "PATCH") {
      if (!writeOf(*target, verb, step, body, outcome)) return Verdict::Stop;
    } else if (verb == "DELETE" && !target->name.empty() && target->kind->kind != "Pod") {
      const auto found = objects_.find(keyOf(*target, target->name));
      if (found == objects_.end() || !found->second->metadata.finalizers.empty()) return Verdict::Stop;
      objects_.erase(found);
      return Verdict::Unchecked;
    } else {
      return Verdict::Stop;
    }
    if (outcome.code == 0) return Verdict::Stop;
    save(step, outcome);
    return answer == nullptr ? Verdict::Unchecked : compare(step, outcome, complaint);
  }

  bool writeOf(const Target& target, const std::string& verb, const json::object& step, json::value& body,
               Outcome& outcome) {
    if (!target.subresource.empty() && target.subresource != "status") return false;
    const auto stored = objects_.find(keyOf(target, target.name));
    if (verb == "PATCH") {
      const json::value* type = step.if_contains("type");
      if (type == nullptr || type->as_string() != "application/merge-patch+json") return false;
      if (stored == objects_.end()) return false;
      json::value patched = json::parse(encodeObject(*target.kind, *stored->second));
      mergePatch(patched, body);
      body = std::move(patched);
    }
    if (stored != objects_.end()) {
      outcome = update(target, body, *stored->second);
    } else if (target.kind->rules.allowCreateOnUpdate && target.subresource.empty()) {
      outcome = create(target, body);
    } else {
      return false;
    }
    return true;
  }

  std::shared_ptr<Object> decode(const Target& target, const json::value& body) {
    auto object = target.kind->make();
    const std::string text = body.is_string() ? std::string(body.get_string()) : json::serialize(body);
    if (!decodeJson(target.kind->type(), text, object.get())) return nullptr;
    if (target.kind->namespaced) {
      if (!object->metadata.namespace_.empty() && object->metadata.namespace_ != target.ns) return nullptr;
      object->metadata.namespace_ = target.ns;
    } else {
      object->metadata.namespace_.clear();
    }
    if (target.kind->rules.setDefaults != nullptr) target.kind->rules.setDefaults(*object);
    return object;
  }

  Outcome create(const Target& target, const json::value& body) {
    const Rules& rules = target.kind->rules;
    auto next = decode(target, body);
    if (next == nullptr || !next->metadata.resourceVersion.empty()) return {};
    ObjectMeta& meta = next->metadata;
    if (meta.name.empty() && !meta.generateName.empty()) meta.name = meta.generateName + "x7x7x";
    if (objects_.contains(keyOf(target, meta.name))) return {};
    meta.uid = "00000000-0000-4000-8000-000000000000";
    meta.resourceVersion = "1";
    admit(target, *next);
    if (FieldErrors errors = settle(target, *next, nullptr); !errors.empty()) {
      return failed(target, meta.name, errors);
    }
    prepareMetaForCreate(meta);
    if (rules.prepareForCreate != nullptr) rules.prepareForCreate(*next);
    updateGeneration(*target.kind, *next, nullptr);
    const FieldErrors errors = validateForCreate(*target.kind, *next);
    if (!errors.empty()) return failed(target, meta.name, errors);
    if (rules.canonicalize != nullptr) rules.canonicalize(*next);
    objects_[keyOf(target, meta.name)] = next;
    return {.code = 201,
            .object = next,
            .status = std::nullopt,
            .warnings = rules.warningsOnCreate != nullptr ? rules.warningsOnCreate(*next)
                                                          : std::vector<std::string>()};
  }

  Outcome update(const Target& target, const json::value& body, const Object& old) {
    const Rules& rules = target.kind->rules;
    const bool status = target.subresource == "status";
    auto next = decode(target, body);
    if (next == nullptr || next->metadata.name != target.name) return {};
    if (!next->metadata.uid.empty() && next->metadata.uid != old.metadata.uid) return {};
    if (next->metadata.resourceVersion.empty() && !rules.allowUnconditionalUpdate) return {};
    if (!status) {
      if (FieldErrors errors = settle(target, *next, &old); !errors.empty()) {
        return failed(target, target.name, errors);
      }
    }
    prepareMetaForUpdate(next->metadata, old.metadata);
    const auto prepare = status ? rules.prepareForStatusUpdate : rules.prepareForUpdate;
    if (prepare != nullptr) prepare(*next, old);
    if (!status) updateGeneration(*target.kind, *next, &old);
    FieldErrors errors = validateMetaForUpdate(*target.kind, next->metadata, old.metadata);
    const auto validate = status ? rules.validateStatusUpdate : rules.validateUpdate;
    if (validate != nullptr) append(errors, validate(*next, old));
    if (!errors.empty()) return failed(target, target.name, errors);
    if (!status && rules.canonicalize != nullptr) rules.canonicalize(*next);
    Outcome outcome{.code = 200, .object = next, .status = std::nullopt, .warnings = {}};
    if (rules.warningsOnUpdate != nullptr) outcome.warnings = rules.warningsOnUpdate(*next, old);
    objects_[keyOf(target, target.name)] = next;
    return outcome;
  }

  // What admission adds and the recordings show.
  void admit(const Target& target, Object& object) {
    if (target.kind->kind == "Node") {
      as<Node>(object).spec.taints.push_back({.key = "node.kubernetes.io/not-ready",
                                              .value = {},
                                              .effect = "NoSchedule",
                                              .timeAdded = std::nullopt});
    }
    if (target.kind->kind != "Pod") return;
    auto& spec = as<Pod>(object).spec;
    if (spec.serviceAccountName.empty()) spec.serviceAccountName = spec.serviceAccount = "default";
    for (const std::string name : {"not-ready", "unreachable"}) {
      spec.tolerations.push_back({.key = "node.kubernetes.io/" + name,
                                  .operator_ = "Exists",
                                  .value = {},
                                  .effect = "NoExecute",
                                  .tolerationSeconds = 300});
    }
    spec.priority = 0;
    spec.preemptionPolicy = "PreemptLowerPriority";
  }

  // Families and addresses of a Service; numbers are as good as any.
  FieldErrors settle(const Target& target, Object& object, const Object* oldObject) {
    if (target.kind->kind != "Service") return {};
    auto& next = as<Service>(object);
    const Service* old = oldObject == nullptr ? nullptr : &as<Service>(*oldObject);
    if (old != nullptr) keepAllocatedValues(next, *old);
    normalizeClusterIPs(next, old);
    FieldErrors errors = computeFamilies(next, old, {.configured = {IpFamily::V4, IpFamily::V6}});
    if (!errors.empty()) return errors;
    auto& ips = next.spec.clusterIPs;
    for (size_t i = ips.size(); needsClusterIP(next) && i < next.spec.ipFamilies.size(); ++i) {
      ips.push_back((next.spec.ipFamilies[i] == "IPv4" ? "10.96.9." : "fd00:96::9") +
                    std::to_string(++serial_));
    }
    if (!ips.empty()) next.spec.clusterIP = ips[0];
    for (ServicePort& port : next.spec.ports) {
      if (allocatesNodePorts(next) && port.nodePort == 0) port.nodePort = 31000 + ++serial_;
    }
    if (needsHealthCheckNodePort(next) && next.spec.healthCheckNodePort == 0) {
      next.spec.healthCheckNodePort = 31000 + ++serial_;
    }
    return {};
  }

  void save(const json::object& step, const Outcome& outcome) {
    const json::value* names = step.if_contains("save");
    if (names == nullptr || outcome.object == nullptr) return;
    const Kind* kind = parsePath(std::string_view(step.at("path").as_string()))->kind;
    const json::value whole = json::parse(encodeObject(*kind, *outcome.object));
    for (const auto& member : names->get_object()) {
      boost::json::error_code error;
      const json::value* found = whole.find_pointer(member.value().get_string(), error);
      if (found != nullptr) saved_["${" + std::string(member.key()) + "}"] = *found;
    }
  }

  static void dropServerFields(json::value& body) {
    if (!body.is_object() || !body.get_object().contains("metadata")) return;
    json::object& meta = body.get_object()["metadata"].get_object();
    for (const char* field : {"uid", "resourceVersion", "creationTimestamp", "managedFields"})
      meta.erase(field);
  }

  Verdict compare(const json::object& step, const Outcome& outcome, std::string& complaint) {
    if (step.contains("pick")) return Verdict::Unchecked;
    const json::object& answer = step.at("answer").get_object();
    json::value recorded = answer.at("body");
    const std::string text = json::serialize(recorded);
    for (const char* allocation : {"failed to allocate", "already allocated", "not in the valid range"}) {
      if (text.find(allocation) != std::string::npos) return Verdict::Stop;
    }
    const Kind* kind = parsePath(std::string_view(step.at("path").as_string()))->kind;
    const json::value* shape = recorded.is_object() ? recorded.get_object().if_contains("kind") : nullptr;
    if (shape == nullptr || (*shape != "Status" && shape->as_string() != kind->kind)) {
      return Verdict::Unchecked;  // a Table, or an answer of which only a part was kept
    }
    json::value ours =
        json::parse(outcome.status ? encodeStatus(*outcome.status) : encodeObject(*kind, *outcome.object));
    dropServerFields(recorded);
    dropServerFields(ours);
    const std::string oursText = json::serialize(ours);
    if (outcome.code != answer.at("status").as_int64() || !matches(recorded, ours)) {
      complaint = fmt::format("recorded {}\n  ours     {}", json::serialize(recorded), oursText);
      return Verdict::Disagreed;
    }
    return compareWarnings(answer, outcome, complaint);
  }

  Verdict compareWarnings(const json::object& answer, const Outcome& outcome, std::string& complaint) {
    std::vector<std::string> recorded;
    if (const json::value* warnings = answer.if_contains("warnings")) {
      for (const json::value& warning : warnings->get_array()) {
        const std::string text = replaced(warning.get_string().c_str(), "\\\"", "\"");
        const bool decoding = text.starts_with("unknown field") || text.starts_with("duplicate field");
        if (!decoding && !text.starts_with("v1 Endpoints is deprecated")) recorded.push_back(text);
      }
    }
    if (recorded == outcome.warnings) return Verdict::Agreed;
    complaint = fmt::format("warnings recorded [{}], ours [{}]", fmt::join(recorded, "; "),
                            fmt::join(outcome.warnings, "; "));
    return Verdict::Disagreed;
  }

  // Rows of a recorded Table against ours, in any order.
  Verdict compareTable(const json::object& step, const Target& target, std::string& complaint) {
    const json::value* answer = step.if_contains("answer");
    if (answer == nullptr || !answer->at("body").is_object()) return Verdict::Unchecked;
    const json::object& body = answer->at("body").get_object();
    if (!body.contains("/rows/*/cells")) return Verdict::Unchecked;
    const WallTime now = std::chrono::system_clock::now();
    json::array ours;
    for (const auto& [key, object] : objects_) {
      if (!key.starts_with(keyOf(target, target.name))) continue;
      json::array row;
      for (const std::string& cell : target.kind->table.cells(*object, now)) row.push_back(json::parse(cell));
      ours.push_back(std::move(row));
    }
    if (ours.empty()) return Verdict::Stop;
    for (const json::value& row : body.at("/rows/*/cells").get_array()) {
      const auto found =
          std::find_if(ours.begin(), ours.end(), [&](const auto& cells) { return matches(row, cells); });
      if (found != ours.end()) continue;
      complaint = "row recorded " + json::serialize(row) + ", ours " + json::serialize(ours);
      return Verdict::Disagreed;
    }
    return Verdict::Agreed;
  }

  std::map<std::string, std::shared_ptr<Object>> objects_;
  std::map<std::string, json::value> saved_;
  int serial_ = 0;
};

class RulesOracle : public testing::TestWithParam<const char*> {};

TEST_P(RulesOracle, AnswersAsRecorded) {
  std::ifstream file(fmt::format("{}/tests/conformance/{}.json", SEAMARK_SOURCE_DIR, GetParam()));
  ASSERT_TRUE(file) << "no recording";
  std::stringstream text;
  text << file.rdbuf();
  const json::value suite = json::parse(expanded(text.str()));
  Replay replay;
  Replay::Count count;
  std::vector<std::string> complaints;
  for (const json::value& testCase : suite.at("cases").as_array()) {
    replay.run(testCase.as_object(), count, complaints);
  }
  fmt::print("{}: {} steps agree, {} cases disagree, {} cases end where a server is needed\n", GetParam(),
             count.agreed, count.disagreed, count.skipped);
  for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
  EXPECT_GT(count.agreed, 0);
}

INSTANTIATE_TEST_SUITE_P(Recordings, RulesOracle,
                         testing::Values("api/service", "api/endpoints", "api/endpointslice",
                                         "api/servicecidr", "api/namespace", "api/node", "api/pod",
                                         "api/configmap", "api/secret", "api/serviceaccount", "api/lease",
                                         "api/event", "machinery/meta", "machinery/table"),
                         [](const auto& info) { return replaced(replaced(info.param, "/", "_"), "-", "_"); });

}  // namespace
}  // namespace seamark::api
