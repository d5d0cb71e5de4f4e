// Ages and lists as tables show them.
// SPDX-License-Identifier: Apache-2.0
#include "api/table.h"

#include <gtest/gtest.h>

#include "api/kinds.h"

namespace seamark::api {
namespace {

TEST(Table, DurationsHaveTwoUnitsWhereTheyMatter) {
  constexpr int64_t kMinute = 60;
  constexpr int64_t kHour = 3600;
  constexpr int64_t kDay = 86400;
  const std::pair<int64_t, const char*> cases[] = {{0, "0s"},
                                                   {-1, "0s"},
                                                   {-2, "<invalid>"},
                                                   {119, "119s"},
                                                   {120, "2m"},
                                                   {125, "2m5s"},
                                                   {10 * kMinute, "10m"},
                                                   {179 * kMinute + 59, "179m"},
                                                   {3 * kHour, "3h"},
                                                   {7 * kHour + 59 * kMinute, "7h59m"},
                                                   {8 * kHour, "8h"},
                                                   {47 * kHour, "47h"},
                                                   {48 * kHour, "2d"},
                                                   {51 * kHour, "2d3h"},
                                                   {8 * kDay, "8d"},
                                                   {729 * kDay, "729d"},
                                                   {730 * kDay, "2y"},
                                                   {800 * kDay, "2y70d"},
                                                   {8 * 365 * kDay, "8y"}};
  for (const auto& [seconds, text] : cases) EXPECT_EQ(durationText(seconds), text) << seconds;
}

TEST(Table, AgesOfNothingAndOfTomorrow) {
  const WallTime now{std::chrono::seconds(1'800'000'000)};
  EXPECT_EQ(ageText(Time{}, now), "<unknown>");
  EXPECT_EQ(ageText(Time{.seconds = 1'800'000'000 - 75}, now), "75s");
  EXPECT_EQ(ageText(Time{.seconds = 1'800'000'001}, now), "0s");
  EXPECT_EQ(ageText(Time{.seconds = 1'800'000'100}, now), "<invalid>");
  EXPECT_EQ(ageText(MicroTime{.micros = 1'799'999'880'000'000}, now), "2m");
}

TEST(Table, CellsAreJson) {
  EXPECT_EQ(textCell("<none>"), "\"\\u003cnone\\u003e\"");
  EXPECT_EQ(numberCell(3), "3");
  EXPECT_EQ(labelsText({{"b", "2"}, {"a", "1"}}), "a=1,b=2");
  EXPECT_EQ(labelsText({}), "<none>");
}

TEST(Table, EveryKindHasAsManyCellsAsColumns) {
  for (const Kind* kind : kinds()) {
    if (!kind->served) continue;
    ASSERT_NE(kind->table.cells, nullptr) << kind->kind;
    const auto object = kind->make();
    // IPAddress has a cell more than columns, as upstream does.
    const size_t extra = kind->kind == "IPAddress" ? 1 : 0;
    EXPECT_EQ(kind->table.cells(*object, WallTime{}).size(), kind->table.columns.size() + extra)
        << kind->kind;
  }
}

TEST(Rules, EveryKindTakesAnEmptyObjectWithoutHarm) {
  for (const Kind* kind : kinds()) {
    const auto object = kind->make();
    const auto old = kind->make();
    const Rules& rules = kind->rules;
    if (rules.setDefaults != nullptr) rules.setDefaults(*object);
    if (rules.prepareForCreate != nullptr) rules.prepareForCreate(*object);
    if (rules.validateCreate != nullptr) rules.validateCreate(*object);
    if (rules.prepareForUpdate != nullptr) rules.prepareForUpdate(*object, *old);
    if (rules.validateUpdate != nullptr) rules.validateUpdate(*object, *old);
    if (rules.prepareForStatusUpdate != nullptr) rules.prepareForStatusUpdate(*object, *old);
    if (rules.validateStatusUpdate != nullptr) rules.validateStatusUpdate(*object, *old);
    if (rules.warningsOnCreate != nullptr) rules.warningsOnCreate(*object);
    for (const SelectableField& field : kind->selectableFields) field.value(*object);
  }
}

}  // namespace
}  // namespace seamark::api
