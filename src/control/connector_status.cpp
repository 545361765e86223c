#include <fmt/format.h>

#include <array>

#include "base/strings.h"
#include "control/connectors.h"

namespace headrace::control {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 5> names = {"created", "needs_configuration", "configured", "connected", "error"};

/// docs/spec/connectors.md 2.2: rows are where a connector is, columns where it is to go, both in the order of the enum.
constexpr std::array<std::array<bool, 5>, 5> allowed = {{
    {false, true, false, false, true},
    {false, false, true, false, true},
    {false, true, true, true, true},
    {false, false, true, true, true},
    {false, false, true, true, true},
}};

}  // namespace

std::string_view to_string(ConnectorStatus status) { return names.at(static_cast<std::size_t>(status)); }

Result<ConnectorStatus> parse_connector_status(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (base::equals_ignoring_case(names.at(i), name)) return static_cast<ConnectorStatus>(i);
  }
  return fail(ErrorKind::illegal_argument, fmt::format("Unknown ConnectorStatus: {}", name));
}

bool may_follow(ConnectorStatus from, ConnectorStatus to) {
  return allowed.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to));
}

}  // namespace headrace::control
