// GET of a collection: which snapshot and which part of it, written out piece by piece.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

// Answers a list (the deletecollection verb has its own way). The snapshot is held while the client reads,
// its bytes are not: what waits for the socket is bounded however large the collection is.
void serveList(ContextPtr context);

// 504 `Timeout: Too large resource version: N, current: M`.
Status tooLargeVersion(const api::Kind& kind, store::Revision asked, store::Revision current);
// Upstream reads Events from its store, all else from memory: the answers to odd versions differ.
bool isReadFromStore(const api::Kind& kind);

}  // namespace seamark::apiserver
