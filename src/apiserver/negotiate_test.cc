// Accept headers against what is answered.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/negotiate.h"

#include <gtest/gtest.h>

#include "api/core/config_map.h"

namespace seamark::apiserver {
namespace {

struct Case {
  const char* accept;
  AnswerShape shape;
  int code;  // 0: accepted
  MediaType media = MediaType::Json;
  Representation as = Representation::Object;
};

TEST(Negotiate, AcceptHeaders) {
  constexpr auto kObject = AnswerShape::Object, kList = AnswerShape::List, kWatch = AnswerShape::Watch;
  constexpr auto kJson = MediaType::Json, kYaml = MediaType::Yaml, kProtobuf = MediaType::Protobuf;
  constexpr auto kTable = Representation::Table, kPartial = Representation::PartialObjectMetadata;
  const Case cases[] = {
      {"", kObject, 0},
      {"application/yaml", kObject, 0, kYaml},
      {"application/yaml", kWatch, 406},
      {"application/*", kObject, 406},
      {"bogus", kObject, 406},
      {"application/cbor", kList, 406},
      {",", kObject, 406},
      {"application/json,", kObject, 0},
      {"APPLICATION/JSON", kObject, 406},
      {"application/json;v=v1", kObject, 406},
      {"application/json;g=meta.k8s.io;v=v1", kObject, 406},
      {"application/json;as", kObject, 0},
      {"application/json;stream=watch", kObject, 0},
      {"application/json;stream=other", kObject, 406},
      {"application/json;sv=v2", kObject, 406},
      {"application/*", AnswerShape::GroupList, 0},
      {"application/*", AnswerShape::Plain, 406},
      {"text/plain", AnswerShape::Log, 406},
      {"application/json;as=Table;v=v1;g=meta.k8s.io;q=0.5,application/yaml", kWatch, 406},
      {"application/json;as=Table;v=v1;g=meta.k8s.io", AnswerShape::Whole, 406},
      {"application/xml,*/*;q=0.8", kObject, 0},
      {"application/json;q=0.1,application/yaml;q=0.9", kObject, 0, kYaml},
      {"application/vnd.kubernetes.protobuf, */*", kObject, 0, kProtobuf},
      {"application/json;as=Table;v=v1;g=meta.k8s.io,application/json", kList, 0, kJson, kTable},
      {"application/json;as=Table;v=v2;g=meta.k8s.io", kList, 406},
      {"application/json;as=Bogus;v=v1;g=meta.k8s.io,application/json", kList, 0, kJson},
      {"application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io", kList, 406},
      {"application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", kList, 0, kJson, kPartial},
      {"application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", kList, 406},
      {"application/json;as=Table;v=v1;g=meta.k8s.io;q=0.1,application/json", kList, 0, kJson},
      {"application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", AnswerShape::Plain, 406},
      {"application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", AnswerShape::GroupList, 0},
  };
  for (const Case& c : cases) {
    auto result = negotiate(c.accept, c.shape);
    if (result && c.shape == kWatch)
      if (auto streams = checkStreams(*result); !streams) result = std::unexpected(streams.error());
    if (result && c.shape <= kList)
      if (auto fits = checkFit(*result, c.shape == kList, api::kindOf<api::ConfigMap>()); !fits)
        result = std::unexpected(fits.error());
    EXPECT_EQ(result ? 0 : result.error().code, c.code) << c.accept;
    if (!result) continue;
    EXPECT_EQ(result->media, c.media) << c.accept;
    EXPECT_EQ(result->as, c.as) << c.accept;
  }
}

TEST(Negotiate, AHugeHeaderIsHarmless) {
  std::string accept;
  for (int i = 0; i < 100'000; ++i) accept += "a/b;q=0." + std::to_string(i) + ",";
  EXPECT_FALSE(negotiate(accept, AnswerShape::Object));
}

}  // namespace
}  // namespace seamark::apiserver
