// The server on real sockets: UDP and TCP, its own answers and an upstream's, many at once.
// SPDX-License-Identifier: Apache-2.0
#include "dns/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <future>

#include "dns/message.h"

namespace seamark::dns {
namespace {

const Name kOurs = *Name::parse("kafka.default.svc.cluster.local");
const Name kAlias = *Name::parse("out.default.svc.cluster.local");
const Name kForeign = *Name::parse("www.example.com");

net::SocketAddress loopback(uint16_t port) {
  return *net::SocketAddress::parse("127.0.0.1", port);
}

class Server : public testing::Test {
 protected:
  void SetUp() override {
    // An upstream that has one address for whatever it is asked.
    upstreamLoop_.runAndWait([this] {
      auto bound = net::UdpSocket::bind(
          upstreamLoop_, loopback(0), [](net::UdpSocket& socket, std::span<const net::Datagram> batch) {
            for (const auto& datagram : batch) {
              const auto query = std::get<Query>(parseQuery(datagram.data));
              Response response{.recursionAvailable = true};
              response.answer = {addressRecord(query.name, 300, std::string("\xc0\0\2\x50", 4))};
              socket.send(encodeResponse(query, response, 1232), datagram.from);
            }
          });
      upstream_ = std::move(*bound);
    });
    auto server =
        DnsServer::listen({&first_, &second_}, random_,
                          {.listen = loopback(0),
                           .upstreams = {loopback(upstream_->port())},
                           .zone = {.clusterZones = {*Name::parse("cluster.local")}, .reverseZones = {}}});
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    publish();
  }
  void TearDown() override {
    server_.reset();
    upstreamLoop_.runAndWait([this] { upstream_.reset(); });
  }

  void publish() {
    Zone zone;
    zone.synced = true;
    zone.namespaces = zone.namespaces.set("default", true);
    auto kafka = std::make_shared<routing::ServiceView>();
    kafka->name = {"default", "kafka"};
    kafka->clusterIPs = {*routing::IpAddress::parse("10.96.0.10")};
    kafka->ports = {{.name = "kafka", .port = 9092}};
    auto out = std::make_shared<routing::ServiceView>();
    out->name = {"default", "out"};
    out->type = routing::ServiceType::ExternalName;
    out->externalName = kForeign.text();
    zone = withService(withService(zone, kafka->name, kafka), out->name, out);
    server_->publish(std::make_shared<const Zone>(zone));
    for (auto* loop : {&first_, &second_}) loop->runAndWait([] {});  // both have taken it
  }

  std::string ask(const std::string& message, bool tcp) {
    const int fd = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    const auto to = loopback(server_->port());
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&to.storage), to.length), 0);
    const std::string length{static_cast<char>(message.size() >> 8), static_cast<char>(message.size())};
    const std::string out = (tcp ? length : "") + message;
    EXPECT_EQ(send(fd, out.data(), out.size(), 0), static_cast<ssize_t>(out.size()));
    char buffer[65537];
    size_t got = 0;
    const auto whole = [&] {
      return got >= 2 && got >= 2u + (static_cast<size_t>(static_cast<unsigned char>(buffer[0])) << 8 |
                                      static_cast<unsigned char>(buffer[1]));
    };
    do {
      const ssize_t n = recv(fd, buffer + got, sizeof(buffer) - got, 0);
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    } while (tcp && !whole());
    close(fd);
    return std::string(buffer, got).substr(tcp && got >= 2 ? 2 : 0);
  }

  std::vector<Record> answers(const Name& name, uint16_t type, bool tcp) {
    const auto back = parseUpstream(ask(encodeQuery(0x4242, name, type, 1232), tcp));
    return back ? back->answer : std::vector<Record>{};
  }

  SystemClock clock_;
  SystemRandom random_;
  net::EventLoop first_{clock_, "dns-0"}, second_{clock_, "dns-1"}, upstreamLoop_{clock_, "upstream"};
  std::unique_ptr<net::UdpSocket> upstream_;
  std::unique_ptr<DnsServer> server_;
};

TEST_F(Server, AnswersOverUdpAndTcp) {
  for (const bool tcp : {false, true}) {
    const auto found = answers(kOurs, type::A, tcp);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rdata, std::string("\12\x60\0\12", 4));
  }
}

TEST_F(Server, PassesTheRestOnAndFollowsAliasesThere) {
  const auto foreign = answers(kForeign, type::A, false);
  ASSERT_EQ(foreign.size(), 1u);
  EXPECT_EQ(foreign[0].ttl, 300u);
  const auto aliased = answers(kAlias, type::A, false);
  ASSERT_EQ(aliased.size(), 2u);
  EXPECT_EQ(aliased[0].target, kForeign);
  EXPECT_EQ(aliased[1].owner, kForeign);
}

TEST_F(Server, ManyAskersGetTheirOwnAnswers) {
  std::vector<std::future<size_t>> askers;
  for (int i = 0; i < 8; ++i)
    askers.push_back(std::async(std::launch::async, [this, tcp = i == 0] {
      size_t good = 0;
      for (int n = 0; n < 100; ++n) good += answers(n % 2 && !tcp ? kForeign : kOurs, type::A, tcp).size();
      return good;
    }));
  size_t good = 0;
  for (auto& asker : askers) good += asker.get();
  EXPECT_EQ(good, 800u);
}

TEST_F(Server, AClientThatAsksAndNeverReadsIsClosed) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const auto to = loopback(server_->port());
  ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&to.storage), to.length), 0);
  const std::string question = encodeQuery(1, kOurs, type::A, 1232);
  std::string many;
  for (int i = 0; i < 200; ++i)
    many +=
        std::string{static_cast<char>(question.size() >> 8), static_cast<char>(question.size())} + question;
  ssize_t sent = 1;
  for (int i = 0; i < 10'000 && sent > 0; ++i) sent = send(fd, many.data(), many.size(), MSG_NOSIGNAL);
  EXPECT_TRUE(sent < 0 && (errno == ECONNRESET || errno == EPIPE)) << errno;
  ::close(fd);
  EXPECT_EQ(answers(kOurs, type::A, true).size(), 1u);
}

TEST_F(Server, BrokenMessagesGetFormErrOrSilenceAndHarmNobody) {
  const std::string refused = ask(std::string("\0\7\1\0\0\2\0\0\0\0\0\0", 12), false);
  ASSERT_EQ(refused.size(), 12u);
  EXPECT_EQ(refused[3] & 0xf, 1);
  EXPECT_EQ(answers(kOurs, type::A, false).size(), 1u);
}

}  // namespace
}  // namespace seamark::dns
