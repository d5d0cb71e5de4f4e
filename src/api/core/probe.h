// Probes and lifecycle hooks of containers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/schema.h"

namespace seamark::api {

struct ExecAction {
  std::vector<std::string> command;
  bool operator==(const ExecAction&) const = default;
};

struct HTTPHeader {
  std::string name;
  std::string value;
  bool operator==(const HTTPHeader&) const = default;
};

// An HTTP request.
struct HTTPGetAction {
  std::string path;
  IntOrString port;
  std::string host;
  std::string scheme;
  std::vector<HTTPHeader> httpHeaders;
  std::optional<std::string> protocol;
  bool operator==(const HTTPGetAction&) const = default;
};

struct TCPSocketAction {
  IntOrString port;
  std::string host;
  bool operator==(const TCPSocketAction&) const = default;
};

struct GRPCAction {
  int32_t port = 0;
  std::optional<std::string> service;
  std::optional<std::string> mode;
  bool operator==(const GRPCAction&) const = default;
};

struct SleepAction {
  int64_t seconds = 0;
  bool operator==(const SleepAction&) const = default;
};

struct ProbeHandler {
  Boxed<ExecAction> exec;
  Boxed<HTTPGetAction> httpGet;
  Boxed<TCPSocketAction> tcpSocket;
  Boxed<GRPCAction> grpc;
  bool operator==(const ProbeHandler&) const = default;
};

// How to find out about a container.
struct Probe {
  ProbeHandler probeHandler;
  int32_t initialDelaySeconds = 0;
  int32_t timeoutSeconds = 0;
  int32_t periodSeconds = 0;
  int32_t successThreshold = 0;
  int32_t failureThreshold = 0;
  std::optional<int64_t> terminationGracePeriodSeconds;
  bool operator==(const Probe&) const = default;
};

struct LifecycleHandler {
  Boxed<ExecAction> exec;
  Boxed<HTTPGetAction> httpGet;
  Boxed<TCPSocketAction> tcpSocket;
  Boxed<SleepAction> sleep;
  bool operator==(const LifecycleHandler&) const = default;
};

struct Lifecycle {
  Boxed<LifecycleHandler> postStart;
  Boxed<LifecycleHandler> preStop;
  std::optional<std::string> stopSignal;
  bool operator==(const Lifecycle&) const = default;
};

template <>
struct Schema<ExecAction> {
  static const Type& type();
};
template <>
struct Schema<HTTPHeader> {
  static const Type& type();
};
template <>
struct Schema<HTTPGetAction> {
  static const Type& type();
};
template <>
struct Schema<TCPSocketAction> {
  static const Type& type();
};
template <>
struct Schema<GRPCAction> {
  static const Type& type();
};
template <>
struct Schema<SleepAction> {
  static const Type& type();
};
template <>
struct Schema<ProbeHandler> {
  static const Type& type();
};
template <>
struct Schema<Probe> {
  static const Type& type();
};
template <>
struct Schema<LifecycleHandler> {
  static const Type& type();
};
template <>
struct Schema<Lifecycle> {
  static const Type& type();
};

}  // namespace seamark::api
