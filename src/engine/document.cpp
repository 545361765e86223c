#include "engine/document.h"

#include <array>

namespace headrace::engine {

std::string_view to_string(Outcome outcome) {
  static constexpr std::array<std::string_view, 5> names = {"created", "updated", "deleted", "noop", "not_found"};
  return names.at(static_cast<std::size_t>(outcome));
}

IndexPipelines pipelines_of(const json::Value& settings) {
  const auto named = [&](std::string_view setting) -> std::string {
    const auto* value = settings.at_path(setting);
    return value == nullptr || !value->is_string() || value->as_string() == "_none" ? "" : value->as_string();
  };
  return {.by_default = named("index.default_pipeline"), .at_last = named("index.final_pipeline")};
}

}  // namespace headrace::engine
