// The verbs of the API, one file each. A verb takes a context that has been routed, authenticated, authorised
// and negotiated, and answers it exactly once, now or later, always on the context's loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

void serveGet(ContextPtr context);               // get.cc
void serveCreate(ContextPtr context);            // create.cc
void serveUpdate(ContextPtr context);            // update.cc
void servePatch(ContextPtr context);             // patch.cc
void serveDelete(ContextPtr context);            // delete.cc
void serveDeleteCollection(ContextPtr context);  // delete_collection.cc
// STORE's: list.h serveList(ContextPtr), watch.h serveWatch(ContextPtr).

}  // namespace seamark::apiserver
