#pragma once
// What a transaction sees and what it wants written, inside the writer.

#include "engine/embedded/group.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

class Transaction final : public StateView {
 public:
  explicit Transaction(Group& group) : group_(group), now_(group.now()) {}

  /// Reads what the rules want to see. Errors: index_not_found, illegal_argument, unavailable.
  Result<void> fetch(const Reads& reads);
  /// Makes the writes of the rules part of the group: all of them or none. Errors: index_not_found, illegal_argument, document_parsing,
  /// cluster_block.
  Result<void> apply();

  [[nodiscard]] base::Instant now() const override { return now_; }
  [[nodiscard]] const Document* find(std::string_view index, std::string_view id) const override;
  [[nodiscard]] std::vector<const Document*> with(std::string_view index, std::string_view field, std::string_view value) const override;
  void put(std::string_view index, std::string_view id, std::string source) override;
  void put_value(std::string_view index, std::string_view id, const json::Value& document) override;
  void remove(std::string_view index, std::string_view id) override;

 private:
  using Key = std::pair<std::string, std::string>;  ///< concrete index, id
  /// What the rules want of a document.
  struct Wanted {
    std::optional<Document> document;               ///< none: to be removed
    std::optional<ListRecord> list = std::nullopt;  ///< none: not known yet
  };

  /// A write that nothing can refuse any more.
  struct Prepared {
    Index* index = nullptr;
    std::string id;
    std::optional<StoredDocument> current;
    std::optional<Document> wanted;  ///< as above
    std::optional<ListRecord> list;
  };

  Result<void> fetch_document(const std::string& index, const std::string& id);
  Result<Prepared> prepare(const Key& key, const Wanted& wanted) const;

  Group& group_;
  base::Instant now_;
  std::map<Key, std::optional<Document>> fetched_;
  std::map<Key, Wanted> written_;
  std::map<std::array<std::string, 3>, std::vector<std::string>> keyword_ids_;  ///< (concrete index, field, value) -> ids
};

}  // namespace headrace::engine::embedded
