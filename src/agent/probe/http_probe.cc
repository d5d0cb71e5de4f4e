// HTTP and HTTPS: a status from 200 to 399 is success. Certificates are not verified, redirects are followed
// within the host; one that leads to another host ends the probe with a warning.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/url.hpp>
#include <utility>

#include "agent/probe/network_probe.h"
#include "net/http_client.h"

namespace seamark::agent {
namespace {

constexpr int kRedirects = 10;

bool isRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

class HttpProbe final : public NetworkProbe {
 public:
  HttpProbe(net::EventLoop& loop, HttpTarget target) : loop_(loop), target_(std::move(target)) {
    url_ = target_.url();
  }

  const std::string& host() const override { return target_.host; }
  void start(const std::string& ip, Done done) override {
    ip_ = ip;
    done_ = std::move(done);
    send();
  }
  ProbeResult unresolved(const std::string& why) const override { return failed(why); }
  ProbeResult late(Duration) const override {
    return failed("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
  }

 private:
  ProbeResult failed(const std::string& why) const {
    return {Outcome::Failure, fmt::format("Get \"{}\": {}", url_, why)};
  }

  void send() {
    status_ = 0;
    body_.clear();
    location_.clear();
    auto client = net::HttpClient::make(loop_, {.host = ip_,
                                                .port = target_.port,
                                                .tls = target_.tls,
                                                .version = target_.version,
                                                .insecure = true,
                                                .serverName = target_.host});
    if (!client) {
      loop_.post([watch = std::weak_ptr(alive_), this, why = client.error().message] {
        if (watch.lock()) done_(failed(why));
      });
      return;
    }
    // The one before may be calling us.
    loop_.post([kept = std::shared_ptr<net::HttpClient>(std::exchange(client_, std::move(*client)))] {});
    // What comes of a request that led here is of no interest any more.
    const auto mine = [this, hop = redirects_] { return hop == redirects_ && !ended_; };
    client_->send({.method = "GET", .target = target_.path, .headers = headers()},
                  {.onHeaders =
                       [this, mine](int status, const net::Headers& headers) {
                         if (mine()) onHeaders(status, headers);
                       },
                   .onData =
                       [this, mine](std::string_view chunk) {
                         if (mine()) onData(chunk);
                       },
                   .onEnd =
                       [this, mine](const Result<>& result) {
                         if (mine()) onEnd(result);
                       }});
  }

  // A header that is given, even with no value, replaces the one that would be sent.
  net::Headers headers() const {
    net::Headers out, given;
    for (const auto& [name, value] : target_.headers) {
      given.add(name, value);
      if (!value.empty()) out.add(name, value);
    }
    if (!given.find("user-agent")) out.add("User-Agent", kProbeUserAgent);
    if (!given.find("accept")) out.add("Accept", "*/*");
    if (!given.find("host")) out.add("Host", hostAndPort(target_.host, target_.port));
    if (target_.version == net::HttpVersion::Http1) out.add("Connection", "close");
    return out;
  }

  void onHeaders(int status, const net::Headers& headers) {
    status_ = status;
    if (const std::string* to = headers.find("location")) location_ = *to;
  }

  void onData(std::string_view chunk) {
    body_.append(chunk.substr(0, kProbeOutput - body_.size()));
    if (body_.size() == kProbeOutput) finish();
  }

  void onEnd(const Result<>& result) {
    if (result) return finish();
    // The message begins with the address, which the URL says already.
    const std::string& message = result.error().message;
    const size_t address = message.find(": ");
    end(failed(address == std::string::npos ? message : message.substr(address + 2)));
  }

  void finish() {
    if (isRedirect(status_) && !location_.empty()) return redirect();
    if (status_ >= 300 && status_ < 400) return end(stopped());
    if (status_ >= 200 && status_ < 300) return end({Outcome::Success, body_});
    end({Outcome::Failure, fmt::format("HTTP probe failed with statuscode: {}", status_)});
  }

  ProbeResult stopped() const {
    return {Outcome::Warning, "Probe terminated redirects, Response body: " + body_};
  }

  void redirect() {
    const auto base = boost::urls::parse_uri(url_);
    const auto reference = boost::urls::parse_uri_reference(location_);
    boost::urls::url to;
    if (!base || !reference || !boost::urls::resolve(*base, *reference, to))
      return end(failed(fmt::format("failed to parse Location header \"{}\"", location_)));
    if (std::string(to.host_address()) != std::string(base->host_address())) return end(stopped());
    if (++redirects_ >= kRedirects) return end(failed("stopped after 10 redirects"));
    target_.tls = to.scheme_id() == boost::urls::scheme::https;
    target_.port = to.has_port() ? to.port_number() : static_cast<uint16_t>(target_.tls ? 443 : 80);
    const std::string path(to.encoded_target());
    target_.path = path.empty() ? "/" : path;
    url_ = target_.url();
    send();
  }

  void end(ProbeResult result) {
    ended_ = true;
    done_(std::move(result));
  }

  net::EventLoop& loop_;
  HttpTarget target_;
  std::string url_, ip_;
  Done done_;
  std::unique_ptr<net::HttpClient> client_;
  int status_ = 0;
  int redirects_ = 0;
  bool ended_ = false;
  std::string body_, location_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const HttpTarget& target, Duration) {
  return std::make_unique<HttpProbe>(loop, target);
}

}  // namespace seamark::agent
