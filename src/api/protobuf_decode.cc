// Protobuf to values. Unknown fields are skipped; a message that ends early or mixes wire types is a 400.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "api/codec.h"
#include "api/json_reader.h"
#include "api/json_text.h"
#include "api/protobuf_wire.h"

namespace seamark::api {

namespace {

constexpr size_t kMaxItemBytes = 128u << 20;  // an empty item takes two bytes here and a kilobyte decoded

constexpr std::string_view kTruncated = "unexpected EOF";

class Decoder {
 public:
  Result<> run(const Type& type, std::string_view bytes, void* into) {
    if (message(type, bytes, into)) return {};
    return Failure(badRequest(std::move(problem_)));
  }

  bool message(const Type& type, std::string_view bytes, void* into) {
    wire::Reader reader(bytes);
    size_t hint = 0;
    while (!reader.atEnd()) {
      uint64_t tag = 0;
      if (!reader.varint(tag)) return fail(kTruncated);
      const uint64_t number = tag >> 3;
      const uint32_t wireType = tag & 7;
      if (number == 0 || number > 0x1FFFFFFF) return fail("proto: illegal tag " + std::to_string(number));
      const Field* field = find(type, static_cast<uint32_t>(number), hint);
      if (field == nullptr) {
        if (!reader.skip(wireType)) return fail(kTruncated);
        continue;
      }
      if (!value(reader, wireType, field->type(), field->at(into))) return false;
    }
    return true;
  }

 private:
  static const Field* find(const Type& type, uint32_t number, size_t& hint) {
    const auto& rows = type.byNumber;
    for (size_t tried = 0; tried < rows.size(); ++tried) {
      const size_t i = hint + tried < rows.size() ? hint + tried : hint + tried - rows.size();
      if (rows[i]->number != number) continue;
      hint = i;
      return rows[i];
    }
    return nullptr;
  }

  bool fail(std::string_view why) {
    if (problem_.empty()) problem_ = why;
    return false;
  }

  bool value(wire::Reader& reader, uint32_t wireType, const Type& type, void* into) {
    switch (type.shape) {
      case Shape::Optional:
        return value(reader, wireType, type.element(), type.engage(into));
      case Shape::List:
        if (type.wrapped) return wrapped(reader, wireType, type, into);
        if (!spend(type.element())) return false;
        return value(reader, wireType, type.element(), type.append(into));
      case Shape::Bool:
      case Shape::Int32:
      case Shape::Int64:
        return integer(reader, wireType, type, into);
      case Shape::Double:
        return reader.skip(wireType) || fail(kTruncated);
      default:
        break;
    }
    std::string_view bytes;
    if (!delimited(reader, wireType, bytes)) return false;
    switch (type.shape) {
      case Shape::String:
        static_cast<std::string*>(into)->assign(bytes);
        return true;
      case Shape::Bytes:
        static_cast<ByteString*>(into)->data.assign(bytes);
        return true;
      case Shape::Struct:
        return message(type, bytes, into);
      case Shape::Map:
        return entry(type, bytes, into);
      default:
        return scalar(type, bytes, into);
    }
  }

  bool delimited(wire::Reader& reader, uint32_t wireType, std::string_view& bytes) {
    if (wireType != wire::kBytes) return fail("proto: wrong wireType = " + std::to_string(wireType));
    return reader.bytes(bytes) || fail(kTruncated);
  }

  bool integer(wire::Reader& reader, uint32_t wireType, const Type& type, void* into) {
    uint64_t number = 0;
    if (wireType != wire::kVarint) return fail("proto: wrong wireType = " + std::to_string(wireType));
    if (!reader.varint(number)) return fail(kTruncated);
    if (type.shape == Shape::Bool)
      *static_cast<bool*>(into) = number != 0;
    else if (type.shape == Shape::Int32)
      *static_cast<int32_t*>(into) = static_cast<int32_t>(number);
    else
      *static_cast<int64_t*>(into) = static_cast<int64_t>(number);
    return true;
  }

  bool wrapped(wire::Reader& reader, uint32_t wireType, const Type& type, void* into) {
    std::string_view bytes;
    if (!delimited(reader, wireType, bytes)) return false;
    return small(bytes, [&](uint64_t number, uint64_t, std::string_view text) {
      if (number != 1) return true;
      if (!spend(type.element())) return false;
      static_cast<std::string*>(type.append(into))->assign(text);
      return true;
    });
  }

  // {key 1, value 2}; either may be missing.
  bool entry(const Type& type, std::string_view bytes, void* into) {
    wire::Reader reader(bytes);
    std::string_view key;
    const Type& element = type.element();
    if (!spend(element)) return false;
    std::string_view rest = bytes;
    if (!small(rest, [&](uint64_t number, uint64_t, std::string_view text) {
          if (number == 1) key = text;
          return true;
        }))
      return false;
    void* item = type.insert(into, key);
    element.clear(item);
    while (!reader.atEnd()) {
      uint64_t tag = 0;
      if (!reader.varint(tag)) return fail(kTruncated);
      const bool whole = tag >> 3 == 2 ? value(reader, tag & 7, element, item) : reader.skip(tag & 7);
      if (!whole) return fail(kTruncated);
    }
    return true;
  }

  // Calls visit(number, varint, bytes) for each field of a message of numbers and strings.
  template <class Visit>
  bool small(std::string_view bytes, Visit visit) {
    wire::Reader reader(bytes);
    while (!reader.atEnd()) {
      uint64_t tag = 0, number = 0;
      std::string_view text;
      if (!reader.varint(tag)) return fail(kTruncated);
      const uint32_t wireType = tag & 7;
      const bool whole = wireType == wire::kVarint  ? reader.varint(number)
                         : wireType == wire::kBytes ? reader.bytes(text)
                                                    : reader.skip(wireType);
      if (!whole) return fail(kTruncated);
      if (!visit(tag >> 3, number, text)) return fail("");
    }
    return true;
  }

  bool scalar(const Type& type, std::string_view bytes, void* into) {
    switch (type.shape) {
      case Shape::Time:
      case Shape::MicroTime:
        return time(type, bytes, into);
      case Shape::Quantity:
        return quantity(bytes, *static_cast<Quantity*>(into));
      case Shape::IntOrString:
        return intOrString(bytes, *static_cast<IntOrString*>(into));
      case Shape::RawJson:
        return raw(bytes, *static_cast<RawJson*>(into));
      default:
        return fail("proto: a field of a type without protobuf form");
    }
  }

  bool time(const Type& type, std::string_view bytes, void* into) {
    type.clear(into);
    if (bytes.empty()) return true;
    int64_t seconds = 0, nanos = 0;
    if (!small(bytes, [&](uint64_t number, uint64_t value, std::string_view) {
          if (number == 1) seconds = static_cast<int64_t>(value);
          if (number == 2) nanos = static_cast<int32_t>(value);
          return true;
        }))
      return false;
    // Years 1 to 9999: what the JSON form can tell.
    constexpr int64_t kFirst = -62135596800, kLast = 253402300799;
    if (seconds < kFirst || seconds > kLast || nanos < 0 || nanos >= 1'000'000'000)
      return fail("proto: time out of range");
    if (type.shape == Shape::Time)
      *static_cast<Time*>(into) = {.seconds = seconds, .nanos = 0};
    else
      *static_cast<MicroTime*>(into) = {.micros = seconds * 1'000'000 + nanos / 1000};
    return true;
  }

  bool quantity(std::string_view bytes, Quantity& into) {
    std::string_view text;
    if (!small(bytes, [&](uint64_t number, uint64_t, std::string_view found) {
          if (number == 1) text = found;
          return true;
        }))
      return false;
    if (text.empty()) return true;
    auto parsed = Quantity::parse(text);
    if (!parsed)
      return fail(
          "quantities must match the regular expression "
          "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    into = std::move(*parsed);
    return true;
  }

  bool intOrString(std::string_view bytes, IntOrString& into) {
    return small(bytes, [&](uint64_t number, uint64_t value, std::string_view text) {
      if (number == 1) into.isString = value == 1;
      if (number == 2) into.number = static_cast<int32_t>(value);
      if (number == 3) into.string = text;
      return true;
    });
  }

  // The bytes are JSON that goes into answers unread, so they must be JSON.
  bool raw(std::string_view bytes, RawJson& into) {
    std::string_view json;
    if (!small(bytes, [&](uint64_t number, uint64_t, std::string_view text) {
          if (number == 1) json = text;
          return true;
        }))
      return false;
    into.json.clear();
    if (json.empty()) return true;
    JsonReader reader(json);
    std::string_view whole;
    if (!reader.skip(whole) || !reader.end()) return fail(reader.problem());
    appendCompactJson(json, into.json);
    return true;
  }

  bool spend(const Type& element) {
    spent_ += element.width;
    return spent_ <= kMaxItemBytes || fail("the object has too many items");
  }

  std::string problem_;
  size_t spent_ = 0;
};

}  // namespace

Result<> decodeProtobuf(const Type& type, std::string_view message, void* into) {
  return Decoder().run(type, message, into);
}

Result<Envelope> openProtobufEnvelope(std::string_view bytes) {
  constexpr std::string_view kMagic("k8s\0", 4);
  if (!bytes.starts_with(kMagic))
    return Failure(
        badRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"));
  Envelope envelope;
  wire::Reader reader(bytes.substr(kMagic.size()));
  const auto truncated = [] { return Failure(badRequest(std::string(kTruncated))); };
  while (!reader.atEnd()) {
    uint64_t tag = 0;
    std::string_view part;
    if (!reader.varint(tag)) return truncated();
    if ((tag & 7) != wire::kBytes ? !reader.skip(tag & 7) : !reader.bytes(part)) return truncated();
    if (tag == (2 << 3 | wire::kBytes)) envelope.raw = part;
    if (tag != (1 << 3 | wire::kBytes)) continue;
    wire::Reader meta(part);
    while (!meta.atEnd()) {
      std::string_view text;
      if (!meta.varint(tag)) return truncated();
      if ((tag & 7) != wire::kBytes ? !meta.skip(tag & 7) : !meta.bytes(text)) return truncated();
      if (tag == (1 << 3 | wire::kBytes)) envelope.apiVersion = text;
      if (tag == (2 << 3 | wire::kBytes)) envelope.kind = text;
    }
  }
  return envelope;
}

Result<DecodedList> decodeListProtobuf(const Kind& kind, std::string_view message) {
  DecodedList list;
  wire::Reader reader(message);
  const auto truncated = [] { return Failure(badRequest(std::string(kTruncated))); };
  while (!reader.atEnd()) {
    uint64_t tag = 0;
    std::string_view part;
    if (!reader.varint(tag)) return truncated();
    if ((tag & 7) != wire::kBytes ? !reader.skip(tag & 7) : !reader.bytes(part)) return truncated();
    if (tag == (1 << 3 | wire::kBytes)) {
      CHECKED(decodeProtobuf(typeOf<ListMeta>(), part, &list.metadata));
    } else if (tag == (2 << 3 | wire::kBytes)) {
      list.items.push_back(kind.make());
      CHECKED(decodeProtobuf(kind.type(), part, list.items.back().get()));
    }
  }
  return list;
}

}  // namespace seamark::api
