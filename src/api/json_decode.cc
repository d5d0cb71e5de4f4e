// JSON to values, with the behaviour of Kubernetes' JSON decoder: keys are case-sensitive, null leaves a
// value as it is (or clears lists, maps and pointers), a wrong type is remembered and reading goes on.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "api/base64.h"
#include "api/codec.h"
#include "api/json_reader.h"
#include "api/json_text.h"
#include "api/time_text.h"

namespace seamark::api {

namespace {

constexpr size_t kMaxProblems = 100;
// A body of 3 MiB can hold a million empty items, each of which may cost a kilobyte once decoded.
constexpr size_t kMaxItemBytes = 128u << 20;

constexpr std::string_view kQuantityProblem =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

// One step from the root to the value that is being read.
struct Step {
  // Embedded: a struct whose fields stand in the outer object; Go's errors name it, paths do not.
  enum Kind : uint8_t { Field, Key, Index, Embedded } kind;
  std::string_view name;
  size_t index;
};

// Go's name of a type where a field's row does not give another.
std::string goTypeOf(const Type& type) {
  switch (type.shape) {
    case Shape::Struct:
      return "v1." + std::string(type.name);
    case Shape::List:
      return "[]" + goTypeOf(type.element());
    case Shape::Map:
      return "map[string]" + goTypeOf(type.element());
    case Shape::Optional:
      return goTypeOf(type.element());
    default:
      return std::string(type.name);
  }
}

// What a row calls a list or map, cut to what it calls the items.
std::string_view elementGoType(std::string_view goType) {
  const size_t bracket = goType.find(']');
  return bracket == std::string_view::npos ? std::string_view() : goType.substr(bracket + 1);
}

class Decoder {
 public:
  Decoder(std::string_view json, StrictProblems* problems, const Field* without = nullptr)
      : reader_(json), problems_(problems), without_(without) {}

  Result<> run(const Type& type, void* into) {
    if (value(type, into, {}) && reader_.end() && abort_.empty() && first_.empty()) return {};
    if (reader_.failed()) return Failure(badRequest(reader_.problem()));
    return Failure(badRequest(abort_.empty() ? first_ : abort_));
  }

 private:
  // False only when the text itself is broken. `goType` is the field's own name for its type, or empty.
  bool value(const Type& type, void* into, std::string_view goType) {
    const char c = reader_.peek();
    if (c == 'n') return reader_.literal("null") && null(type, into);
    switch (type.shape) {
      case Shape::Optional:
        return value(type.element(), type.engage(into), goType);
      case Shape::Struct:
        return c == '{' ? object(type, into) : mismatch(c, type, goType);
      case Shape::Map:
        return c == '{' ? map(type, into, goType) : mismatch(c, type, goType);
      case Shape::List:
        return c == '[' ? list(type, into, goType) : mismatch(c, type, goType);
      case Shape::RawJson:
        return raw(into);
      case Shape::Quantity:
        return quantity(into);
      case Shape::IntOrString:
        return intOrString(c, into);
      case Shape::Bool:
        if (c != 't' && c != 'f') return mismatch(c, type, goType);
        *static_cast<bool*>(into) = c == 't';
        return reader_.literal(c == 't' ? "true" : "false");
      case Shape::Int32:
        return integer<int32_t>(c, type, into, goType);
      case Shape::Int64:
        return integer<int64_t>(c, type, into, goType);
      case Shape::Double:
        return integer<double>(c, type, into, goType);
      default:
        break;
    }
    if (c == '[' && type.shape == Shape::Bytes) return byteList(type, into);
    if (c != '"') return mismatch(c, type, isTime(type) ? "string" : goType);
    if (type.shape == Shape::String) return reader_.string(*static_cast<std::string*>(into));
    return reader_.string(text_) && textual(type, into);
  }

  static bool isTime(const Type& type) { return type.shape == Shape::Time || type.shape == Shape::MicroTime; }

  static bool null(const Type& type, void* into) {
    switch (type.shape) {
      case Shape::String:
      case Shape::Bool:
      case Shape::Int32:
      case Shape::Int64:
      case Shape::Double:
      case Shape::Struct:
        return true;
      default:
        type.clear(into);
        return true;
    }
  }

  // Values that are strings in JSON and something else here; the string is in text_.
  bool textual(const Type& type, void* into) {
    if (type.shape == Shape::Bytes) {
      auto& data = static_cast<ByteString*>(into)->data;
      data.clear();
      if (const auto wrong = decodeBase64(text_, data))
        remember("illegal base64 data at input byte " + std::to_string(*wrong));
      return true;
    }
    const bool micro = type.shape == Shape::MicroTime;
    TimeText time = parseTimeText(text_, micro);
    if (!time.problem.empty())
      abort(std::move(time.problem));
    else if (micro)
      *static_cast<MicroTime*>(into) = {.micros = time.seconds * 1'000'000 + time.nanos / 1000};
    else
      *static_cast<Time*>(into) = {.seconds = time.seconds, .nanos = 0};
    return true;
  }

  bool quantity(void* into) {
    std::string_view text;
    if (!reader_.skip(text)) return false;
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (auto parsed = Quantity::parse(text))
      *static_cast<Quantity*>(into) = std::move(*parsed);
    else
      abort(std::string(kQuantityProblem));
    return true;
  }

  bool intOrString(char c, void* into) {
    auto& either = *static_cast<IntOrString*>(into);
    if (c == '"') {
      either.isString = true;
      return reader_.string(either.string);
    }
    either.isString = false;
    return integer<int32_t>(c, typeOf<int32_t>(), &either.number, {});
  }

  bool raw(void* into) {
    std::string_view text;
    if (!reader_.skip(text)) return false;
    auto& json = static_cast<RawJson*>(into)->json;
    json.clear();
    appendCompactJson(text, json);
    return true;
  }

  template <class Number>
  bool integer(char c, const Type& type, void* into, std::string_view goType) {
    if (c != '-' && !(c >= '0' && c <= '9')) return mismatch(c, type, goType);
    std::string_view literal;
    if (!reader_.number(literal)) return false;
    Number number{};
    const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), number);
    if (error != std::errc() || end != literal.data() + literal.size())
      wrongType("number " + std::string(literal), type, goType);
    else
      *static_cast<Number*>(into) = number;
    return true;
  }

  bool object(const Type& type, void* into) {
    if (!reader_.open('{')) return false;
    const Type* outer = struct_;
    std::vector<const void*> seen;  // rows, or the two names of typeMeta; only for duplicates
    std::string key;
    size_t hint = 0;
    for (bool first = true; reader_.nextKey(first, key); first = false) {
      struct_ = &type;
      if (!member(type, into, key, hint, seen)) return false;
    }
    struct_ = outer;
    return !reader_.failed();
  }

  bool member(const Type& type, void* into, const std::string& key, size_t& hint,
              std::vector<const void*>& seen) {
    Place place = find(type, into, key, hint);
    const bool typeMeta = type.typeMeta && place.field == nullptr && (key == "kind" || key == "apiVersion");
    if (place.field == nullptr && !typeMeta) {
      std::string_view skipped;
      if (problems_) problem("unknown", key);
      return reader_.skip(skipped);
    }
    if (without_ && place.field == without_) {
      std::string_view skipped;
      return reader_.skip(skipped);
    }
    const std::string_view name = typeMeta ? (key == "kind" ? "kind" : "apiVersion") : place.field->name;
    if (problems_) {
      const void* mark = typeMeta ? static_cast<const void*>(name.data()) : place.field;
      if (std::ranges::find(seen, mark) != seen.end())
        problem("duplicate", name);
      else
        seen.push_back(mark);
    }
    const size_t depth = path_.size();
    if (typeMeta) path_.push_back({Step::Embedded, "TypeMeta", 0});
    if (place.embedded != nullptr) path_.push_back({Step::Embedded, place.embedded->name, 0});
    path_.push_back({Step::Field, name, 0});
    const bool whole =
        typeMeta ? typeMetaValue() : value(place.field->type(), place.at, place.field->options.goType);
    path_.resize(depth);
    return whole;
  }

  // kind and apiVersion of an object are checked and not kept.
  bool typeMetaValue() { return value(typeOf<std::string>(), &text_, {}); }

  struct Place {
    const Field* field = nullptr;
    void* at = nullptr;
    const Type* embedded = nullptr;  // the embedded struct that has the field
  };

  // Fields mostly come in the order of the rows: the search begins behind the last one found.
  static Place find(const Type& type, void* object, std::string_view key, size_t& hint) {
    const size_t count = type.fields.size();
    for (size_t tried = 0; tried < count; ++tried) {
      const size_t i = hint + tried < count ? hint + tried : hint + tried - count;
      const Field& field = type.fields[i];
      if (field.name.empty()) {
        size_t inner = 0;
        Place place = find(field.type(), field.at(object), key, inner);
        if (place.field == nullptr) continue;
        place.embedded = &field.type();
        return place;
      } else if (field.name == key) {
        hint = i + 1 < count ? i + 1 : 0;
        return {&field, field.at(object), nullptr};
      }
    }
    return {};
  }

  bool map(const Type& type, void* into, std::string_view goType) {
    if (!reader_.open('{')) return false;
    const Type& element = type.element();
    std::unordered_set<std::string> seen;
    std::string key;
    for (bool first = true; reader_.nextKey(first, key); first = false) {
      if (!spend(element)) return skipRest(key);
      if (problems_ && !seen.insert(key).second) problem("duplicate", key);
      void* item = type.insert(into, key);
      element.clear(item);
      path_.push_back({Step::Key, key, 0});
      if (!value(element, item, elementGoType(goType))) return false;
      path_.pop_back();
    }
    return !reader_.failed();
  }

  bool list(const Type& type, void* into, std::string_view goType) {
    if (!reader_.open('[')) return false;
    const Type& element = type.element();
    type.clear(into);
    size_t index = 0;
    for (bool first = true; reader_.nextItem(first); first = false, ++index) {
      if (!spend(element)) {
        std::string_view skipped;
        if (!reader_.skip(skipped)) return false;
        continue;
      }
      path_.push_back({Step::Index, {}, index});
      if (!value(element, type.append(into), elementGoType(goType))) return false;
      path_.pop_back();
    }
    return !reader_.failed();
  }

  // Bytes are base64, and as Go has it a list of numbers is good as well.
  bool byteList(const Type& type, void* into) {
    auto& data = static_cast<ByteString*>(into)->data;
    data.clear();
    if (!reader_.open('[')) return false;
    for (bool first = true; reader_.nextItem(first); first = false) {
      uint8_t byte = 0;
      const char c = reader_.peek();
      if (!(c == 'n' ? reader_.literal("null") : integer<uint8_t>(c, type, &byte, "uint8"))) return false;
      data.push_back(static_cast<char>(byte));
    }
    return !reader_.failed();
  }

  bool skipRest(std::string& key) {
    std::string_view skipped;
    do {
      if (!reader_.skip(skipped)) return false;
    } while (reader_.nextKey(false, key));
    return !reader_.failed();
  }

  bool spend(const Type& element) {
    spent_ += element.width;
    if (spent_ <= kMaxItemBytes) return true;
    abort("the object has too many items");
    return false;
  }

  // A value of another JSON type than the field's.
  bool mismatch(char c, const Type& type, std::string_view goType) {
    std::string_view skipped;
    if (!reader_.skip(skipped)) return false;
    const std::string_view found = c == '{'               ? "object"
                                   : c == '['             ? "array"
                                   : c == '"'             ? "string"
                                   : c == 't' || c == 'f' ? "bool"
                                                          : "number";
    wrongType(found, type, goType);
    return true;
  }

  void wrongType(std::string_view found, const Type& type, std::string_view goType) {
    if (!first_.empty()) return;
    std::string text = "json: cannot unmarshal " + std::string(found);
    std::string path;
    for (const Step& step : path_)
      if (step.kind == Step::Field || step.kind == Step::Embedded) path.append(".").append(step.name);
    if (path.empty())
      text += " into Go value";
    else
      text += " into Go struct field " + std::string(struct_->name) + path;
    first_ = text + " of type " + (goType.empty() ? goTypeOf(type) : std::string(goType));
  }

  void remember(std::string text) {
    if (first_.empty()) first_ = std::move(text);
  }
  // Errors that stop Go's decoder at once; they win over those that it remembers.
  void abort(std::string text) {
    if (abort_.empty()) abort_ = std::move(text);
  }

  void problem(std::string_view what, std::string_view name) {
    if (problems_->size() >= kMaxProblems) return;
    std::string path;
    for (const Step& step : path_) {
      if (step.kind == Step::Embedded) continue;
      if (step.kind == Step::Index) {
        path.append("[").append(std::to_string(step.index)).append("]");
        continue;
      }
      path.append(path.empty() ? "" : ".").append(step.name);
    }
    path.append(path.empty() ? "" : ".").append(name);
    std::string text = std::string(what) + " field \"" + path + "\"";
    if (std::ranges::find(*problems_, text) == problems_->end()) problems_->push_back(std::move(text));
  }

  JsonReader reader_;
  StrictProblems* problems_;
  const Field* without_;  // is skipped; null: none
  std::vector<Step> path_;
  const Type* struct_ = nullptr;  // the struct whose field is being read
  std::string text_;
  std::string first_;
  std::string abort_;
  size_t spent_ = 0;
};

}  // namespace

Result<> decodeJson(const Type& type, std::string_view json, void* into, StrictProblems* problems) {
  return Decoder(json, problems).run(type, into);
}

Result<> decodeJsonToKeep(const Kind& kind, std::string_view json, Object& into) {
  static const Field* const kManagedFields = typeOf<ObjectMeta>().find("managedFields");
  return Decoder(json, nullptr, kManagedFields).run(kind.type(), &into);
}

}  // namespace seamark::api
