#pragma once
// The one view for readers who may not manage connectors: values of sensitive configuration fields are not shown (
// docs/spec/configuration-filtering-secrets.md 2.5, DIFFERENCES.md).

#include <string>

#include "engine/store.h"

namespace headrace::security {

/// The source of a connector or sync job with `"value": "********"` for every field of its configuration that says `sensitive: true`;
/// empty and null values stay, so that one sees what is missing. Any other source as it is.
std::string redacted(const std::string& source);

/// The document with its source redacted, where it is a connector or a sync job.
void redact(engine::Document& document);

/// A view of a store that redacts what is read. Writes and transactions go through as they are.
class RedactingStore final : public engine::StateStore {
 public:
  /// `store` outlives it.
  explicit RedactingStore(engine::StateStore& store) : store_(store) {}

  Awaitable<Result<std::optional<engine::Document>>> get(std::string index, std::string id) override;
  Awaitable<Result<std::vector<Result<engine::Written>>>> write(std::vector<engine::Write> writes) override;
  Awaitable<Result<engine::SearchResult>> search(engine::SearchRequest request) override;
  Awaitable<Result<std::shared_ptr<const engine::SearchView>>> open_view(std::vector<std::string> indices) override;
  Awaitable<Result<engine::IndexInfo>> create_index(engine::IndexInfo wanted) override;
  Awaitable<Result<void>> delete_index(std::string index) override;
  Awaitable<Result<std::vector<engine::IndexInfo>>> indices() override;
  Awaitable<Result<void>> change_catalog(std::function<Result<void>(engine::CatalogView&)> rules) override;
  Awaitable<Result<engine::ListPage>> list(engine::ListRequest request) override;
  Awaitable<Result<engine::Changes>> changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit) override;
  Awaitable<Result<void>> transact(engine::Reads reads, std::function<Result<void>(engine::StateView&)> rules) override;

 private:
  engine::StateStore& store_;
};

}  // namespace headrace::security
