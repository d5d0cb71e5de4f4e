// How a list leaves: whole when it is small, else made while it is sent, compressed for those who take that.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "apiserver/context.h"
#include "apiserver/list_items.h"
#include "net/http.h"

namespace seamark::apiserver {

// Answers the context with this list.
void answerList(ContextPtr context, ListItems items);

// The list's bytes, without a copy of their own where that can be. The context lives as long as the body.
std::unique_ptr<net::BodySource> plainList(ContextPtr context, ListItems items);
// The same as gzip, out of pieces that are kept for others.
std::unique_ptr<net::BodySource> compressedList(ContextPtr context, ListItems items);

}  // namespace seamark::apiserver
