// How objects stand in answers.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/representation.h"

#include <fmt/format.h>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/protobuf_wire.h"
#include "apiserver/table_response.h"
#include "base/assert.h"

namespace seamark::apiserver {
namespace {

namespace wire = api::wire;

constexpr std::string_view kMetadata = R"({"metadata":)";
// contentEncoding and contentType of runtime.Unknown, both empty, which end every envelope.
constexpr std::string_view kEnvelopeTail("\x1a\0\x22\0", 4);

// The value of `metadata` in an object's JSON, where it stands first.
std::string_view metadataJson(const api::EncodedObject& object, std::string& scratch) {
  const std::string_view json = object.json().inOnePiece(scratch);
  SM_ASSERT(json.starts_with(kMetadata));
  size_t depth = 0;
  bool inString = false;
  for (size_t i = kMetadata.size(); i < json.size(); ++i) {
    const char c = json[i];
    if (inString) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return json.substr(kMetadata.size(), i + 1 - kMetadata.size());
    }
  }
  SM_ASSERT(false);
}

// Field 1 of an object's message, its metadata, tag and length included: a PartialObjectMetadata message.
api::EncodedText metadataProtobuf(const api::EncodedObject& object) {
  const std::string_view message = object.protobuf().parts()[0];
  SM_ASSERT(!message.empty() && message[0] == 0x0a);
  size_t length = 0, at = 1;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(message[at++]);
    length |= size_t{byte & 0x7fu} << shift;
    if (byte < 0x80) break;
  }
  return object.protobuf().first(at + length);
}

api::EncodedText itemProtobuf(const Form& form, const api::EncodedObject& object) {
  return form.as == Representation::Object ? object.protobuf() : metadataProtobuf(object);
}

size_t varintSize(uint64_t value) {
  size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

// Everything of the envelope that stands before `rawSize` bytes of message.
void appendEnvelopeHead(std::string_view apiVersion, std::string_view kind, size_t rawSize,
                        std::string& out) {
  out.append("k8s\0", 4);
  wire::putMessage(1, out, [&] {
    wire::putBytes(1, apiVersion, out);
    wire::putBytes(2, kind, out);
  });
  wire::putTag(2, wire::kBytes, out);
  wire::putVarint(rawSize, out);
}

void appendPartialHead(const Form& form, std::string_view kind, std::string& out) {
  out += "{\"kind\":\"";
  out += kind;
  out += "\",\"apiVersion\":\"";
  out += form.metaApiVersion();
  out += "\",\"metadata\":";
}

void appendProtobufObject(const Form& form, const api::EncodedObject& object, std::string& out) {
  const api::Kind& kind = object.kind();
  const api::EncodedText message = itemProtobuf(form, object);
  if (form.as == Representation::Object)
    appendEnvelopeHead(kind.apiVersion(), kind.kind, message.size(), out);
  else
    appendEnvelopeHead(form.metaApiVersion(), "PartialObjectMetadata", message.size(), out);
  message.appendTo(out);
  out += kEnvelopeTail;
}

void appendPartial(const Form& form, const api::EncodedObject& object, std::string& out) {
  appendPartialHead(form, "PartialObjectMetadata", out);
  std::string scratch;
  out += metadataJson(object, scratch);
  out += '}';
}

}  // namespace

Result<Form> formOf(const RequestContext& context) {
  Form form{context.accept.media, context.accept.as, context.accept.metaVersion == "v1beta1",
            IncludeObject::Metadata};
  const std::string* include = context.parameter("includeObject");
  if (form.as != Representation::Table || !include || include->empty() || *include == "Metadata") return form;
  if (*include == "None")
    form.include = IncludeObject::None;
  else if (*include == "Object")
    form.include = IncludeObject::Object;
  else
    return Failure(badRequest("Unable to convert to Table as requested: includeObject: Invalid value: " +
                              api::goQuoted(*include) + ": must be 'Metadata', 'Object', 'None', or empty"));
  return form;
}

void appendObject(const Form& form, const api::EncodedObject& object, WallTime now, bool columns,
                  std::string& out) {
  if (form.protobuf()) {
    appendProtobufObject(form, object, out);
    return;
  }
  switch (form.as) {
    case Representation::Object:
      out += api::objectHead(object.kind());
      object.json().behind(1).appendTo(out);
      break;
    case Representation::PartialObjectMetadata:
      appendPartial(form, object, out);
      break;
    case Representation::Table: {
      api::ListMeta meta;
      meta.resourceVersion = object.object()->metadata.resourceVersion;
      appendTableHead(form, object.kind(), meta, columns, out);
      appendTableRow(form, object, now, true, out);
      appendTableTail(object.kind(), false, out);
      break;
    }
  }
}

void appendListHead(const Form& form, const api::Kind& kind, const api::ListMeta& meta, size_t itemBytes,
                    std::string& out) {
  const bool partial = form.as == Representation::PartialObjectMetadata;
  if (form.protobuf()) {
    std::string head;
    wire::putMessage(1, head, [&] { api::encodeProtobuf(api::typeOf<api::ListMeta>(), &meta, head); });
    const std::string apiVersion = partial ? std::string(form.metaApiVersion()) : kind.apiVersion();
    appendEnvelopeHead(apiVersion, partial ? "PartialObjectMetadataList" : kind.list, head.size() + itemBytes,
                       out);
    out += head;
    return;
  }
  if (form.as == Representation::Table) {
    appendTableHead(form, kind, meta, true, out);
    return;
  }
  if (partial) {
    appendPartialHead(form, "PartialObjectMetadataList", out);
  } else {
    out += fmt::format(R"({{"kind":"{}","apiVersion":"{}","metadata":)", kind.list, kind.apiVersion());
  }
  api::encodeJson(api::typeOf<api::ListMeta>(), &meta, out);
  out += partial ? ",\"items\":" : ",\"items\":[";  // of metadata, an empty list is null
}

size_t listItemSize(const Form& form, const api::EncodedObject& object) {
  const size_t size = itemProtobuf(form, object).size();
  return 1 + varintSize(size) + size;
}

void appendListItem(const Form& form, const api::EncodedObject& object, WallTime now, bool first,
                    std::string& out) {
  if (form.protobuf()) {
    const api::EncodedText message = itemProtobuf(form, object);
    wire::putTag(2, wire::kBytes, out);
    wire::putVarint(message.size(), out);
    message.appendTo(out);
    return;
  }
  if (!first && form.as != Representation::Table) out += ',';
  if (first && form.as == Representation::PartialObjectMetadata) out += '[';
  switch (form.as) {
    case Representation::Object:
      object.json().appendTo(out);
      break;
    case Representation::PartialObjectMetadata:
      appendPartial(form, object, out);
      break;
    case Representation::Table:
      appendTableRow(form, object, now, first, out);
      break;
  }
}

void appendItemSeparator(const Form& form, const api::EncodedObject& object, bool first, std::string& out) {
  if (form.protobuf()) {
    wire::putTag(2, wire::kBytes, out);
    wire::putVarint(object.protobuf().size(), out);
  } else if (!first) {
    out += ',';
  }
}

void appendListTail(const Form& form, const api::Kind& kind, bool empty, std::string& out) {
  if (form.protobuf())
    out += kEnvelopeTail;
  else if (form.as == Representation::Table)
    appendTableTail(kind, empty, out);
  else
    out += empty && form.as == Representation::PartialObjectMetadata ? "null}" : "]}";
}

}  // namespace seamark::apiserver
