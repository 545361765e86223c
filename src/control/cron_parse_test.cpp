#include <gtest/gtest.h>

#include "control/cron.h"

namespace headrace::control {
namespace {

// docs/spec/connectors.md 3.19, to the letter.
constexpr const char* rejected[] = {
    "", "   ", "0 0 0 * *", "* * * * *", "every day", "@daily",
    // seconds, minutes, hours
    "61 0 0 * * ?", "60 0 0 * * ?", "-1 0 0 * * ?", "0 60 0 * * ?", "0 0-60 * * * ?", "0 0 24 * * ?", "0 0 5W * * ?", "0 0 ? * * ?",
    // day of month
    "0 0 0 0 * ?", "0 0 0 32 * ?", "0 0 0 1-32 * ?", "0 0 0 JAN * ?", "0 0 0 L-31 * ?", "0 0 0 L3 * ?", "0 0 0 LX * ?", "0 0 0 5L * ?",
    "0 0 0 W * ?", "0 0 0 32W * ?", "0 0 0 1#2 * ?", "0 0 0 L,15 * ?", "0 0 0 1,L * ?", "0 0 0 ?/2 * ?", "0 0 0 *,? * ?", "0 0 0 , * ?",
    "0 0 0 ?,2 * ?", "0 0 0 ?,1 * ?",
    // month
    "0 0 0 1 0 ?", "0 0 0 1 13 ?", "0 0 0 1 1-13 ?", "0 0 0 1 FOO ?", "0 0 0 1 JAN-FOO ?", "0 0 0 1 ? ?",
    // day of week
    "0 0 0 ? * 0", "0 0 0 ? * 8", "0 0 0 ? * FOO", "0 0 0 ? * MON-", "0 0 0 ? * 9L", "0 0 0 ? * 3W", "0 0 0 ? * 6#6", "0 0 0 ? * MON#6",
    "0 0 0 ? * 5#0", "0 0 0 ? * #2", "0 0 0 ? * 2#1,3#1", "0 0 0 ? * 2L,3L",
    // exactly one of the day fields is '?'
    "0 0 0 * * *", "0 0 0 ? * ?",
    // steps
    "*/60 0 0 * * ?", "*/70 0 0 * * ?", "0 */60 0 * * ?", "0 */70 * * * ?", "0 0 */24 * * ?", "0 0 0 */32 * ?", "0 0 0 1 */13 ?",
    "0 0 0 ? * */8", "0 */ * * * ?", "0 / * * * ?", "0 0/ * * * ?", "0 0/x * * * ?", "0 */x * * * ?", "0 0/-5 * * * ?", "0 1- * * * ?",
    "0 1-x * * * ?",
    // year
    "0 0 0 * * ? 2035-2030", "0 0 0 * * ? ?", "0 0 0 * * ? ABC", "0 0 0 * * ? 2200/2",
    // only blanks and tabs separate
    "0 0 0 * * ?\n", "0 0\n0 * * ?", "0 99999999999999999999 * * * ?"};

constexpr const char* accepted[] = {
    "0 0 0 * * ?", "0 0 0 ? * *", "1 * * * * ?", "0/5 * * * * ?", "0 */15 * * * ?", "0 0/15 * * * ?", "/5 0 0 * * ?", "0-30/10 0 0 * * ?",
    "0 0 */23 * * ?", "0 0 22-2 * * ?", "0 0 12 1/5 * ?", "0 0 0 L * ?", "0 0 0 LW * ?", "0 0 0 L-3 * ?", "0 0 0 L-30 * ?",
    "0 0 0 L-3W * ?", "0 0 0 15W * ?", "0 0 0 1,15 * ?", "0 0 0 31 2 ?", "0 0 0 1 JAN ?", "0 0 0 1 jan-mar ?", "0 0 0 1 */12 ?",
    "0 0 0 ? NOV-FEB MON", "0 0 0 ? * MON-FRI", "0 0 0 ? * mon-fri", "0 0 0 ? * MON,WED", "0 0 0 ? * SUN-SAT", "0 0 0 ? * 2-6",
    "0 0 0 ? * 7-1", "0 0 0 ? * L", "0 0 0 ? * 6L", "0 0 0 ? * FRIL", "0 0 0 ? * 6#3", "0 0 0 ? * FRI#2", "0 0 0 ? * MON#1",
    "0 0 0 ? * */2", "0 0 0 * * ? 2030", "0 0 0 * * ? 2026,2028", "0 0 0 * * ? 2030-2035", "0 0 0 * * ? 2026/2", "0 0 0 * * ? */2",
    "0 0 0 * * ? *", "0 0 0 * * ? 1969", "0 0 0 * * ? 99", "0\t0\t0\t*\t*\t?", "  0  0 0 * * ?  ", "00 00 00 * * ?", "007 0 0 * * ?",
    "0 5/60 * * * ?", "5/70 * * * * ?", "0 0 2 ? * 1,7",
    // oddities of the original
    "0 1.5 0 * * ?", "1X 0 0 * * ?", "*X 0 0 * * ?", "0 0 0 1 JANUARY ?", "0 0 0 ? * MONDAY", "0 0 0 15W-20 * ?", "0 0 0 L-W * ?",
    "0,,5 0 0 * * ?", "0/0 0 0 * * ?", "*/0 0 0 * * ?", "*/-5 0 0 * * ?", "0 0 0 ? * 9#2", "0 0 0 0W * ?", "0 0 0 1W,15W * ?",
    "0 0 0 ? * L-2", "L 0 0 * * ?", ", 0 0 * * ?", "0 0 0 ? * ,", "0 0 0 * * ? 2030 extra tokens"};

TEST(CronParse, the_reject_list_is_refused_with_both_levels_of_the_error) {
  for (const std::string expression : rejected) {
    const auto cron = Cron::parse(expression);
    ASSERT_FALSE(cron) << expression;
    EXPECT_EQ(cron.error().kind, ErrorKind::illegal_argument);
    EXPECT_EQ(cron.error().reason, "invalid cron expression [" + expression + "]");
    ASSERT_EQ(cron.error().caused_by.size(), 1U);
    EXPECT_TRUE(cron.error().caused_by[0].reason.starts_with("illegal cron expression format [java.lang.IllegalArgumentException: "));
  }
}

TEST(CronParse, the_accept_list_is_accepted) {
  for (const auto* expression : accepted) EXPECT_TRUE(Cron::parse(expression)) << expression;
}

TEST(CronParse, causes_have_the_texts_of_the_original) {
  const std::pair<const char*, const char*> texts[] = {
      {"61 0 0 * * ?", "Minute and Second values must be between 0 and 59"},
      {"0 0 24 * * ?", "Hour values must be between 0 and 23"},
      {"0 0 0 32 * ?", "Day of month values must be between 1 and 31"},
      {"0 0 0 1 13 ?", "Month values must be between 1 and 12"},
      {"0 0 0 ? * 8", "Day-of-Week values must be between 1 and 7"},
      {"0 0 0 * * *", "support for specifying both a day-of-week AND a day-of-month parameter is not implemented."},
      {"0 0 0 * *", "unexpected end of expression at pos [9]."},
      {"0 */70 * * * ?", "increment [70] > 60"},
      {"0 0 */24 * * ?", "increment [24] > 24"},
      {"0 0 0 */32 * ?", "increment [32] > 31"},
      {"0 0 0 1 */13 ?", "increment [13] > 12"},
      {"0 0 0 ? * */8", "increment [8] > 7"},
  };
  for (const auto& [expression, text] : texts) {
    const auto cron = Cron::parse(expression);
    ASSERT_FALSE(cron) << expression;
    EXPECT_EQ(cron.error().caused_by[0].reason,
              "illegal cron expression format [java.lang.IllegalArgumentException: " + std::string(text) + "]");
  }
}

TEST(CronParse, a_huge_expression_is_refused_and_not_worked_on) {
  std::string years = "0 0 0 * * ? ";
  while (years.size() < 1'000'000) years += "1678-2261,";
  EXPECT_FALSE(Cron::parse(years));
}

}  // namespace
}  // namespace headrace::control
