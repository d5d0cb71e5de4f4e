// The answer to a question: DNS-based service discovery 1.1 as CoreDNS' kubernetes plugin gives it. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "dns/message.h"
#include "dns/zone.h"

namespace seamark::dns {

// What to do with a question.
struct Verdict {
  enum class What : uint8_t {
    Answer,      // `response` is it
    Forward,     // the question is not for the zone: pass it on
    FindTarget,  // `response` holds CNAMEs; the records of `target` are to be asked of the upstream and
                 // appended
  } what = What::Answer;
  Response response;
  Name target;
};

Verdict answer(const Zone& zone, const ZoneOptions& options, const Query& query);

}  // namespace seamark::dns
