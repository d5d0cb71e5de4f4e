// SPDX-License-Identifier: Apache-2.0
#include "apiserver/health.h"

#include <algorithm>
#include <array>

#include "apiserver/answer.h"

namespace seamark::apiserver {
namespace {

struct Check {
  std::string_view name;
  bool onlyReady;  // asked by /readyz alone
  bool (*good)(const Health&);
};

bool always(const Health&) {
  return true;
}
bool bootstrapped(const Health& health) {
  return health.bootstrapped.load();
}
bool running(const Health& health) {
  return !health.shuttingDown.load();
}

constexpr std::array<Check, 9> kChecks{{
    {"ping", false, always},
    {"log", false, always},
    {"etcd", false, always},
    {"etcd-readiness", true, always},
    {"informer-sync", true, bootstrapped},
    {"poststarthook/crd-informer-synced", false, bootstrapped},
    {"poststarthook/rbac/bootstrap-roles", false, bootstrapped},
    {"poststarthook/start-system-namespaces-controller", false, bootstrapped},
    {"shutdown", true, running},
}};
constexpr std::array<std::string_view, 3> kRoots{"healthz", "livez", "readyz"};

std::vector<Check> checksOf(std::string_view root) {
  std::vector<Check> checks;
  for (const Check& check : kChecks)
    if (root == "readyz" || !check.onlyReady) checks.push_back(check);
  return checks;
}

std::vector<std::string> excludedOf(const RequestContext& context) {
  std::vector<std::string> names;
  for (const auto& [key, value] : context.query)
    if (key == "exclude") names.push_back(value);
  return names;
}

void serveAll(RequestContext& context, const Health& health, std::string_view root) {
  std::vector<std::string> excluded = excludedOf(context);
  std::string report;
  bool good = true;
  for (const Check& check : checksOf(root)) {
    const std::string name(check.name);
    if (const auto found = std::find(excluded.begin(), excluded.end(), name); found != excluded.end()) {
      excluded.erase(found);
      report += "[+]" + name + " excluded: ok\n";
    } else if (check.good(health)) {
      report += "[+]" + name + " ok\n";
    } else {
      report += "[-]" + name + " failed: reason withheld\n";
      good = false;
    }
  }
  for (const std::string& name : excluded)
    report += "warn: some health checks cannot be excluded: no matches for \"" + name + "\"\n";
  if (!good) return answerText(context, 500, report + std::string(root) + " check failed\n");
  if (!context.parameter("verbose")) return answerText(context, 200, "ok");
  answerText(context, 200, report + std::string(root) + " check passed\n");
}

}  // namespace

void answerText(RequestContext& context, int httpStatus, std::string text) {
  net::Headers headers = answerHeaders(context, "text/plain; charset=utf-8");
  headers.add("x-content-type-options", "nosniff");
  context.responder->respond(httpStatus, std::move(headers), {Bytes(std::move(text))});
}

bool serveHealth(RequestContext& context, const Health& health) {
  std::string_view path = context.request.path;
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  const size_t slash = path.find('/');
  const std::string_view root = path.substr(0, slash);
  if (std::find(kRoots.begin(), kRoots.end(), root) == kRoots.end()) return false;
  if (slash == std::string_view::npos) {
    serveAll(context, health, root);
    return true;
  }
  const std::string_view name = path.substr(slash + 1);
  for (const Check& check : checksOf(root)) {
    if (check.name != name) continue;
    if (check.good(health))
      answerBody(context, 200, "text/plain; charset=utf-8", {Bytes::literal("ok")});
    else
      answerText(context, 500, "internal server error: " + std::string(name) + " check failed\n");
    return true;
  }
  answerText(context, 404, "404 page not found\n");
  return true;
}

std::vector<std::string> healthPaths() {
  std::vector<std::string> paths;
  for (const std::string_view root : kRoots) {
    paths.push_back("/" + std::string(root));
    for (const Check& check : checksOf(root))
      paths.push_back("/" + std::string(root) + "/" + std::string(check.name));
  }
  return paths;
}

}  // namespace seamark::apiserver
