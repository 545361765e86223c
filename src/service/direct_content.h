#pragma once
// The documents of a sync go straight into the engine.

#include "engine/store.h"
#include "service/backend.h"

namespace headrace::service {

class DirectContent final : public ContentTarget {
 public:
  /// `engine` outlives it.
  explicit DirectContent(engine::Engine& engine) : engine_(engine) {}

  Result<void> ensure_index(const std::string& index, const json::Value& mappings) override;
  Result<std::optional<json::Value>> document(const std::string& index, const std::string& id) override;
  Result<bool> has_pipeline(const std::string& name) override;
  Result<void> scan(const std::string& index, const ScanDetail& detail, const std::function<bool(const StoredDocument&)>& visit) override;
  Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string& pipeline,
                                        std::span<const Operation> operations) override;
  Result<std::uint64_t> count(const std::string& index) override;
  [[nodiscard]] bool is_local() const override { return true; }

 private:
  Result<engine::SearchResult> page(const std::string& index, const std::string& after, std::uint64_t size);

  engine::Engine& engine_;
};

/// What the field `id` (else `_id`) and `_timestamp` of a stored document are.
StoredDocument stored_document(const std::string& id, const json::Value& source);
/// The same of a source as it stands in the store.
StoredDocument stored_document(const std::string& id, std::string_view source, const ScanDetail& detail);
/// The same of what the store gives, with its source or its tag alone.
StoredDocument stored_document(const engine::Document& document, const ScanDetail& detail);

/// The mappings of an index that a sync makes (docs/spec/connector-service.md 11.1): ids are texts, whatever the first one looks like.
json::Value content_mappings();

}  // namespace headrace::service
