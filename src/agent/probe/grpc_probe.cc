// gRPC: the health checking protocol (grpc.health.v1.Health/Check). Two messages of one field each do not
// need a protobuf library. A trailer's status is not looked at: a call that fails has no message, and says
// why in its headers.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "agent/probe/network_probe.h"
#include "net/http_client.h"

namespace seamark::agent {
namespace {

constexpr size_t kFrameHeader = 5;  // not compressed, and the length in four bytes
constexpr std::string_view kUnimplemented = "12", kDeadlineExceeded = "4";

void appendVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

// HealthCheckRequest{service = 1} in its frame.
std::string requestFor(const std::string& service) {
  std::string message;
  if (!service.empty()) {
    message += '\x0a';
    appendVarint(message, service.size());
    message += service;
  }
  std::string frame(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>(message.size() >> shift);
  return frame + message;
}

// HealthCheckResponse{status = 1}: none when there is no whole message.
std::optional<uint64_t> statusIn(std::string_view body) {
  if (body.size() < kFrameHeader || body[0] != 0) return std::nullopt;
  size_t length = 0;
  for (size_t i = 1; i < kFrameHeader; ++i) length = length << 8 | static_cast<unsigned char>(body[i]);
  std::string_view message = body.substr(kFrameHeader);
  if (message.size() < length) return std::nullopt;
  message = message.substr(0, length);
  if (message.empty()) return 0;  // UNKNOWN, the default, is not written
  if (message.size() < 2 || message[0] != '\x08') return std::nullopt;
  return static_cast<unsigned char>(message[1]);
}

std::string_view statusName(uint64_t status) {
  constexpr std::string_view kNames[] = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
  return status < std::size(kNames) ? kNames[status] : "UNKNOWN";
}

class GrpcProbe final : public NetworkProbe {
 public:
  GrpcProbe(net::EventLoop& loop, GrpcTarget target, Duration timeout)
      : loop_(loop), target_(std::move(target)), timeout_(timeout) {}

  const std::string& host() const override { return target_.host; }

  void start(const std::string& ip, Done done) override {
    done_ = std::move(done);
    auto client = net::HttpClient::make(loop_, {.host = ip,
                                                .port = target_.port,
                                                .tls = target_.tls,
                                                .version = net::HttpVersion::Http2,
                                                .insecure = true,
                                                .serverName = target_.host});
    if (!client) {
      loop_.post([watch = std::weak_ptr(alive_), this, why = client.error().message] {
        if (watch.lock()) done_(unresolved(why));
      });
      return;
    }
    client_ = std::move(*client);
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(timeout_).count();
    client_->send(
        {.method = "POST",
         .target = "/grpc.health.v1.Health/Check",
         .headers = {{"content-type", "application/grpc"},
                     {"te", "trailers"},
                     {"user-agent", kProbeUserAgent},
                     {"grpc-timeout", fmt::format("{}m", milliseconds)}},
         .body = requestFor(target_.service)},
        {.onHeaders = [this](int status, const net::Headers& headers) { onHeaders(status, headers); },
         .onData =
             [this](std::string_view chunk) { body_.append(chunk.substr(0, kProbeOutput - body_.size())); },
         .onEnd = [this](const Result<>& result) { done_(judge(result)); }});
  }

  ProbeResult unresolved(const std::string& why) const override {
    return {Outcome::Failure, fmt::format("error: failed to connect service at \"{}\": {}", place(), why)};
  }
  ProbeResult late(Duration timeout) const override {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout).count();
    if (answered_)
      return {Outcome::Failure, fmt::format("timeout: health rpc did not complete within {}s", seconds)};
    return {Outcome::Failure, fmt::format("timeout: failed to connect service \"{}\" within {}s: context "
                                          "deadline exceeded",
                                          place(), seconds)};
  }

 private:
  std::string place() const { return hostAndPort(target_.host, target_.port); }

  void onHeaders(int status, const net::Headers& headers) {
    answered_ = true;
    httpStatus_ = status;
    if (const std::string* code = headers.find("grpc-status")) code_ = *code;
    if (const std::string* message = headers.find("grpc-message")) message_ = *message;
  }

  ProbeResult judge(const Result<>& result) const {
    if (const auto status = statusIn(body_)) {
      if (*status == 1) return {Outcome::Success, "service healthy"};
      return {Outcome::Failure,
              fmt::format("service unhealthy (responded with \"{}\")", statusName(*status))};
    }
    if (!result && !answered_) return unresolved(result.error().message);
    if (code_ == kUnimplemented || httpStatus_ == 404)
      return {Outcome::Failure,
              "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): " +
                  message_};
    if (code_ == kDeadlineExceeded) return late(timeout_);
    return {Outcome::Failure, fmt::format("error: health rpc probe failed: {}",
                                          !message_.empty() ? message_
                                          : !result         ? result.error().message
                                                            : fmt::format("status {}", httpStatus_))};
  }

  net::EventLoop& loop_;
  GrpcTarget target_;
  Duration timeout_;
  Done done_;
  std::unique_ptr<net::HttpClient> client_;
  bool answered_ = false;
  int httpStatus_ = 0;
  std::string code_, message_, body_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const GrpcTarget& target,
                                               Duration timeout) {
  return std::make_unique<GrpcProbe>(loop, target, timeout);
}

}  // namespace seamark::agent
