// What probes and lifecycle hooks must say: one handler, sensible numbers.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/probe_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr std::string_view kHeaderText =
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used "
    "for validation is '[-A-Za-z0-9]+')";

bool isHeaderName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

void validateExec(FieldErrors& errors, const Path& path, const ExecAction& exec) {
  if (exec.command.empty()) errors.push_back(required(path.child("command")));
}

void validateHttpGet(FieldErrors& errors, const Path& path, const HTTPGetAction& get) {
  static constexpr std::array<std::string_view, 2> kSchemes = {"HTTP", "HTTPS"};
  if (get.path.empty()) errors.push_back(required(path.child("path")));
  validatePortOrName(errors, path.child("port"), get.port);
  if (std::find(kSchemes.begin(), kSchemes.end(), get.scheme) == kSchemes.end())
    errors.push_back(notSupported(path.child("scheme"), get.scheme, kSchemes));
  for (const HTTPHeader& header : get.httpHeaders)
    if (!isHeaderName(header.name))
      errors.push_back(invalidText(path.child("httpHeaders"), header.name, kHeaderText));
}

// Takes one handler after the other; only the first is looked into.
class OneHandler {
 public:
  OneHandler(FieldErrors& errors, const Path& path) : errors_(errors), path_(path) {}

  template <class Action, class Validate>
  void see(std::string_view name, const Boxed<Action>& action, Validate validate) {
    if (!action) return;
    const Path at = path_.child(name);
    if (found_)
      errors_.push_back(forbiddenField(at, "may not specify more than 1 handler type"));
    else
      validate(errors_, at, *action);
    found_ = true;
  }
  void end() {
    if (!found_) errors_.push_back(required(path_, "must specify a handler type"));
  }

 private:
  FieldErrors& errors_;
  const Path& path_;
  bool found_ = false;
};

void validateTcpSocket(FieldErrors& errors, const Path& path, const TCPSocketAction& socket) {
  validatePortOrName(errors, path.child("port"), socket.port);
}

void validateProbeHandler(FieldErrors& errors, const Path& path, const ProbeHandler& handler) {
  OneHandler one(errors, path);
  one.see("exec", handler.exec, validateExec);
  one.see("httpGet", handler.httpGet, validateHttpGet);
  one.see("tcpSocket", handler.tcpSocket, validateTcpSocket);
  one.see("grpc", handler.grpc, [](FieldErrors& into, const Path& at, const GRPCAction& grpc) {
    validatePortOrName(into, at.child("port"), IntOrString::of(grpc.port));
  });
  one.end();
}

void validateHook(FieldErrors& errors, const Path& path, const LifecycleHandler& hook, int64_t gracePeriod) {
  OneHandler one(errors, path);
  one.see("exec", hook.exec, validateExec);
  one.see("httpGet", hook.httpGet, validateHttpGet);
  one.see("tcpSocket", hook.tcpSocket, validateTcpSocket);
  one.see("sleep", hook.sleep, [&](FieldErrors& into, const Path& at, const SleepAction& sleep) {
    if (sleep.seconds >= 0 && sleep.seconds <= gracePeriod) return;
    into.push_back(invalidNumber(
        at, sleep.seconds,
        fmt::format("must be non-negative and less than terminationGracePeriodSeconds ({})", gracePeriod)));
  });
  one.end();
}

void validateProbe(FieldErrors& errors, const Path& path, const Probe& probe) {
  validateProbeHandler(errors, path, probe.probeHandler);
  const auto notNegative = [&](std::string_view field, int32_t value) {
    if (value < 0)
      errors.push_back(invalidNumber(path.child(field), value, "must be greater than or equal to 0"));
  };
  notNegative("initialDelaySeconds", probe.initialDelaySeconds);
  notNegative("timeoutSeconds", probe.timeoutSeconds);
  notNegative("periodSeconds", probe.periodSeconds);
  notNegative("successThreshold", probe.successThreshold);
  notNegative("failureThreshold", probe.failureThreshold);
  if (const auto& grace = probe.terminationGracePeriodSeconds; grace && *grace <= 0)
    errors.push_back(
        invalidNumber(path.child("terminationGracePeriodSeconds"), *grace, "must be greater than 0"));
}

void requireOneSuccess(FieldErrors& errors, const Path& path, const Probe& probe) {
  if (probe.successThreshold != 1)
    errors.push_back(invalidNumber(path.child("successThreshold"), probe.successThreshold, "must be 1"));
}

}  // namespace

void validateLivenessProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe) {
  if (!probe) return;
  validateProbe(errors, path, *probe);
  requireOneSuccess(errors, path, *probe);
}

void validateReadinessProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe) {
  if (!probe) return;
  validateProbe(errors, path, *probe);
  if (const auto& grace = probe->terminationGracePeriodSeconds)
    errors.push_back(invalidNumber(path.child("terminationGracePeriodSeconds"), *grace,
                                   "must not be set for readinessProbes"));
}

void validateStartupProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe) {
  if (!probe) return;
  validateProbe(errors, path, *probe);
  requireOneSuccess(errors, path, *probe);
}

void validateLifecycle(FieldErrors& errors, const Path& path, const Boxed<Lifecycle>& lifecycle,
                       int64_t gracePeriod) {
  if (!lifecycle) return;
  if (lifecycle->postStart) validateHook(errors, path.child("postStart"), *lifecycle->postStart, gracePeriod);
  if (lifecycle->preStop) validateHook(errors, path.child("preStop"), *lifecycle->preStop, gracePeriod);
}

}  // namespace seamark::api
