// Collections that every Kubernetes has and that are always empty here. Clients ask for them beside what they
// are after (apply looks for custom resources, describe namespace for quotas) and take a 404 for a broken
// server. Nothing but their list is served, and discovery does not name them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

// Whether `info`, a request for a collection, is about one of them.
bool isEmptyCollection(const RequestInfo& info);

void serveEmptyList(ContextPtr context);

}  // namespace seamark::apiserver
