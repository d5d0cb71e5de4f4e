// UDP, TCP and addresses on loopback.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <future>

#include "net/tcp.h"
#include "net/udp.h"

namespace seamark::net {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(SocketAddress, IsReadAndWritten) {
  EXPECT_EQ(SocketAddress::parse("10.0.0.1", 53)->text(), "10.0.0.1:53");
  EXPECT_EQ(SocketAddress::parse("fd00::1", 53)->text(), "[fd00::1]:53");
  EXPECT_EQ(SocketAddress::parse("::ffff:10.0.0.1", 5)->text(), "10.0.0.1:5");
  EXPECT_EQ(SocketAddress::parse("fd00::1", 53)->port(), 53);
  EXPECT_FALSE(SocketAddress::parse("localhost", 53));
}

struct SocketsTest : testing::Test {
  SystemClock clock;
  EventLoop loop{clock, "sockets"};
  SocketAddress loopback = *SocketAddress::parse("127.0.0.1", 0);
};

TEST_F(SocketsTest, DatagramsGoAndComeInBatches) {
  std::unique_ptr<UdpSocket> server, client;
  std::promise<void> all;
  std::set<std::string> answers;
  loop.runAndWait([&] {
    server = *UdpSocket::bind(loop, loopback, [](UdpSocket& socket, std::span<const Datagram> batch) {
      EXPECT_LE(batch.size(), 64u);
      for (const auto& datagram : batch) socket.send("re:" + std::string(datagram.data), datagram.from);
    });
    client = *UdpSocket::bind(loop, loopback, [&](UdpSocket&, std::span<const Datagram> batch) {
      for (const auto& datagram : batch) {
        answers.emplace(datagram.data);
        EXPECT_EQ(datagram.from.port(), server->port());
      }
      if (answers.size() == 200) all.set_value();
    });
    const auto to = *SocketAddress::parse("127.0.0.1", server->port());
    for (int i = 0; i < 199; ++i) client->send(std::to_string(i), to);
    client->send(std::string(60'000, 'x'), to);
  });
  all.get_future().wait();
  EXPECT_TRUE(answers.contains("re:198"));
  EXPECT_TRUE(answers.contains("re:" + std::string(60'000, 'x')));
  loop.runAndWait([&] {
    server.reset();
    client.reset();
  });
}

TEST_F(SocketsTest, AnUnreachablePeerDoesNotStopTheOthers) {
  std::unique_ptr<UdpSocket> server, client;
  std::promise<std::string> arrived;
  loop.runAndWait([&] {
    server = *UdpSocket::bind(loop, loopback, [&](UdpSocket&, std::span<const Datagram> batch) {
      arrived.set_value(std::string(batch[0].data));
    });
    client = *UdpSocket::bind(loop, loopback, [](UdpSocket&, std::span<const Datagram>) {});
    client->send("lost", *SocketAddress::parse("::1", 9));  // another family: refused by the kernel
    client->send("found", *SocketAddress::parse("127.0.0.1", server->port()));
  });
  EXPECT_EQ(arrived.get_future().get(), "found");
  loop.runAndWait([&] {
    server.reset();
    client.reset();
  });
}

TEST_F(SocketsTest, StreamsCarryBothWaysWithBackPressureAndEnds) {
  std::unique_ptr<TcpListener> listener;
  std::unique_ptr<TcpStream> accepted, connected;
  size_t received = 0;
  std::string answer;
  std::promise<void> closed;
  loop.runAndWait([&] {
    listener = *TcpListener::listen(loop, loopback, [&](std::unique_ptr<TcpStream> stream) {
      accepted = std::move(stream);
      EXPECT_THAT(accepted->peer().text(), HasSubstr("127.0.0.1:"));
      accepted->pauseReading(true);
      loop.after(5ms, [&] {
        EXPECT_EQ(received, 0u);  // paused
        EXPECT_GT(connected->queued(), 0u);
        accepted->pauseReading(false);
      });
      accepted->onData([&](std::string_view data) { received += data.size(); });
      accepted->onEnd([&] {
        accepted->write("got " + std::to_string(received));
        accepted->finishWriting();
      });
      accepted->onClosed([&] { accepted.reset(); });  // drops itself
    });
    connectTcp(loop, *SocketAddress::parse("127.0.0.1", listener->port()), 5s,
               [&](Result<std::unique_ptr<TcpStream>> result) {
                 ASSERT_TRUE(result) << result.error().message;
                 connected = std::move(*result);
                 connected->onData([&](std::string_view data) { answer += data; });
                 connected->onClosed([&] { closed.set_value(); });
                 connected->write(std::string(20'000'000, 'x'));
                 connected->finishWriting();
               });
  });
  closed.get_future().wait();
  EXPECT_EQ(answer, "got 20000000");
  loop.runAndWait([&] {
    EXPECT_EQ(accepted, nullptr);
    connected.reset();
    listener.reset();
  });
}

TEST_F(SocketsTest, DrainedComesWhenTheQueueIsEmptyAndCloseIsTold) {
  std::unique_ptr<TcpListener> listener;
  std::unique_ptr<TcpStream> accepted, connected;
  std::promise<void> drained, closed;
  loop.runAndWait([&] {
    listener = *TcpListener::listen(loop, loopback, [&](std::unique_ptr<TcpStream> stream) {
      accepted = std::move(stream);
      accepted->onData([](std::string_view) {});
      accepted->onEnd([&] { accepted->finishWriting(); });
      accepted->onClosed([&] { closed.set_value(); });
    });
    connectTcp(loop, *SocketAddress::parse("127.0.0.1", listener->port()), 5s,
               [&](Result<std::unique_ptr<TcpStream>> result) {
                 connected = std::move(*result);
                 connected->onDrained([&] {
                   EXPECT_EQ(connected->queued(), 0u);
                   drained.set_value();
                 });
                 connected->write(std::string(5'000'000, 'x'));
               });
  });
  drained.get_future().wait();
  loop.runAndWait([&] { connected.reset(); });
  closed.get_future().wait();
  loop.runAndWait([&] {
    accepted.reset();
    listener.reset();
  });
}

TEST_F(SocketsTest, ConnectingTellsWhyItCannot) {
  std::promise<std::string> message;
  uint16_t port = 0;
  loop.runAndWait([&] {
    port = (*TcpListener::listen(loop, loopback, [](std::unique_ptr<TcpStream>) {
           }))->port();  // closed again at once
    connectTcp(loop, *SocketAddress::parse("127.0.0.1", port), 5s,
               [&](Result<std::unique_ptr<TcpStream>> result) {
                 message.set_value(result ? "connected" : result.error().message);
               });
  });
  EXPECT_EQ(message.get_future().get(),
            "cannot connect to 127.0.0.1:" + std::to_string(port) + ": connection refused");
}

}  // namespace
}  // namespace seamark::net
