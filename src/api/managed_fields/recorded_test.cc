// Replays tests/conformance/machinery/patch.json and apply.json against the functions themselves: a server in
// a few lines keeps the objects, so that only patching and ownership are under test. Answers that come from
// validation, allocation or routing are passed over.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "api/codec.h"
#include "api/kinds.h"
#include "api/managed_fields/managed_fields.h"
#include "api/patch/patch.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

std::string text(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : "";
}
std::string member(const json::value& object, std::string_view name) {
  return object.is_object() ? text(object.get_object().if_contains(name)) : "";
}

// `/api/v1/namespaces/${ns}/services/a/status?fieldManager=m` taken apart.
struct Url {
  const Kind* kind = nullptr;
  std::string name, subresource;
  std::map<std::string, std::string> query;
};

Url parseUrl(std::string path) {
  Url out;
  if (const size_t mark = path.find('?'); mark != std::string::npos) {
    std::stringstream query(path.substr(mark + 1));
    for (std::string pair; std::getline(query, pair, '&');) {
      const size_t equals = std::min(pair.find('='), pair.size());
      out.query[pair.substr(0, equals)] = equals < pair.size() ? pair.substr(equals + 1) : "";
    }
    path.resize(mark);
  }
  std::vector<std::string> parts;
  std::stringstream stream(path.substr(1));
  for (std::string part; std::getline(stream, part, '/');) parts.push_back(part);
  const bool core = parts[0] == "api";
  size_t at = core ? 2 : 3;
  const std::string group = core ? "" : parts[1], version = core ? parts[1] : parts[2];
  if (at + 2 < parts.size() && parts[at] == "namespaces") at += 2;
  if (at >= parts.size()) return out;
  out.kind = findKind(group, version, parts[at]);
  if (at + 1 < parts.size()) out.name = parts[at + 1];
  if (at + 2 < parts.size()) out.subresource = parts[at + 2];
  return out;
}

enum class Outcome { Done, Failed, PassedOver };

class MiniServer {
 public:
  Status error;
  std::shared_ptr<Object> object;
  const Kind* kind = nullptr;

  Outcome take(const json::object& step) {
    const Url url = parseUrl(text(step.if_contains("path")));
    kind = url.kind;
    const json::value* body = step.if_contains("body");
    if (kind == nullptr || body == nullptr) return Outcome::PassedOver;
    const std::string content = body->is_string() ? text(body) : json::serialize(*body);
    if (step.contains("repeat")) return Outcome::PassedOver;
    const std::string verb = text(step.if_contains("do"));
    const FieldWriter writer{.manager = managerOf(url, step),
                             .subresource = url.subresource,
                             .now = Time{.seconds = ++seconds_, .nanos = 0}};
    if (verb == "POST") return create(content, writer);
    const std::string key = std::string(kind->kind) + "/" + url.name;
    const auto old = objects_.contains(key) ? objects_[key] : nullptr;
    if (verb == "PUT") return old ? write(content, false, key, old, writer) : Outcome::PassedOver;
    if (verb != "PATCH") return Outcome::PassedOver;
    const std::string type = text(step.if_contains("type"));
    if (type.starts_with("application/apply-patch")) return apply(content, url, key, old, writer);
    if (!old) return Outcome::PassedOver;
    return patch(type, content, key, old, writer);
  }

 private:
  std::string manager_;
  std::string_view managerOf(const Url& url, const json::object& step) {
    manager_ = url.query.contains("fieldManager") ? url.query.at("fieldManager") : "unknown";
    if (const json::value* headers = step.if_contains("headers");
        headers && !url.query.contains("fieldManager"))
      if (const std::string agent = member(*headers, "User-Agent"); !agent.empty())
        manager_ = agent.substr(0, agent.find('/'));
    return manager_;
  }

  Outcome fail(Status status) {
    error = std::move(status);
    return Outcome::Failed;
  }

  Outcome create(const std::string& content, const FieldWriter& writer) {
    object = kind->make();
    if (!decodeJson(kind->type(), content, object.get())) return Outcome::PassedOver;
    if (kind->rules.setDefaults != nullptr) kind->rules.setDefaults(*object);
    object->metadata.namespace_ = "ns";
    object->metadata.uid = "u1";
    object->metadata.managedFields.clear();
    updateManagedFields(*kind, writer, nullptr, *object, jsonOnlyOf(*kind, content));
    objects_[std::string(kind->kind) + "/" + object->metadata.name] = object;
    return Outcome::Done;
  }

  // The patched document becomes the object, as the strategy would have it.
  Outcome write(const std::string& document, bool fromPatch, const std::string& key,
                const std::shared_ptr<Object>& old, const FieldWriter& writer) {
    const std::shared_ptr<Object> next = decoded(document, old, writer.subresource);
    if (!next) return fail(invalidPatch(document, error.message));
    if (fromPatch) next->metadata.resourceVersion = old->metadata.resourceVersion;
    updateManagedFields(*kind, writer, old.get(), *next, jsonOnlyOf(*kind, document));
    forgetNewTimes(*old, *next);
    objects_[key] = object = next;
    return Outcome::Done;
  }

  std::shared_ptr<Object> decoded(const std::string& document, const std::shared_ptr<Object>& old,
                                  std::string_view subresource) {
    auto next = kind->make();
    std::string taken = document;
    if (old) {
      // Status through the object itself and spec through /status are reset.
      json::value tree = json::parse(document), before = json::parse(encodeItem(*kind, *old));
      const std::string_view reset = subresource == "status" ? "spec" : "status";
      if (kind->type().find("status") != nullptr && tree.is_object()) {
        tree.get_object().erase(reset);
        if (json::value* value = before.get_object().if_contains(reset)) tree.get_object()[reset] = *value;
        taken = json::serialize(tree);
      }
    }
    const Result<> result = decodeJson(kind->type(), taken, next.get());
    if (!result) {
      error = result.error();
      return nullptr;
    }
    if (kind->rules.setDefaults != nullptr) kind->rules.setDefaults(*next);
    if (next->metadata.uid.empty()) next->metadata.uid = "u1";
    next->metadata.namespace_ = "ns";
    return next;
  }

  Outcome patch(const std::string& type, const std::string& content, const std::string& key,
                const std::shared_ptr<Object>& old, const FieldWriter& writer) {
    const std::string document = encodeObject(*kind, *old);
    Result<std::string> result = std::string();
    StrictProblems problems;
    if (type.starts_with("application/json-patch")) {
      result = applyJsonPatch(document, content, &problems);
    } else if (type.starts_with("application/merge-patch")) {
      result = applyMergePatch(document, content, &problems);
    } else if (type.starts_with("application/strategic")) {
      result = applyStrategicMergePatch(kind->type(), document, content);
    } else {
      return Outcome::PassedOver;
    }
    if (!result) return fail(result.error());
    return write(*result, true, key, old, writer);
  }

  Outcome apply(const std::string& content, const Url& url, const std::string& key,
                const std::shared_ptr<Object>& old, const FieldWriter& writer) {
    if (!content.starts_with('{') || writer.manager.empty() || !url.query.contains("fieldManager"))
      return Outcome::PassedOver;
    const bool force = url.query.contains("force") && url.query.at("force") == "true";
    auto applied = applyConfiguration(*kind, writer, old.get(), {.configJson = content, .force = force});
    if (!applied) return fail(applied.error());
    auto next = decoded(applied->json, old, writer.subresource);
    if (!next) return Outcome::PassedOver;
    next->metadata.managedFields = applied->managedFields;
    if (!url.query.contains("dryRun")) objects_[key] = next;
    object = next;
    return Outcome::Done;
  }

  std::map<std::string, std::shared_ptr<Object>> objects_;
  int64_t seconds_ = 1'700'000'000;
};

// Entries as lines, in one order: manager, operation, version, subresource, whether there is a time, fields.
std::vector<std::string> entryLines(const json::value* list) {
  std::vector<std::string> out;
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& entry : list->get_array()) {
    std::string fields = member(entry, "fieldsV1");
    if (const json::value* tree = entry.get_object().if_contains("fieldsV1")) fields = json::serialize(*tree);
    out.push_back(member(entry, "manager") + " " + member(entry, "operation") + " " +
                  member(entry, "apiVersion") + " " + member(entry, "subresource") + " " +
                  (member(entry, "time").empty() ? "" : "timed ") + fields);
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool isMasked(const json::value& value) {
  const std::string shown = json::serialize(value);
  return shown.find("<uid") != std::string::npos || shown.find("<time>") != std::string::npos ||
         shown.find("<nodePort") != std::string::npos || shown.find("${") != std::string::npos;
}

// Which picked answers this test can know: others need allocation or the real server.
bool isComparable(std::string_view pointer) {
  return pointer.starts_with("/data") || pointer.starts_with("/metadata/labels") ||
         pointer.starts_with("/metadata/annotations") || pointer.starts_with("/metadata/finalizers") ||
         pointer.starts_with("/metadata/ownerReferences") || pointer.starts_with("/spec/selector") ||
         pointer.starts_with("/subsets") || pointer.starts_with("/endpoints") || pointer == "/secrets" ||
         pointer == "/imagePullSecrets" || pointer == "/spec/taints" || pointer == "/status/conditions";
}

void compareObject(const MiniServer& server, const json::object& want) {
  const json::value have = json::parse(encodeObject(*server.kind, *server.object));
  const auto at = [&](std::string_view pointer) {
    json::error_code error;
    return have.find_pointer(json::string_view(pointer.data(), pointer.size()), error);
  };
  const json::value* managed = want.if_contains("/metadata/managedFields");
  if (const json::value* metadata = want.if_contains("metadata"); metadata != nullptr) {
    managed = metadata->get_object().if_contains("managedFields");
    EXPECT_EQ(entryLines(at("/metadata/managedFields")), entryLines(managed));
    if (const json::value* data = want.if_contains("data"); data != nullptr && at("/data") != nullptr) {
      EXPECT_EQ(*at("/data"), *data);
    }
  } else if (managed != nullptr) {
    EXPECT_EQ(entryLines(at("/metadata/managedFields")), entryLines(managed));
  }
  for (const auto& [pointer, value] : want) {
    if (!pointer.starts_with("/") || !isComparable(std::string_view(pointer)) || isMasked(value) ||
        pointer.find("*") != json::string_view::npos)
      continue;
    const json::value* there = at(std::string_view(pointer));
    EXPECT_EQ(there != nullptr ? *there : json::value(), value) << std::string_view(pointer);
  }
}

// What an error says, up to what is masked.
void compareError(const Status& status, const json::object& answer) {
  const json::object& body = answer.at("body").get_object();
  const json::value* message = body.if_contains("/message");
  if (message == nullptr) message = body.if_contains("message");
  EXPECT_EQ(status.code, answer.at("status").to_number<int>()) << status.message;
  const std::string want = text(message);
  if (want.find("in scheme") != std::string::npos || want.find("illegal base64") != std::string::npos) return;
  if (want.find('<') == std::string::npos && want.find("${") == std::string::npos) {
    EXPECT_EQ(status.message, want);
  } else {
    EXPECT_EQ(status.message.substr(status.message.rfind("}\": ") + 1), want.substr(want.rfind("}\": ") + 1));
  }
}

void replay(const std::string& suite, size_t atLeast) {
  std::ifstream file(std::string(SEAMARK_SOURCE_DIR) + "/tests/conformance/machinery/" + suite);
  std::stringstream content;
  content << file.rdbuf();
  const json::value tree = json::parse(content.str());
  size_t compared = 0;
  for (const json::value& one : tree.at("cases").get_array()) {
    SCOPED_TRACE(member(one, "name"));
    MiniServer server;
    for (const json::value& each : one.at("steps").get_array()) {
      const json::object& step = each.get_object();
      const json::object& answer = step.at("answer").get_object();
      const int status = answer.at("status").to_number<int>();
      const std::string path = text(step.if_contains("path"));
      if (status == 404 || status == 405 || status == 415 || path.find("fieldValidation=Strict") != path.npos)
        continue;
      const MiniServer before = server;
      const Outcome outcome = server.take(step);
      const json::value* body = answer.if_contains("body");
      if (outcome == Outcome::PassedOver || body == nullptr || !body->is_object()) continue;
      if (member(*body, "kind") == "Table") continue;
      SCOPED_TRACE(text(step.if_contains("do")) + " " + path);
      if (outcome == Outcome::Failed) {
        compareError(server.error, answer);
        ++compared;
      } else if (status >= 400) {
        server = before;  // refused by a rule that is not here
      } else {
        compareObject(server, body->get_object());
        ++compared;
      }
    }
  }
  fmt::print("{}: {} answers compared\n", suite, compared);
  EXPECT_GE(compared, atLeast);
}

TEST(Recorded, Patches) {
  replay("patch.json", 230);
}
TEST(Recorded, ServerSideApply) {
  replay("apply.json", 115);
}

}  // namespace
}  // namespace seamark::api
