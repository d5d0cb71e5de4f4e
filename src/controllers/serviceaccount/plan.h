// The ServiceAccount `default`, which pods run as when they name none. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "controllers/context.h"

namespace seamark::controllers::serviceaccount {

inline constexpr auto kName = "default";

// It is made where it is missing; what a person made of it stays.
std::optional<Change> plan(const std::string& ns, const api::Object* existing);

}  // namespace seamark::controllers::serviceaccount
