// Two ways to be allowed: the verb "impersonate" on each part of the identity, or (constrained impersonation,
// KEP-5284) "impersonate:MODE" on them together with "impersonate-on:MODE:VERB" on what is asked for. The mode
// says what sort of identity it is. Modes are tried in turn; the first refusal is what the client hears.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/impersonation.h"

#include <strings.h>

#include <algorithm>
#include <map>
#include <optional>

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

// system:node:NAME; anything else is a user like others.
std::optional<std::string> nodeOf(std::string_view user) {
  constexpr std::string_view kPrefix = "system:node:";
  if (!user.starts_with(kPrefix)) return std::nullopt;
  std::string name(user.substr(kPrefix.size()));
  if (!api::dns1123SubdomainProblems(name).empty()) return std::nullopt;
  return name;
}

constexpr std::string_view kAuthentication = "authentication.k8s.io";
constexpr size_t kMany = 4;  // from so many on, a right to all of them is asked for first

// One way to be allowed, asked step by step.
class Mode {
 public:
  // `name` empty: the old way, with the verb "impersonate" alone.
  Mode(const Authorizer& authorizer, const UserInfo& user, std::string_view name)
      : authorizer_(authorizer), user_(user), constrained_(!name.empty()) {
    request_.isResource = true;
    request_.version = "v1";
    request_.verb = constrained_ ? "impersonate:" + std::string(name) : "impersonate";
    ofEveryNode_ = name == "associated-node";
  }

  Result<UserInfo> check(const UserInfo& wanted) {
    UserInfo actual = wanted;
    CHECKED(checkName(wanted, actual));
    if (!wanted.uid.empty()) CHECKED(ask(kAuthentication, "uids", wanted.uid));
    CHECKED(checkGroups(wanted.groups));
    CHECKED(checkExtra(wanted.extra));
    addImpliedGroup(actual);
    return actual;
  }

 private:
  Result<> ask(std::string_view group, std::string_view resource, std::string name) {
    request_.group = group;
    request_.resource = resource;
    request_.name = std::move(name);
    const Decision decision = authorizer_.decide(user_, request_);
    if (decision.allowed) return {};
    return Failure(forbiddenRequest(user_, request_, decision.reason));
  }

  Status refusal(std::string_view resource, std::string name, const std::string& why) {
    request_.group = kAuthentication;
    request_.resource = resource;
    request_.name = std::move(name);
    return forbiddenRequest(user_, request_, why);
  }

  Result<> checkName(const UserInfo& wanted, UserInfo& actual) {
    const std::string_view group = constrained_ ? kAuthentication : std::string_view();
    if (const auto account = accountOf(wanted.name)) {
      if (wanted.groups.empty())
        actual.groups = {"system:serviceaccounts", "system:serviceaccounts:" + account->ns};
      request_.ns = account->ns;
      auto asked = ask(group, "serviceaccounts", account->name);
      request_.ns.clear();
      return asked;
    }
    if (const auto node = constrained_ ? nodeOf(wanted.name) : std::nullopt) {
      actual.groups = {"system:nodes"};
      return ask(group, "nodes", ofEveryNode_ ? "*" : *node);
    }
    return ask(group, "users", wanted.name);
  }

  Result<> checkGroups(const std::vector<std::string>& groups) {
    constexpr const char* kMasters = "system:masters";
    const auto has = [&](std::string_view one) { return std::ranges::find(groups, one) != groups.end(); };
    if (constrained_ && has(""))
      return Failure(refusal("groups", "", "impersonating the empty string group is not allowed"));
    if (constrained_ && has(kMasters))
      return Failure(refusal("groups", kMasters, "impersonating the system:masters group is not allowed"));
    const std::string_view apiGroup = constrained_ ? kAuthentication : std::string_view();
    if (constrained_ && groups.size() >= kMany && ask(apiGroup, "groups", "*")) return {};
    for (const std::string& group : groups) CHECKED(ask(apiGroup, "groups", group));
    return {};
  }

  Result<> checkExtra(const std::map<std::string, std::vector<std::string>>& extra) {
    size_t count = 0;
    for (const auto& [key, values] : extra) {
      count += values.size();
      if (const std::string why = constrained_ ? problemOf(key, values) : ""; !why.empty())
        return Failure(refusal("userextras", "", why));
    }
    if (constrained_ && count >= kMany) {
      request_.subresource = "*";
      if (ask(kAuthentication, "userextras", "*")) return {};
    }
    for (const auto& [key, values] : extra)
      for (const std::string& value : values) {
        request_.subresource = key;
        CHECKED(ask(kAuthentication, "userextras", value));
      }
    return {};
  }

  static std::string problemOf(const std::string& key, const std::vector<std::string>& values) {
    if (key.empty()) return "impersonating the empty string key in extra is not allowed";
    const size_t slash = key.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == key.size())
      return "impersonating an invalid key in extra is not allowed: extra.key: Invalid value: " +
             api::goQuoted(key) + ": must be a domain-prefixed path (such as \"acme.io/foo\")";
    const std::string domain = key.substr(0, slash);
    if (const auto problems = api::dns1123SubdomainProblems(domain); !problems.empty())
      return "impersonating an invalid key in extra is not allowed: extra.key: Invalid value: " +
             api::goQuoted(domain) + ": " + problems.front();
    if (std::ranges::find(values, "") != values.end())
      return "impersonating the empty string value in extra is not allowed";
    return "";
  }

  static void addImpliedGroup(UserInfo& user) {
    const auto has = [&](std::string_view group) {
      return std::ranges::find(user.groups, group) != user.groups.end();
    };
    constexpr const char* kStrangers = "system:unauthenticated";
    constexpr const char* kEverybody = "system:authenticated";
    if (user.name == "system:anonymous") {
      if (!has(kStrangers)) user.groups.emplace_back(kStrangers);
    } else if (!has(kStrangers) && !has(kEverybody)) {
      user.groups.emplace_back(kEverybody);
    }
  }

  const Authorizer& authorizer_;
  const UserInfo& user_;
  const bool constrained_;
  bool ofEveryNode_ = false;
  RequestInfo request_;
};

// Whether an account's token says that it runs on that node.
bool runsOn(const UserInfo& user, const std::string& node) {
  const auto found = user.extra.find("authentication.kubernetes.io/node-name");
  return accountOf(user.name) && found != user.extra.end() && found->second == std::vector{node};
}

// The modes that fit what is wanted, in the order in which they are tried.
std::vector<std::string_view> modesFor(const UserInfo& user, const UserInfo& wanted) {
  const auto node = nodeOf(wanted.name);
  const bool isAccount = accountOf(wanted.name).has_value();
  if (!node && !isAccount) return {"user-info", ""};
  const bool nameOnly = wanted.uid.empty() && wanted.groups.empty() && wanted.extra.empty();
  if (!nameOnly) return {""};
  if (isAccount) return {"serviceaccount", ""};
  if (runsOn(user, *node)) return {"associated-node", "arbitrary-node", ""};
  return {"arbitrary-node", ""};
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
  std::optional<Status> refusal;
  for (const std::string_view name : modesFor(*user, wanted)) {
    const auto check = [&]() -> Result<UserInfo> {
      if (!name.empty()) {
        RequestInfo onBehalf = request;
        onBehalf.verb = "impersonate-on:" + std::string(name) + ":" + request.verb;
        const Decision decision = authorizer.decide(*user, onBehalf);
        if (!decision.allowed) return Failure(forbiddenRequest(*user, onBehalf, decision.reason));
      }
      return Mode(authorizer, *user, name).check(wanted);
    };
    auto actual = check();
    if (actual) return std::make_shared<const UserInfo>(std::move(*actual));
    if (!refusal) refusal = actual.error();
  }
  return Failure(std::move(*refusal));
}

}  // namespace seamark::apiserver
