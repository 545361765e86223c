#include "base/strings.h"
#include "control/connector_state.h"
#include "control/description_words.h"
#include "control/errors.h"
#include "control/index_name.h"
#include "control/list_window.h"

namespace headrace::control {
namespace {

void add_filter(engine::ListRequest& request, std::string_view field, std::vector<std::string> wanted) {
  if (wanted.empty()) return;
  std::ranges::sort(wanted);
  const auto repeated = std::ranges::unique(wanted);
  wanted.erase(repeated.begin(), repeated.end());
  request.filters.push_back({std::string(field), std::move(wanted)});
}

/// docs/spec/connectors.md 3.5, `query`: inside the index name, the name, or one word of the description.
bool is_found(const json::Value& connector, std::string_view pattern) {
  constexpr bool escapes = true;
  for (const auto field : {"index_name", "name"}) {
    const auto* text = connector.find(field);
    if (text != nullptr && text->is_string() && base::glob_matches(pattern, text->as_string(), escapes)) return true;
  }
  return std::ranges::any_of(words_of(connector.text("description")),
                             [&](const std::string& word) { return base::glob_matches(pattern, word, escapes); });
}

}  // namespace

Awaitable<Result<engine::ListPage>> Connectors::list(ConnectorList wanted) {
  Validation validation;
  for (const auto& name : wanted.index_names) {
    if (auto fault = invalid_index_name(name)) validation.add(std::move(*fault));
  }
  CO_TRY_VOID(validation.result());
  engine::ListRequest request{.index = std::string(engine::connectors_index), .filters = {}};
  add_filter(request, "index_name", std::move(wanted.index_names));
  add_filter(request, "name", std::move(wanted.names));
  add_filter(request, "service_type", std::move(wanted.service_types));
  request.from = wanted.from;
  request.size = wanted.size;
  const auto pattern = wanted.query.empty() ? std::string() : "*" + wanted.query + "*";
  if (!pattern.empty() || !wanted.include_deleted) {
    request.predicate = [pattern, include_deleted = wanted.include_deleted](const json::Value& connector) {
      return (include_deleted || !is_deleted(connector)) && (pattern.empty() || is_found(connector, pattern));
    };
  }
  co_return co_await list_page(store_, mode_, std::move(request));
}

}  // namespace headrace::control
