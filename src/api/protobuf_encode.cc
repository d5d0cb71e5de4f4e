// Values to protobuf, to the byte as gogo/protobuf writes Kubernetes' types.
// SPDX-License-Identifier: Apache-2.0
#include "api/codec.h"
#include "api/protobuf_wire.h"

namespace seamark::api {

namespace {

template <class T>
const T& get(const void* value) {
  return *static_cast<const T*>(value);
}

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void message(const Type& type, const void* object) {
    for (const Field* f : type.byNumber) field(f->number, f->type(), f->at(const_cast<void*>(object)));
  }

 private:
  void field(uint32_t number, const Type& type, const void* value) {
    switch (type.shape) {
      case Shape::String:
        return wire::putBytes(number, get<std::string>(value), out_);
      case Shape::Bool:
        return wire::putNumber(number, get<bool>(value) ? 1 : 0, out_);
      case Shape::Int32:
        return integer(number, get<int32_t>(value));
      case Shape::Int64:
        return integer(number, get<int64_t>(value));
      case Shape::Double:
        return;  // no field of the API that has a protobuf form is one
      case Shape::Bytes:
        return wire::putBytes(number, get<ByteString>(value).data, out_);
      case Shape::Time:
        return time(number, get<Time>(value));
      case Shape::MicroTime:
        return time(number, get<MicroTime>(value));
      case Shape::Quantity:
        return quantity(number, get<Quantity>(value));
      case Shape::IntOrString:
        return intOrString(number, get<IntOrString>(value));
      case Shape::RawJson:
        return raw(number, get<RawJson>(value));
      case Shape::Struct:
        return wire::putMessage(number, out_, [&] { message(type, value); });
      case Shape::List:
        return list(number, type, value);
      case Shape::Map:
        return map(number, type, value);
      case Shape::Optional:
        if (const void* inner = type.value(value)) field(number, type.element(), inner);
        return;
    }
  }

  // Negative numbers take ten bytes, int32 too.
  void integer(uint32_t number, int64_t value) {
    wire::putNumber(number, static_cast<uint64_t>(value), out_);
  }

  void list(uint32_t number, const Type& type, const void* list) {
    const size_t size = type.size(list);
    if (type.wrapped && size > 0) return wire::putMessage(number, out_, [&] { items(1, type, list, size); });
    items(number, type, list, size);
  }

  void items(uint32_t number, const Type& type, const void* list, size_t size) {
    const Type& element = type.element();
    for (size_t i = 0; i < size; ++i) field(number, element, type.item(const_cast<void*>(list), i));
  }

  void map(uint32_t number, const Type& type, const void* map) {
    struct Context {
      Encoder& encoder;
      const Type& element;
      uint32_t number;
    } context{*this, type.element(), number};
    type.each(map, &context, [](void* erased, std::string_view key, const void* value) {
      auto& c = *static_cast<Context*>(erased);
      wire::putMessage(c.number, c.encoder.out_, [&] {
        wire::putBytes(1, key, c.encoder.out_);
        c.encoder.field(2, c.element, value);
      });
    });
  }

  // Whole seconds only, as Kubernetes writes them.
  void time(uint32_t number, const Time& time) {
    wire::putMessage(number, out_, [&] {
      if (time.isZero()) return;
      integer(1, *time.seconds);
      integer(2, 0);
    });
  }

  void time(uint32_t number, const MicroTime& time) {
    wire::putMessage(number, out_, [&] {
      if (time.isZero()) return;
      const int64_t seconds = *time.micros / 1'000'000 - (*time.micros % 1'000'000 < 0 ? 1 : 0);
      integer(1, seconds);
      integer(2, (*time.micros - seconds * 1'000'000) * 1000);
    });
  }

  void quantity(uint32_t number, const Quantity& quantity) {
    const std::string_view text = quantity.value.empty() ? "0" : std::string_view(quantity.value);
    wire::putMessage(number, out_, [&] { wire::putBytes(1, text, out_); });
  }

  void intOrString(uint32_t number, const IntOrString& either) {
    wire::putMessage(number, out_, [&] {
      integer(1, either.isString ? 1 : 0);
      integer(2, either.number);
      wire::putBytes(3, either.string, out_);
    });
  }

  void raw(uint32_t number, const RawJson& raw) {
    wire::putMessage(number, out_, [&] {
      if (!raw.json.empty()) wire::putBytes(1, raw.json, out_);
    });
  }

  std::string& out_;
};

}  // namespace

void encodeProtobuf(const Type& type, const void* value, std::string& out) {
  Encoder(out).message(type, value);
}

std::string protobufEnvelope(std::string_view apiVersion, std::string_view kind, std::string_view message) {
  std::string out("k8s\0", 4);
  out.reserve(message.size() + apiVersion.size() + kind.size() + 24);
  wire::putMessage(1, out, [&] {
    wire::putBytes(1, apiVersion, out);
    wire::putBytes(2, kind, out);
  });
  wire::putBytes(2, message, out);
  wire::putBytes(3, "", out);  // contentEncoding
  wire::putBytes(4, "", out);  // contentType
  return out;
}

std::string encodeTypedProtobuf(const Type& type, std::string_view apiVersion, std::string_view kind,
                                const void* value) {
  std::string message;
  encodeProtobuf(type, value, message);
  return protobufEnvelope(apiVersion, kind, message);
}

}  // namespace seamark::api
