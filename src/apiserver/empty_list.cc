// SPDX-License-Identifier: Apache-2.0
#include "apiserver/empty_list.h"

#include <algorithm>
#include <array>

#include "api/kind.h"
#include "api/table.h"
#include "apiserver/answer.h"
#include "apiserver/representation.h"

namespace seamark::apiserver {
namespace {

constexpr std::array<api::Column, 2> kColumns{api::kNameColumn, api::kAgeColumn};

api::Kind kindOf(std::string_view group, std::string_view list, std::string_view plural, bool namespaced) {
  api::Kind kind;
  kind.group = group;
  kind.version = "v1";
  kind.kind = list.substr(0, list.size() - 4);
  kind.list = list;
  kind.plural = plural;
  kind.namespaced = namespaced;
  kind.served = false;
  kind.table.columns = kColumns;
  return kind;
}

const api::Kind* findEmptyKind(const RequestInfo& info) {
  static const std::array<api::Kind, 3> kKinds{
      kindOf("", "ResourceQuotaList", "resourcequotas", true),
      kindOf("", "LimitRangeList", "limitranges", true),
      kindOf("apiextensions.k8s.io", "CustomResourceDefinitionList", "customresourcedefinitions", false),
  };
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [&](const api::Kind& kind) {
    return kind.plural == info.resource && kind.group == info.group && kind.version == info.version &&
           (kind.namespaced || info.ns.empty());
  });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace

bool isEmptyCollection(const RequestInfo& info) {
  return info.name.empty() && info.subresource.empty() && findEmptyKind(info);
}

void serveEmptyList(ContextPtr context) {
  const api::Kind& kind = *findEmptyKind(context->info);
  const auto form = formOf(*context);
  if (!form) return answerStatus(*context, form.error());
  api::ListMeta meta;
  meta.resourceVersion = std::to_string(context->services.store.world()->revision);
  std::string out;
  appendListHead(*form, kind, meta, 0, out);
  appendListTail(*form, kind, true, out);
  if (form->protobuf())
    return answerBody(*context, 200, contentType(MediaType::Protobuf), {Bytes(std::move(out))});
  answerJson(*context, 200, std::move(out));
}

}  // namespace seamark::apiserver
