#include <gtest/gtest.h>

#include <array>

#include "control/connectors.h"

namespace headrace::control {
namespace {

TEST(ConnectorStatus, transitions_are_those_of_the_table) {
  // docs/spec/connectors.md 2.2
  using enum ConnectorStatus;
  constexpr std::array statuses = {created, needs_configuration, configured, connected, ConnectorStatus::error};
  constexpr std::array<std::string_view, 5> table = {".x..x", "..x.x", ".xxxx", "..xxx", "..xxx"};
  for (std::size_t from = 0; from < statuses.size(); ++from) {
    for (std::size_t to = 0; to < statuses.size(); ++to) {
      EXPECT_EQ(may_follow(statuses[from], statuses[to]), table[from][to] == 'x')
          << to_string(statuses[from]) << " " << to_string(statuses[to]);
    }
  }
  EXPECT_EQ(parse_connector_status("ERROR"), ConnectorStatus::error);
  EXPECT_EQ(parse_connector_status("running").error().reason, "Unknown ConnectorStatus: running");
}

}  // namespace
}  // namespace headrace::control
