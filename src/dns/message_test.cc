// The wire: what is taken, what is refused, what fits.
// SPDX-License-Identifier: Apache-2.0
#include "dns/message.h"

#include <gtest/gtest.h>

namespace seamark::dns {
namespace {

const Name kName = *Name::parse("kafka.default.svc.cluster.local");

Query parsed(const std::string& message) {
  return std::get<Query>(parseQuery(message));
}

TEST(Message, AQuestionComesBackAsItWasAsked) {
  std::string asked = encodeQuery(0x1234, kName, type::A, 1232);
  asked[13] = 'K';
  const Query query = parsed(asked);
  EXPECT_EQ(query.id, 0x1234);
  EXPECT_EQ(query.name, kName);
  ASSERT_TRUE(query.edns);
  EXPECT_EQ(query.udpLimit(), 1232u);
  const std::string answer = encodeResponse(query, Response{}, query.udpLimit());
  EXPECT_EQ(answer.substr(12, kName.wire().size()), asked.substr(12, kName.wire().size()));
}

TEST(Message, EveryTruncationIsRefusedOrSilent) {
  const std::string whole = encodeQuery(7, kName, type::A, 1232);
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto outcome = parseQuery(whole.substr(0, size));
    if (size < 12) {
      EXPECT_TRUE(std::holds_alternative<Silence>(outcome)) << size;
    } else if (size < 12 + kName.wire().size() + 2) {
      EXPECT_TRUE(std::holds_alternative<Malformed>(outcome)) << size;
    }
  }
}

TEST(Message, AnswersAreNeverAnswered) {
  std::string message = encodeQuery(7, kName, type::A, 1232);
  message[2] = static_cast<char>(0x81);
  EXPECT_TRUE(std::holds_alternative<Silence>(parseQuery(message)));
}

TEST(Message, PointersThatLeadForwardOrInCirclesAreMalformed) {
  const std::string header("\0\7\1\0\0\1\0\0\0\0\0\0", 12);
  for (const std::string& name :
       {std::string("\xc0\x0c", 2), std::string("\xc0\xff", 2), std::string("\1a\xc0\x0c", 4)})
    EXPECT_TRUE(std::holds_alternative<Malformed>(parseQuery(header + name + std::string("\0\1\0\1", 4))));
}

TEST(Message, WhatDoesNotFitIsLeftOutAndSaid) {
  const Query query = parsed(encodeQuery(7, kName, type::A, 512));
  Response response;
  for (unsigned char i = 0; i < 100; ++i)
    response.answer.push_back(addressRecord(kName, 30, std::string{10, 0, 0, static_cast<char>(i)}));
  const std::string cut = encodeResponse(query, response, 512);
  EXPECT_LE(cut.size(), 512u);
  EXPECT_TRUE(cut[2] & 0x02);
  const auto back = parseUpstream(cut);
  ASSERT_TRUE(back);
  EXPECT_GT(back->answer.size(), 20u);
  EXPECT_FALSE(encodeResponse(query, response, 65535)[2] & 0x02);
}

TEST(Message, CompressedAnswersReadBack) {
  const Query query = parsed(encodeQuery(7, kName, type::CNAME, 1232));
  const Name target = *Name::parse("www.example.com");
  Response response;
  response.answer = {nameRecord(kName, type::CNAME, 30, target),
                     addressRecord(target, 300, std::string("\300\0\2\120", 4)),
                     srvRecord(kName, 30, 100, 80, target)};
  const auto back = parseUpstream(encodeResponse(query, response, 1232));
  ASSERT_TRUE(back);
  ASSERT_EQ(back->answer.size(), 3u);
  EXPECT_EQ(back->answer[0].target, target);
  EXPECT_EQ(back->answer[1].owner, target);
  EXPECT_EQ(back->answer[1].rdata, response.answer[1].rdata);
  EXPECT_EQ(back->answer[2].rdata, response.answer[2].rdata);
}

TEST(NameText, TooLongOrEmptyLabelsAreNotNames) {
  EXPECT_FALSE(Name::parse(std::string(64, 'a')));
  EXPECT_FALSE(Name::parse("a..b"));
  EXPECT_TRUE(Name::parse(std::string(63, 'a') + ".b."));
  EXPECT_TRUE(Name::parse(".") && Name::parse(".")->isRoot());
  EXPECT_TRUE(Name::parse("a.b.c")->isWithin(*Name::parse("b.c")));
  EXPECT_FALSE(Name::parse("a.xb.c")->isWithin(*Name::parse("b.c")));
}

}  // namespace
}  // namespace seamark::dns
