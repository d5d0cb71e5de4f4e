// Two ways to be allowed: the verb "impersonate" on each part of the identity, or (constrained impersonation,
// KEP-5284) "impersonate:user-info" on them together with "impersonate-on:user-info:VERB" on what is asked
// for.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/impersonation.h"

#include <strings.h>

#include <algorithm>

#include "api/field_error.h"
#include "api/validators.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kExtraPrefix = "Impersonate-Extra-";
constexpr std::string_view kAccountPrefix = "system:serviceaccount:";

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// What the headers ask for, as it stands there.
UserInfo wantedUser(const net::Headers& headers) {
  UserInfo wanted;
  if (const std::string* name = headers.find("Impersonate-User")) wanted.name = *name;
  if (const std::string* uid = headers.find("Impersonate-Uid")) wanted.uid = *uid;
  for (const std::string_view group : headers.all("Impersonate-Group")) wanted.groups.emplace_back(group);
  for (const auto& [name, value] : headers.fields())
    if (name.size() > kExtraPrefix.size() &&
        strncasecmp(name.data(), kExtraPrefix.data(), kExtraPrefix.size()) == 0)
      wanted.extra[percentDecoded(lowerCase(std::string_view(name).substr(kExtraPrefix.size())))].push_back(
          value);
  return wanted;
}

// Nearly every request: one look at each header's first letters.
bool mentionsImpersonation(const net::Headers& headers) {
  constexpr std::string_view kStem = "Impersonate-";
  return std::any_of(headers.fields().begin(), headers.fields().end(), [&](const auto& field) {
    return field.first.size() > kStem.size() &&
           strncasecmp(field.first.data(), kStem.data(), kStem.size()) == 0;
  });
}

bool asksNothing(const UserInfo& wanted) {
  return wanted.name.empty() && wanted.uid.empty() && wanted.groups.empty() && wanted.extra.empty();
}

struct Account {
  std::string ns, name;
};

// system:serviceaccount:NAMESPACE:NAME; anything else is a user like others.
std::optional<Account> accountOf(std::string_view user) {
  if (!user.starts_with(kAccountPrefix)) return std::nullopt;
  user.remove_prefix(kAccountPrefix.size());
  const size_t colon = user.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  Account account{std::string(user.substr(0, colon)), std::string(user.substr(colon + 1))};
  const bool named =
      api::dns1123LabelProblems(account.ns).empty() && api::dns1123SubdomainProblems(account.name).empty();
  if (!named) return std::nullopt;
  return account;
}

bool mayBe(const Authorizer& authorizer, const UserInfo& user, const std::string& verb,
           const UserInfo& wanted) {
  RequestInfo request;
  request.isResource = true;
  request.verb = verb;
  request.version = "v1";
  const auto allowed = [&](std::string_view group, std::string resource, std::string subresource,
                           std::string name) {
    request.group = group;
    request.resource = std::move(resource);
    request.subresource = std::move(subresource);
    request.name = std::move(name);
    return authorizer.allows(user, request);
  };
  if (const auto account = accountOf(wanted.name)) {
    request.ns = account->ns;
    if (!allowed("", "serviceaccounts", "", account->name)) return false;
    request.ns.clear();
  } else if (!allowed("", "users", "", wanted.name)) {
    return false;
  }
  for (const std::string& group : wanted.groups)
    if (!allowed("", "groups", "", group)) return false;
  if (!wanted.uid.empty() && !allowed("authentication.k8s.io", "uids", "", wanted.uid)) return false;
  for (const auto& [key, values] : wanted.extra)
    for (const std::string& value : values)
      if (!allowed("authentication.k8s.io", "userextras", key, value)) return false;
  return true;
}

void addImpliedGroups(UserInfo& wanted) {
  const auto account = accountOf(wanted.name);
  if (wanted.groups.empty() && account)
    wanted.groups = {"system:serviceaccounts", "system:serviceaccounts:" + account->ns};
  const std::string implied =
      wanted.name == "system:anonymous" ? "system:unauthenticated" : "system:authenticated";
  if (std::find(wanted.groups.begin(), wanted.groups.end(), implied) == wanted.groups.end())
    wanted.groups.push_back(implied);
}

std::string goStrings(const std::vector<std::string>& texts) {
  if (texts.empty()) return "[]string(nil)";
  std::string text = "[]string{";
  for (size_t i = 0; i < texts.size(); ++i) text += (i ? ", " : "") + api::goQuoted(texts[i]);
  return text + "}";
}

Status withoutName(const UserInfo& wanted) {
  std::string extra = "map[string][]string(nil)";
  if (!wanted.extra.empty()) {
    extra = "map[string][]string{";
    for (const auto& [key, values] : wanted.extra)
      extra += (extra.back() == '{' ? "" : ", ") + api::goQuoted(key) + ":" + goStrings(values);
    extra += "}";
  }
  return badRequest("requested &user.DefaultInfo{Name:\"\", UID:" + api::goQuoted(wanted.uid) + ", Groups:" +
                    goStrings(wanted.groups) + ", Extra:" + extra + "} without impersonating a user name");
}

}  // namespace

Result<UserPtr> impersonated(const Authorizer& authorizer, const UserPtr& user, const net::Headers& headers,
                             const RequestInfo& request) {
  if (!mentionsImpersonation(headers)) return user;
  UserInfo wanted = wantedUser(headers);
  if (asksNothing(wanted)) return user;
  if (wanted.name.empty()) return Failure(withoutName(wanted));
  if (!mayBe(authorizer, *user, "impersonate", wanted)) {
    RequestInfo onBehalf = request;
    onBehalf.verb = "impersonate-on:user-info:" + request.verb;
    if (!authorizer.allows(*user, onBehalf) || !mayBe(authorizer, *user, "impersonate:user-info", wanted))
      return Failure(forbiddenRequest(*user, onBehalf));
  }
  addImpliedGroups(wanted);
  return std::make_shared<const UserInfo>(std::move(wanted));
}

}  // namespace seamark::apiserver
