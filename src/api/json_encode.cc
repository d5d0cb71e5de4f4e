// Values to JSON: a walk over the rows, appending to one string.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "api/base64.h"
#include "api/codec.h"
#include "api/json_text.h"

namespace seamark::api {

namespace {

void* atOf(const Field& field, const void* object) {
  return field.at(const_cast<void*>(object));
}

template <class T>
const T& get(const void* value) {
  return *static_cast<const T*>(value);
}

template <class Number>
void appendNumber(Number number, std::string& out) {
  char text[32];
  const auto result = std::to_chars(text, text + sizeof text, number);
  out.append(text, result.ptr);
}

bool isZero(const Type& type, const void* value) {
  switch (type.shape) {
    case Shape::String:
      return get<std::string>(value).empty();
    case Shape::Bool:
      return !get<bool>(value);
    case Shape::Int32:
      return get<int32_t>(value) == 0;
    case Shape::Int64:
      return get<int64_t>(value) == 0;
    case Shape::Double:
      return get<double>(value) == 0;
    case Shape::Bytes:
      return get<ByteString>(value).data.empty();
    case Shape::Time:
      return get<Time>(value).isZero();
    case Shape::MicroTime:
      return get<MicroTime>(value).isZero();
    case Shape::Quantity:
      return get<Quantity>(value).value.empty();
    case Shape::IntOrString:
      return get<IntOrString>(value).isZero();
    case Shape::RawJson:
      return get<RawJson>(value).json.empty();
    case Shape::List:
    case Shape::Map:
      return type.size(value) == 0;
    case Shape::Optional:
      return type.value(value) == nullptr;
    case Shape::Struct:
      for (const Field& field : type.fields)
        if (!isZero(field.type(), atOf(field, value))) return false;
      return true;
  }
  return false;
}

// Go's omitempty leaves out empty values but never structs, and times and quantities are structs there.
bool omitted(const Field& field, const Type& type, const void* value) {
  switch (type.shape) {
    case Shape::Struct:
    case Shape::Time:
    case Shape::MicroTime:
    case Shape::Quantity:
    case Shape::IntOrString:
      return field.options.omitZero && isZero(type, value);
    default:
      return !field.options.keepZero && isZero(type, value);
  }
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void value(const Type& type, const void* value) {
    switch (type.shape) {
      case Shape::String:
        return appendJsonString(get<std::string>(value), out_);
      case Shape::Bool:
        out_.append(get<bool>(value) ? "true" : "false");
        return;
      case Shape::Int32:
        return appendNumber(get<int32_t>(value), out_);
      case Shape::Int64:
        return appendNumber(get<int64_t>(value), out_);
      case Shape::Double:
        return appendNumber(get<double>(value), out_);
      case Shape::Bytes:
        return bytes(get<ByteString>(value));
      case Shape::Time:
        return time(get<Time>(value));
      case Shape::MicroTime:
        return time(get<MicroTime>(value));
      case Shape::Quantity:
        return quantity(get<Quantity>(value));
      case Shape::IntOrString:
        return intOrString(get<IntOrString>(value));
      case Shape::RawJson:
        return raw(get<RawJson>(value));
      case Shape::Struct:
        return object(type, value);
      case Shape::List:
        return list(type, value);
      case Shape::Map:
        return map(type, value);
      case Shape::Optional:
        return optional(type, value);
    }
  }

  // The fields of `object` after what stands in the braces already.
  void fields(const Type& type, const void* object, bool& first) {
    for (const Field& field : type.fields) {
      const Type& fieldType = field.type();
      const void* at = atOf(field, object);
      if (field.name.empty()) {
        fields(fieldType, at, first);
        continue;
      }
      if (omitted(field, fieldType, at)) continue;
      out_.append(first ? "\"" : ",\"");
      first = false;
      out_.append(field.name).append("\":");
      value(fieldType, at);
    }
  }

 private:
  void object(const Type& type, const void* value) {
    bool first = true;
    out_.push_back('{');
    fields(type, value, first);
    out_.push_back('}');
  }

  // Lists and maps come here empty only when Go would hold a nil.
  void list(const Type& type, const void* list) {
    const size_t size = type.size(list);
    if (size == 0) {
      out_.append("null");
      return;
    }
    const Type& element = type.element();
    for (size_t i = 0; i < size; ++i) {
      out_.push_back(i == 0 ? '[' : ',');
      value(element, type.item(const_cast<void*>(list), i));
    }
    out_.push_back(']');
  }

  void map(const Type& type, const void* map) {
    if (type.size(map) == 0) {
      out_.append("null");
      return;
    }
    struct Context {
      Encoder& encoder;
      const Type& element;
      char separator;
    } context{*this, type.element(), '{'};
    type.each(map, &context, [](void* erased, std::string_view key, const void* value) {
      auto& c = *static_cast<Context*>(erased);
      c.encoder.out_.push_back(c.separator);
      c.separator = ',';
      appendJsonString(key, c.encoder.out_);
      c.encoder.out_.push_back(':');
      c.encoder.value(c.element, value);
    });
    out_.push_back('}');
  }

  void optional(const Type& type, const void* optional) {
    if (const void* inner = type.value(optional)) return value(type.element(), inner);
    out_.append("null");
  }

  void bytes(const ByteString& bytes) {
    out_.push_back('"');
    appendBase64(bytes.data, out_);
    out_.push_back('"');
  }

  template <class SomeTime>
  void time(const SomeTime& time) {
    if (time.isZero()) {
      out_.append("null");
      return;
    }
    out_.append("\"").append(time.text()).append("\"");
  }

  void quantity(const Quantity& quantity) {
    out_.append("\"").append(quantity.value.empty() ? "0" : quantity.value).append("\"");
  }

  void intOrString(const IntOrString& either) {
    if (either.isString) return appendJsonString(either.string, out_);
    appendNumber(either.number, out_);
  }

  void raw(const RawJson& raw) { out_.append(raw.json.empty() ? "null" : raw.json); }

  std::string& out_;
};

}  // namespace

void encodeJson(const Type& type, const void* value, std::string& out) {
  Encoder(out).value(type, value);
}

std::string encodeTyped(const Type& type, std::string_view apiVersion, std::string_view kind,
                        const void* value) {
  std::string out = "{\"kind\":";
  appendJsonString(kind, out);
  out.append(",\"apiVersion\":");
  appendJsonString(apiVersion, out);
  bool first = false;
  Encoder(out).fields(type, value, first);
  out.push_back('}');
  return out;
}

}  // namespace seamark::api
