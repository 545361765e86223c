#include "engine/document.h"

#include <array>

namespace headrace::engine {

std::string_view to_string(Outcome outcome) {
  static constexpr std::array<std::string_view, 5> names = {"created", "updated", "deleted", "noop", "not_found"};
  return names.at(static_cast<std::size_t>(outcome));
}

}  // namespace headrace::engine
