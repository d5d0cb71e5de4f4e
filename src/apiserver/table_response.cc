// The Table.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/table_response.h"

#include "api/codec.h"
#include "api/json_text.h"
#include "base/assert.h"

namespace seamark::apiserver {
namespace {

void appendColumn(const api::Column& column, std::string& out) {
  out += "{\"name\":";
  api::appendJsonString(column.name, out);
  out += ",\"type\":";
  api::appendJsonString(column.type, out);
  out += ",\"format\":";
  api::appendJsonString(column.format, out);
  out += ",\"description\":";
  api::appendJsonString(column.description, out);
  out += ",\"priority\":";
  out += std::to_string(column.priority);
  out += '}';
}

// Kubernetes' printer for kinds that have none: Name and a "Created At" whose type is date.
bool hasDefaultColumns(const api::Kind& kind) {
  return !kind.table.columns.empty() && kind.table.columns.back().type == "date";
}

}  // namespace

void appendTableHead(const Form& form, const api::Kind& kind, const api::ListMeta& meta, bool columns,
                     std::string& out) {
  out += "{\"kind\":\"Table\",\"apiVersion\":\"";
  out += form.metaApiVersion();
  out += "\",\"metadata\":";
  api::encodeJson(api::typeOf<api::ListMeta>(), &meta, out);
  out += ",\"columnDefinitions\":";
  if (columns) {
    char separator = '[';
    for (const api::Column& column : kind.table.columns) {
      out += separator;
      appendColumn(column, out);
      separator = ',';
    }
    out += ']';
  } else {
    out += "null";
  }
  out += ",\"rows\":";
}

void appendTableRow(const Form& form, const api::EncodedObject& object, WallTime now, bool first,
                    std::string& out) {
  SM_ASSERT(object.kind().table.cells);
  out += first ? '[' : ',';
  char separator = '[';
  out += "{\"cells\":";
  for (const std::string& cell : object.kind().table.cells(*object.object(), now)) {
    out += separator;
    out += cell;
    separator = ',';
  }
  out += ']';
  const auto conditionsOf = object.kind().table.conditions;
  if (const std::string conditions = conditionsOf ? conditionsOf(*object.object()) : ""; !conditions.empty())
    out += ",\"conditions\":" + conditions;
  out += ",\"object\":";
  Form shown = form;
  switch (form.include) {
    case IncludeObject::None:
      out += "null";
      break;
    case IncludeObject::Metadata:
      shown.as = Representation::PartialObjectMetadata;
      appendObject(shown, object, now, false, out);
      break;
    case IncludeObject::Object:
      shown.as = Representation::Object;
      appendObject(shown, object, now, false, out);
      break;
  }
  out += '}';
}

void appendTableTail(const api::Kind& kind, bool empty, std::string& out) {
  if (!empty)
    out += "]}";
  else
    out += hasDefaultColumns(kind) ? "null}" : "[]}";
}

}  // namespace seamark::apiserver
