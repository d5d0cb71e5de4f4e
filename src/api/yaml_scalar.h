// What a YAML scalar means (YAML 1.1 as Kubernetes' YAML package has it), and which strings need quotes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace seamark::api {

struct YamlScalar {
  enum Kind { String, Null, Bool, Number } kind = String;
  std::string text;  // the string; of other kinds the JSON text
};

// `tag` is empty or a tag such as tag:yaml.org,2002:str. The error tells what is wrong with a value of its
// tag.
std::expected<YamlScalar, std::string> readYamlScalar(std::string_view text, bool plain,
                                                      std::string_view tag);

// 2001-01-02, 2001-1-2T15:4:5.9Z and the like: a string in JSON, but to be quoted in YAML.
bool isYamlTimestamp(std::string_view text);

// A double as YAML shows it: Go's shortest form, with an exponent from 1e+06 on.
std::string goYamlDouble(double number);
// A double as Go's JSON encoder writes it.
std::string goJsonDouble(double number);

}  // namespace seamark::api
