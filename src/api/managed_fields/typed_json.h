// JSON trees with their types: what server-side apply does to them. Internal to managed_fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "api/managed_fields/field_set.h"
#include "api/schema.h"

namespace seamark::api {

// What is wrong with an applied configuration, in upstream's words: `.spec: field not declared in schema`,
// `.spec.ports: duplicate entries for key [port=80,protocol="TCP"]`.
std::vector<std::string> typeErrors(const Type& type, const boost::json::object& config);

// The fields that a configuration sets.
FieldSet fieldsOf(const Type& type, const boost::json::object& config);

// `config` put over `live` by list types: maps merge, keyed lists and sets merge by item (the configuration's
// order first), all else is taken from the configuration.
boost::json::object mergeTyped(const Type& type, boost::json::object live, const boost::json::object& config);

// Without the set's members and what is below them. What becomes empty by it is null.
boost::json::object withoutFields(const Type& type, const boost::json::object& object,
                                  const FieldSet& remove);

// Struct fields that only lead to members become members too, so that removing them removes all of them.
FieldSet withNamedFields(const Type& type, const FieldSet& set);

}  // namespace seamark::api
