// Accept: which media type and representation the answer takes. Source of the rules: Kubernetes' content
// negotiation, and go-restful's check before it, which gives the other of the two 406 texts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "apiserver/context.h"

namespace seamark::apiserver {

// What is asked for decides which clauses count: a list is not an object, what is not stored
// (Whole) is no Table, discovery (Plain) has no representations at all, and /api and /apis (GroupList) have one of
// their own. The router does not look at /apis and /apis/GROUP (Group).
enum class AnswerShape : uint8_t { Object, List, Watch, Whole, Log, Plain, Group, GroupList };

// The router's look at the header, which comes first and sees bare media types only: 406 when none of `types` is there.
Result<> checkProduced(std::string_view accept, std::span<const std::string_view> types);

// `accept` is the header's value, empty when there is none. The error is a 406.
Result<Negotiated> negotiate(std::string_view accept, AnswerShape shape);

// A watch has no YAML. Asked when all else about the request is well.
Result<> checkStreams(const Negotiated& accept);

// Whether what there is to answer can be shown as was asked: the metadata of an object are none of a list. Known only
// when all is done, as upstream; Go's internal types are part of the 406's text.
Result<> checkFit(const Negotiated& accept, bool isList, const api::Kind& kind);

// What an Accept header asks for: by quality, then the more specific first. Clauses that are no media type are left out.
struct AcceptedType {
  std::string_view type, subtype;
};
std::vector<AcceptedType> acceptedTypes(std::string_view accept);

// The media type for a Status when nothing else is known. Where the header takes none it is JSON, which upstream then
// indents.
struct StatusForm {
  MediaType media = MediaType::Json;
  bool unasked = false;
};
StatusForm negotiateStatus(std::string_view accept);

}  // namespace seamark::apiserver
