// The rules of Secret: which keys each type must have.
// SPDX-License-Identifier: Apache-2.0
#include <boost/json/parse.hpp>

#include "api/core/secret.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxBytes = 1024 * 1024;
constexpr std::string_view kImmutable = "field is immutable when `immutable` is set";
const Path kData{"data"};

void setDefaults(Object& object) {
  auto& secret = as<Secret>(object);
  if (secret.type.empty()) secret.type = "Opaque";
  // stringData is a way to write data, and is never read back.
  for (const auto& [key, text] : secret.stringData) secret.data[key] = ByteString{text};
  secret.stringData.clear();
}

bool has(const Secret& secret, const std::string& key) {
  const auto found = secret.data.find(key);
  return found != secret.data.end() && !found->second.data.empty();
}

void requireKey(FieldErrors& errors, const Secret& secret, const std::string& key) {
  if (!secret.data.contains(key)) errors.push_back(required(kData.key(key)));
}

// A docker configuration: any JSON object.
void requireJsonKey(FieldErrors& errors, const Secret& secret, const std::string& key) {
  const auto found = secret.data.find(key);
  if (found == secret.data.end()) {
    errors.push_back(required(kData.key(key)));
    return;
  }
  boost::json::error_code error;
  const boost::json::value json = boost::json::parse(found->second.data, error);
  if (!error && (json.is_object() || json.is_null())) return;
  errors.push_back(invalidText(
      kData.key(key), "<secret contents redacted>",
      error == boost::json::error::incomplete ? "unexpected end of JSON input" : "must be a JSON object"));
}

void validateByType(FieldErrors& errors, const Secret& secret) {
  const std::string& type = secret.type;
  if (type == "kubernetes.io/service-account-token") {
    const std::string key = "kubernetes.io/service-account.name";
    const auto found = secret.metadata.annotations.find(key);
    if (found == secret.metadata.annotations.end() || found->second.empty()) {
      errors.push_back(required(Path("metadata.annotations").key(key)));
    }
  } else if (type == "kubernetes.io/dockercfg") {
    requireJsonKey(errors, secret, ".dockercfg");
  } else if (type == "kubernetes.io/dockerconfigjson") {
    requireJsonKey(errors, secret, ".dockerconfigjson");
  } else if (type == "kubernetes.io/basic-auth") {
    if (secret.data.contains("username") || secret.data.contains("password")) return;
    requireKey(errors, secret, "username");
    requireKey(errors, secret, "password");
  } else if (type == "kubernetes.io/ssh-auth") {
    if (!has(secret, "ssh-privatekey")) errors.push_back(required(kData.key("ssh-privatekey")));
  } else if (type == "kubernetes.io/tls") {
    requireKey(errors, secret, "tls.crt");
    requireKey(errors, secret, "tls.key");
  }
}

FieldErrors validate(const Secret& secret) {
  FieldErrors errors;
  size_t bytes = 0;
  for (const auto& [key, value] : secret.data) {
    addProblems(errors, kData.key(key), key, configMapKeyProblems(key));
    bytes += value.data.size();
  }
  if (bytes > kMaxBytes) errors.push_back(tooLong(kData, kMaxBytes));
  validateByType(errors, secret);
  return errors;
}

FieldErrors validateCreate(const Object& object) {
  return validate(as<Secret>(object));
}

FieldErrors validateUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<Secret>(object);
  const auto& old = as<Secret>(oldObject);
  FieldErrors errors;
  if (next.type != old.type) errors.push_back(invalidText(Path("type"), next.type, "field is immutable"));
  if (old.immutable.value_or(false)) {
    if (!next.immutable.value_or(false)) errors.push_back(forbiddenField(Path("immutable"), kImmutable));
    if (next.data != old.data) errors.push_back(forbiddenField(kData, kImmutable));
  }
  append(errors, validate(next));
  return errors;
}

constexpr SelectableField kSelectable[] = {
    {"type", [](const Object& object) { return as<Secret>(object).type; }},
};

}  // namespace

Rules secretRules() {
  return {.setDefaults = setDefaults, .validateCreate = validateCreate, .validateUpdate = validateUpdate};
}

std::span<const SelectableField> secretSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
