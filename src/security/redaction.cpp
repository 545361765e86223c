#include "security/redaction.h"

namespace headrace::security {
namespace {

using json::Value;

constexpr std::string_view hidden = "********";

/// True when something was hidden.
bool redact_configuration(Value* configuration) {
  if (configuration == nullptr || !configuration->is_object()) return false;
  bool changed = false;
  for (auto& [name, field, offset] : configuration->as_object()) {
    const auto* sensitive = field.is_object() ? field.find("sensitive") : nullptr;
    if (sensitive == nullptr || !sensitive->is_bool() || !sensitive->as_bool()) continue;
    const auto* value = field.find("value");
    const bool is_nothing = value == nullptr || value->is_null() || (value->is_string() && value->as_string().empty());
    if (is_nothing) continue;
    field.set("value", hidden);
    changed = true;
  }
  return changed;
}

bool holds_configurations(std::string_view index) { return index == engine::connectors_index || index == engine::sync_jobs_index; }

}  // namespace

std::string redacted(const std::string& source) {
  if (!source.contains("sensitive")) return source;
  auto document = json::parse(source);
  if (!document || !document->is_object()) return source;
  bool changed = redact_configuration(document->find("configuration"));
  if (auto* connector = document->find("connector"); connector != nullptr && connector->is_object())
    changed = redact_configuration(connector->find("configuration")) || changed;
  return changed ? json::write(*document) : source;
}

void redact(engine::Document& document) {
  if (!holds_configurations(document.index)) return;
  document.source = std::make_shared<const std::string>(redacted(*document.source));
}

Awaitable<Result<std::optional<engine::Document>>> RedactingStore::get(std::string index, std::string id) {
  CO_TRY(auto document, co_await store_.get(std::move(index), std::move(id)));
  if (document) redact(*document);
  co_return document;
}

Awaitable<Result<engine::SearchResult>> RedactingStore::search(engine::SearchRequest request) {
  CO_TRY(auto result, co_await store_.search(std::move(request)));
  for (auto& hit : result.hits) redact(hit.document);
  co_return result;
}

Awaitable<Result<engine::ListPage>> RedactingStore::list(engine::ListRequest request) {
  CO_TRY(auto page, co_await store_.list(std::move(request)));
  for (auto& document : page.documents) redact(document);
  co_return page;
}

Awaitable<Result<engine::Changes>> RedactingStore::changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit) {
  return store_.changes(std::move(index), from, limit);
}

Awaitable<Result<std::vector<Result<engine::Written>>>> RedactingStore::write(std::vector<engine::Write> writes) {
  return store_.write(std::move(writes));
}
Awaitable<Result<std::shared_ptr<const engine::SearchView>>> RedactingStore::open_view(std::vector<std::string> indices) {
  return store_.open_view(std::move(indices));
}
Awaitable<Result<engine::IndexInfo>> RedactingStore::create_index(engine::IndexInfo wanted) {
  return store_.create_index(std::move(wanted));
}
Awaitable<Result<void>> RedactingStore::delete_index(std::string index) { return store_.delete_index(std::move(index)); }
Awaitable<Result<std::vector<engine::IndexInfo>>> RedactingStore::indices() { return store_.indices(); }
Awaitable<Result<void>> RedactingStore::change_catalog(std::function<Result<void>(engine::CatalogView&)> rules) {
  return store_.change_catalog(std::move(rules));
}
Awaitable<Result<void>> RedactingStore::transact(engine::Reads reads, std::function<Result<void>(engine::StateView&)> rules) {
  return store_.transact(std::move(reads), std::move(rules));
}

}  // namespace headrace::security
