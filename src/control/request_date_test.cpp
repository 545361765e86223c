#include "control/request_date.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

std::string read(std::string_view text) {
  const auto instant = parse_request_date(text);
  return instant ? base::format_instant(*instant) : instant.error().reason;
}

TEST(RequestDate, forms_of_the_specification) {
  // docs/spec/configuration-filtering-secrets.md 3.2, docs/spec/connectors.md cases 232 to 234
  EXPECT_EQ(read("2024-05-14T09:00:00.000Z"), "2024-05-14T09:00:00.000Z");
  EXPECT_EQ(read("2024-05-14T09:00:00.5+02:00"), "2024-05-14T07:00:00.500Z");
  EXPECT_EQ(read("2024-05-14T09:00:00.123456789Z"), "2024-05-14T09:00:00.123456789Z");
  EXPECT_EQ(read("2024-05-14T09:00:00,25Z"), "2024-05-14T09:00:00.250Z");
  EXPECT_EQ(read("2024-05-14T09:00:00"), "2024-05-14T09:00:00.000Z");
  EXPECT_EQ(read("2024-05-14T09:30"), "2024-05-14T09:30:00.000Z");
  EXPECT_EQ(read("2024-05-14T09"), "2024-05-14T09:00:00.000Z");
  EXPECT_EQ(read("2024-05-14T09Z"), "2024-05-14T09:00:00.000Z");
  EXPECT_EQ(read("1715677200000"), "2024-05-14T09:00:00.000Z");
}

TEST(RequestDate, a_date_without_an_hour_is_no_moment) {
  for (const auto* text : {"2024-05-14", "2024-05", "2024"}) {
    EXPECT_TRUE(read(text).starts_with("Unable to obtain Instant from TemporalAccessor")) << text;
  }
}

TEST(RequestDate, other_texts_are_refused) {
  EXPECT_EQ(read("soon"), "failed to parse date field [soon] with format [strict_date_optional_time||epoch_millis]");
  EXPECT_EQ(read(""), "cannot parse empty datetime");
  for (const auto* text : {"2024-05-14T25:00:00Z", "2024-13-14T09:00:00Z", "2024-05-14T", "2024-05-14T09:00:00 Z", "14.05.2024"}) {
    EXPECT_FALSE(parse_request_date(text)) << text;
  }
}

}  // namespace
}  // namespace headrace::control
