#pragma once
// For tests only: bulk writes and indices of the content store with a record of what was acknowledged. Writers have documents of their own;
// what one of them sends at once must be there as a whole or not at all when it was not answered.

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::engine::embedded {

class RecordedDocuments {
 public:
  explicit RecordedDocuments(std::uint32_t seed) : random_(seed) {}

  /// Some documents of `writer`, written, replaced or removed at once. False: refused, and they may be there all the same.
  Awaitable<bool> write(DocumentStore& store, int writer);
  /// An index is made, gets a document, or is deleted. False: as above.
  Awaitable<bool> change_index(DocumentStore& store);
  /// A writer that goes on until it is refused, at most so often. Writer 0 changes indices too.
  Awaitable<void> write_many(DocumentStore& store, int writer, int most);
  /// So many requests were acknowledged.
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }

  /// What is wrong in the store, which was just opened or is written to no more, or was in its answers; none: all is well. What is found is
  /// what is known from then on.
  std::optional<std::string> check(DocumentStore& store);

 private:
  using Key = std::pair<std::string, std::string>;  ///< index, id
  struct Kept {
    std::string source;
    std::uint64_t version = 1;
    std::optional<std::uint64_t> seq_no = std::nullopt;  ///< none: the answer never came
  };
  using State = std::map<Key, std::optional<Kept>>;
  using Removed = std::map<Key, std::uint64_t>;  ///< the version of a removal; 0: there was none
  /// One request without an answer.
  struct Pending {
    State documents;
    Removed removed;
    std::map<std::string, bool> indices;  ///< whether they are there
  };

  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }
  Write some_write(int writer);
  /// Adds what the document becomes by this write.
  void add_to(Pending& pending, const Write& write);
  [[nodiscard]] const std::optional<Kept>& known(const Key& key) const;
  void acknowledge(const std::vector<Result<Written>>& results, Pending done);
  void complain(std::string problem);
  std::optional<std::string> settle(DocumentStore& store);
  std::optional<std::string> settle(DocumentStore& store, const Pending& pending);
  std::optional<std::string> check_document(DocumentStore& store, const Key& key, std::optional<Kept>& wanted);
  std::optional<std::string> check_index(DocumentStore& store, const IndexInfo& info);

  std::mt19937 random_;
  State documents_;
  Removed removed_;  ///< since the store was opened: the next document of the same id goes on from there
  std::map<std::string, bool> indices_;
  std::map<std::string, std::uint64_t> highest_;  ///< sequence number that was ever acknowledged, by index
  std::vector<Pending> pending_;
  std::uint64_t next_number_ = 1;
  std::uint64_t acknowledged_ = 0;
  std::optional<std::string> problem_;  ///< with an answer
};

}  // namespace headrace::engine::embedded
