// RFC 6902 with the habits of the library that Kubernetes uses: negative indexes count from the end, replace
// of a missing key adds it, a missing value is null (also that of a key which is copied), and a test of null passes for what is missing.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "api/patch/patch.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

struct Operation {
  std::string op;
  std::optional<std::string> path;
  std::optional<std::string> from;
  json::value value;  // null when absent
};

Status wrongType(const json::value& value, std::string_view where) {
  return badRequest(
      fmt::format("error decoding patch: json: cannot unmarshal {} into Go {}", goJsonKind(value), where));
}

Result<std::optional<std::string>> member(const json::object& from, std::string_view name) {
  const json::value* value = from.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (goJsonKind(*value) != "string")
    return Failure(wrongType(*value, fmt::format("struct field jsonPatchOp.{} of type string", name)));
  return std::string(std::string_view(value->get_string()));
}

// Unless problems are to be told, the patch is read by the library that applies it alone: its own words for the
// same, and members of a wrong type are as if they were not there.
Result<std::vector<Operation>> readOperations(json::value patch, bool lenient) {
  const auto wrong = [&](const json::value& value, std::string_view strictType,
                         std::string_view lenientType) {
    if (!lenient) return wrongType(value, fmt::format("value of type {}", strictType));
    return badRequest(
        fmt::format("json: cannot unmarshal {} into Go value of type {}", goJsonKind(value), lenientType));
  };
  std::vector<Operation> out;
  if (patch.is_null()) return out;
  if (!patch.is_array()) return Failure(wrong(patch, "[]handlers.jsonPatchOp", "jsonpatch.Patch"));
  json::array& list = patch.get_array();
  if (list.size() > kMaxJsonPatchOperations) {
    return Failure(requestTooLarge(
        fmt::format("Request entity too large: The allowed maximum operations in a JSON patch is {}, got {}",
                    kMaxJsonPatchOperations, list.size())));
  }
  out.reserve(list.size());
  for (json::value& item : list) {
    if (!item.is_object() && !item.is_null())
      return Failure(wrong(item, "handlers.jsonPatchOp", "jsonpatch.Operation"));
    Operation& operation = out.emplace_back();
    if (item.is_null()) continue;
    json::object& fields = item.get_object();
    if (lenient) {
      for (const char* name : {"op", "path", "from"})
        if (json::value* value = fields.if_contains(name); value && goJsonKind(*value) != "string")
          fields.erase(name);
    }
    TRY(auto op, member(fields, "op"));
    operation.op = op.value_or("");
    TRY(operation.path, member(fields, "path"));
    TRY(operation.from, member(fields, "from"));
    if (json::value* value = fields.if_contains("value")) operation.value = std::move(*value);
  }
  return out;
}

// `~1` is '/', `~0` is '~'.
std::string unescape(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '1' ? '/' : '~';
    } else {
      out += token[i];
    }
  }
  return out;
}

std::optional<int64_t> indexOf(std::string_view token) {
  int64_t index = 0;
  if (token.starts_with('+') && !token.starts_with("+-")) token.remove_prefix(1);
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return index;
}

// The place of an item that is there, or nullopt.
std::optional<size_t> existing(const json::array& array, std::string_view token) {
  const auto index = indexOf(token);
  const auto size = static_cast<int64_t>(array.size());
  if (!index || *index >= size || *index < -size) return std::nullopt;
  return static_cast<size_t>(*index < 0 ? *index + size : *index);
}

json::value* lookUp(json::value& in, const std::string& token) {
  if (auto* object = in.if_object()) return object->if_contains(token);
  if (auto* array = in.if_array()) {
    const auto place = existing(*array, token);
    return place ? &(*array)[*place] : nullptr;
  }
  return nullptr;
}

// Where a path ends: the container and the last token.
struct Place {
  json::value* container;
  std::string token;
};

class Patcher {
 public:
  explicit Patcher(json::value document) : document_(std::move(document)) {
    sortKeys(document_.get_object());
  }

  bool apply(Operation& operation) {
    if (!operation.path) return false;
    if (operation.op == "add") return add(*operation.path, std::move(operation.value));
    if (operation.op == "remove") return remove(*operation.path);
    if (operation.op == "replace") return replace(*operation.path, std::move(operation.value));
    if (operation.op == "move") return operation.from && move(*operation.from, *operation.path);
    if (operation.op == "copy") return operation.from && copy(*operation.from, *operation.path);
    if (operation.op == "test") return test(*operation.path, operation.value);
    return false;
  }

  std::string text() {
    std::unordered_set<std::string> sorted;
    for (std::string_view path : touched_) sortAlong(path.substr(0, path.rfind('/')), sorted);
    if (auto* object = document_.if_object()) sortKeys(*object);
    return documentText(document_);
  }

 private:
  // The container that holds the path's last step. Objects on the way are remembered as touched.
  std::optional<Place> find(std::string_view path) {
    // What stands before the first slash is not looked at.
    const size_t first = path.find('/');
    if (first == std::string_view::npos) return std::nullopt;
    path.remove_prefix(first);
    touched_.emplace_back(path);
    json::value* at = &document_;
    path.remove_prefix(1);
    while (true) {
      const size_t slash = path.find('/');
      std::string token = unescape(path.substr(0, slash));
      if (slash == std::string_view::npos) {
        if (!at->is_object() && !at->is_array()) return std::nullopt;
        return Place{at, std::move(token)};
      }
      at = lookUp(*at, token);
      if (at == nullptr) return std::nullopt;
      path.remove_prefix(slash + 1);
    }
  }

  bool add(std::string_view path, json::value value) {
    auto place = find(path);
    if (!place) return false;
    if (auto* object = place->container->if_object()) {
      (*object)[place->token] = std::move(value);
      return true;
    }
    json::array& array = place->container->get_array();
    if (place->token == "-") {
      array.push_back(std::move(value));
      return true;
    }
    auto index = indexOf(place->token);
    const auto size = static_cast<int64_t>(array.size());
    if (index && *index < 0) index = *index + size + 1;
    if (!index || *index < 0 || *index > size) return false;
    array.insert(array.begin() + *index, std::move(value));
    return true;
  }

  bool remove(std::string_view path) {
    auto place = find(path);
    if (!place) return false;
    if (auto* object = place->container->if_object()) return object->erase(place->token) == 1;
    json::array& array = place->container->get_array();
    const auto index = existing(array, place->token);
    if (!index) return false;
    array.erase(array.begin() + static_cast<std::ptrdiff_t>(*index));
    return true;
  }

  bool replace(std::string_view path, json::value value) {
    if (path.empty()) {
      if (!value.is_object() && !value.is_array()) return false;
      document_ = std::move(value);
      return true;
    }
    auto place = find(path);
    if (!place) return false;
    if (auto* object = place->container->if_object()) {
      (*object)[place->token] = std::move(value);
      return true;
    }
    json::array& array = place->container->get_array();
    const auto index = existing(array, place->token);
    if (!index) return false;
    array[*index] = std::move(value);
    return true;
  }

  bool move(std::string_view from, std::string_view path) {
    auto place = find(from);
    if (!place) return false;
    json::value* there = lookUp(*place->container, place->token);
    if (there == nullptr) return false;
    json::value value = std::move(*there);
    return remove(from) && add(path, std::move(value));
  }

  bool copy(std::string_view from, std::string_view path) {
    auto place = find(from);
    if (!place) return false;
    const json::value nothing;
    const json::value* there = lookUp(*place->container, place->token);
    if (there == nullptr && place->container->is_object()) there = &nothing;
    if (there == nullptr) return false;
    copied_ += json::serialize(*there).size();
    return copied_ <= kMaxJsonPatchCopiedBytes && add(path, json::value(*there));
  }

  bool test(std::string_view path, const json::value& value) {
    if (path.empty()) return document_ == value;
    auto place = find(path);
    if (!place) return false;
    const json::value* there = lookUp(*place->container, place->token);
    if (there == nullptr) return place->container->is_object() && value.is_null();
    return *there == value;
  }

  // Sorts the objects along a path, as far as they are still there, outermost first (sorting moves values).
  void sortAlong(std::string_view path, std::unordered_set<std::string>& sorted) {
    if (!sorted.emplace(path).second) return;
    json::value* at = &document_;
    while (at != nullptr) {
      if (auto* object = at->if_object()) sortKeys(*object);
      if (path.empty()) return;
      path.remove_prefix(1);
      const size_t slash = std::min(path.find('/'), path.size());
      at = lookUp(*at, unescape(path.substr(0, slash)));
      path.remove_prefix(slash);
    }
  }

  json::value document_;
  std::vector<std::string> touched_;
  size_t copied_ = 0;
};

}  // namespace

Result<std::string> applyJsonPatch(std::string_view document, std::string_view patch,
                                   StrictProblems* problems) {
  TRY(json::value list, parseVerbatim(patch, problems, true));
  TRY(std::vector<Operation> operations, readOperations(std::move(list), problems == nullptr));
  TRY(json::value object, parseDocument(document));
  Patcher patcher(std::move(object));
  for (Operation& operation : operations)
    if (!patcher.apply(operation)) return Failure(patchRejected());
  return patcher.text();
}

}  // namespace seamark::api
