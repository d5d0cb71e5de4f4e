// The Table: rows of cells that the server has formatted, as kubectl prints them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/encoded_object.h"
#include "apiserver/representation.h"

namespace seamark::apiserver {

// `{"kind":"Table",…,"columnDefinitions":[…],"rows":`; `columns` false writes null in place of the columns.
void appendTableHead(const Form& form, const api::Kind& kind, const api::ListMeta& meta, bool columns,
                     std::string& out);
// `[{"cells":[…],"object":…}`; `,` instead of `[` when it is not the first.
void appendTableRow(const Form& form, const api::EncodedObject& object, WallTime now, bool first,
                    std::string& out);
// `]}`. An empty list of a kind without columns of its own ends as Kubernetes writes it: with null rows.
void appendTableTail(const api::Kind& kind, bool empty, std::string& out);

}  // namespace seamark::apiserver
