// Rows of core/probe.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/probe.h"

namespace seamark::api {

namespace {

constexpr std::string_view kURIScheme[] = {"HTTP", "HTTPS"};
constexpr std::string_view kHTTPProtocol[] = {"HTTP1", "HTTP2"};
constexpr std::string_view kGRPCProbeMode[] = {"Plaintext", "TLS"};
constexpr std::string_view kSignal[] = {
    "SIGABRT",     "SIGALRM",     "SIGBUS",      "SIGCHLD",     "SIGCLD",      "SIGCONT",     "SIGFPE",
    "SIGHUP",      "SIGILL",      "SIGINT",      "SIGIO",       "SIGIOT",      "SIGKILL",     "SIGPIPE",
    "SIGPOLL",     "SIGPROF",     "SIGPWR",      "SIGQUIT",     "SIGRTMAX",    "SIGRTMAX-1",  "SIGRTMAX-10",
    "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2",  "SIGRTMAX-3",  "SIGRTMAX-4",
    "SIGRTMAX-5",  "SIGRTMAX-6",  "SIGRTMAX-7",  "SIGRTMAX-8",  "SIGRTMAX-9",  "SIGRTMIN",    "SIGRTMIN+1",
    "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2",
    "SIGRTMIN+3",  "SIGRTMIN+4",  "SIGRTMIN+5",  "SIGRTMIN+6",  "SIGRTMIN+7",  "SIGRTMIN+8",  "SIGRTMIN+9",
    "SIGSEGV",     "SIGSTKFLT",   "SIGSTOP",     "SIGSYS",      "SIGTERM",     "SIGTRAP",     "SIGTSTP",
    "SIGTTIN",     "SIGTTOU",     "SIGURG",      "SIGUSR1",     "SIGUSR2",     "SIGVTALRM",   "SIGWINCH",
    "SIGXCPU",     "SIGXFSZ"};

}  // namespace

const Type& Schema<ExecAction>::type() {
  static constexpr Field kFields[] = {
      field<&ExecAction::command>(
          "command", 1, {.merge = Merge::Atomic, .doc = "The command and its arguments; no shell."}),
  };
  static const Type kType =
      structType<ExecAction>("ExecAction", "io.k8s.api.core.v1.ExecAction", kFields, "");
  return kType;
}

const Type& Schema<HTTPHeader>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPHeader::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&HTTPHeader::value>("value", 2, {.required = true, .keepZero = true, .doc = "Its value."}),
  };
  static const Type kType =
      structType<HTTPHeader>("HTTPHeader", "io.k8s.api.core.v1.HTTPHeader", kFields, "");
  return kType;
}

const Type& Schema<HTTPGetAction>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPGetAction::path>("path", 1, {.doc = "Where it is found or put."}),
      field<&HTTPGetAction::port>("port", 2, {.required = true, .doc = "The port, a number or a name."}),
      field<&HTTPGetAction::host>("host", 3, {.doc = "The host, the Pod's own IP when left out."}),
      field<&HTTPGetAction::scheme>(
          "scheme", 4, {.enumValues = kURIScheme, .goType = "v1.URIScheme", .doc = "HTTP or HTTPS."}),
      field<&HTTPGetAction::httpHeaders>("httpHeaders", 5,
                                         {.merge = Merge::Atomic, .doc = "Headers to send."}),
      field<&HTTPGetAction::protocol>(
          "protocol", 6,
          {.enumValues = kHTTPProtocol, .goType = "v1.HTTPProtocol", .doc = "The version of HTTP."}),
  };
  static const Type kType = structType<HTTPGetAction>("HTTPGetAction", "io.k8s.api.core.v1.HTTPGetAction",
                                                      kFields, "An HTTP request.");
  return kType;
}

const Type& Schema<TCPSocketAction>::type() {
  static constexpr Field kFields[] = {
      field<&TCPSocketAction::port>("port", 1, {.required = true, .doc = "The port, a number or a name."}),
      field<&TCPSocketAction::host>("host", 2, {.doc = "The host, the Pod's own IP when left out."}),
  };
  static const Type kType =
      structType<TCPSocketAction>("TCPSocketAction", "io.k8s.api.core.v1.TCPSocketAction", kFields, "");
  return kType;
}

const Type& Schema<GRPCAction>::type() {
  static constexpr Field kFields[] = {
      field<&GRPCAction::port>("port", 1,
                               {.required = true, .keepZero = true, .doc = "The port, a number or a name."}),
      field<&GRPCAction::service>(
          "service", 2, {.keepZero = true, .defaultValue = "\"\"", .doc = "The service to ask for."}),
      field<&GRPCAction::mode>("mode", 3,
                               {.enumValues = kGRPCProbeMode,
                                .goType = "v1.GRPCProbeMode",
                                .doc = "Permission bits of this file."}),
  };
  static const Type kType =
      structType<GRPCAction>("GRPCAction", "io.k8s.api.core.v1.GRPCAction", kFields, "");
  return kType;
}

const Type& Schema<SleepAction>::type() {
  static constexpr Field kFields[] = {
      field<&SleepAction::seconds>("seconds", 1, {.required = true, .keepZero = true, .doc = "How long."}),
  };
  static const Type kType =
      structType<SleepAction>("SleepAction", "io.k8s.api.core.v1.SleepAction", kFields, "");
  return kType;
}

const Type& Schema<ProbeHandler>::type() {
  static constexpr Field kFields[] = {
      field<&ProbeHandler::exec>("exec", 1, {.doc = "Run a command."}),
      field<&ProbeHandler::httpGet>("httpGet", 2, {.doc = "Send an HTTP request."}),
      field<&ProbeHandler::tcpSocket>("tcpSocket", 3, {.doc = "Open a TCP connection."}),
      field<&ProbeHandler::grpc>("grpc", 4, {.doc = "Ask gRPC's health service."}),
  };
  static const Type kType =
      structType<ProbeHandler>("ProbeHandler", "io.k8s.api.core.v1.ProbeHandler", kFields, "");
  return kType;
}

const Type& Schema<Probe>::type() {
  static constexpr Field kFields[] = {
      field<&Probe::probeHandler>("", 1),
      field<&Probe::initialDelaySeconds>("initialDelaySeconds", 2, {.doc = "Seconds before the first try."}),
      field<&Probe::timeoutSeconds>("timeoutSeconds", 3, {.doc = "Seconds that a try may take."}),
      field<&Probe::periodSeconds>("periodSeconds", 4, {.doc = "Seconds between tries."}),
      field<&Probe::successThreshold>("successThreshold", 5, {.doc = "Tries in a row that make a success."}),
      field<&Probe::failureThreshold>("failureThreshold", 6, {.doc = "Tries in a row that make a failure."}),
      field<&Probe::terminationGracePeriodSeconds>("terminationGracePeriodSeconds", 7,
                                                   {.doc = "Seconds to end in after a failure."}),
  };
  static const Type kType =
      structType<Probe>("Probe", "io.k8s.api.core.v1.Probe", kFields, "How to find out about a container.");
  return kType;
}

const Type& Schema<LifecycleHandler>::type() {
  static constexpr Field kFields[] = {
      field<&LifecycleHandler::exec>("exec", 1, {.doc = "Run a command."}),
      field<&LifecycleHandler::httpGet>("httpGet", 2, {.doc = "Send an HTTP request."}),
      field<&LifecycleHandler::tcpSocket>("tcpSocket", 3, {.doc = "Superseded; does nothing."}),
      field<&LifecycleHandler::sleep>("sleep", 4, {.doc = "Wait."}),
  };
  static const Type kType =
      structType<LifecycleHandler>("LifecycleHandler", "io.k8s.api.core.v1.LifecycleHandler", kFields, "");
  return kType;
}

const Type& Schema<Lifecycle>::type() {
  static constexpr Field kFields[] = {
      field<&Lifecycle::postStart>("postStart", 1, {.doc = "Right after the start."}),
      field<&Lifecycle::preStop>("preStop", 2, {.doc = "Before the end."}),
      field<&Lifecycle::stopSignal>(
          "stopSignal", 3,
          {.enumValues = kSignal, .goType = "v1.Signal", .doc = "The signal that stops it."}),
  };
  static const Type kType = structType<Lifecycle>("Lifecycle", "io.k8s.api.core.v1.Lifecycle", kFields, "");
  return kType;
}

}  // namespace seamark::api
