#pragma once
// Searches of text in the content store: which documents may answer, from the text indices beside the data
// (docs/decisions/0006-full-text.md).

#include "engine/embedded/reader_pool.h"
#include "engine/embedded/search.h"
#include "engine/embedded/text_changes.h"
#include "engine/text/query_candidates.h"
#include "engine/text/text_indexes.h"

namespace headrace::engine::embedded {

class TextSearch {
 public:
  struct Setup {
    std::filesystem::path folder;     ///< of the files
    std::uint64_t least_documents{};  ///< smaller indices are read
    base::Clock* clock = nullptr;
  };
  /// `existing`: all indices of the store. `published` outlives it.
  TextSearch(Setup setup, const Published& published, text::TextIndexes::Existing existing);

  /// The state to search in, with what is known of it.
  struct Prepared {
    std::vector<IndexView> indices;
    Candidates candidates;
    bool timed_out = false;
  };
  /// Waits until the text indices have what `indices` have, or for `request.timeout`. Without a search of text it gives `indices` back at
  /// once. Errors: those of check_search; index_not_found for an index that is deleted meanwhile; unavailable when closed.
  Awaitable<Result<Prepared>> prepare(std::vector<IndexView> indices, const SearchRequest& request);

  /// From the writer's thread, before and after it.
  void before_publish(const Published::Changes& changes) { changes_.note(changes); }
  void after_publish(const Published::Changes& changes);

  /// Whoever waits goes on without.
  void close();

 private:
  /// What one index is asked; none when it is to be read.
  using Asked = std::optional<std::vector<text::TextQuery>>;
  /// What a text index has said.
  struct Found {
    std::optional<std::vector<std::string>> ids;
    std::uint64_t index = 0;
    std::uint64_t position = 0;
  };

  [[nodiscard]] std::vector<Asked> plan(const std::vector<IndexView>& indices, const SearchRequest& request) const;
  Result<Prepared> find(std::vector<IndexView> indices, const std::vector<Asked>& asked, const SearchRequest& request,
                        base::Instant deadline);
  /// Errors: those of the text index.
  Result<Found> find_in(const IndexView& index, const std::vector<text::TextQuery>& asked, base::Instant deadline, bool& timed_out);
  ReaderPool& waiting_room();

  const Setup setup_;
  const Published& published_;
  TextChanges changes_;
  text::TextIndexes indexes_;
  std::mutex mutex_;
  std::unique_ptr<ReaderPool> waiting_room_;  ///< guarded by mutex_; made at need
};

}  // namespace headrace::engine::embedded
