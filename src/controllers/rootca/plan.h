// The ConfigMap kube-root-ca.crt, by which pods know the API server. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "controllers/context.h"

namespace seamark::controllers::rootca {

inline constexpr auto kName = "kube-root-ca.crt";

// Its data is exactly ca.crt; labels and other annotations of a person stay.
std::optional<Change> plan(const std::string& caPem, const std::string& ns, const api::Object* existing);

}  // namespace seamark::controllers::rootca
