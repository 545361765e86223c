#pragma once
// What changed last in the content indices whose text is searched, for their text indices: from memory where that reaches back far
// enough, else by a scan of all documents.

#include "engine/embedded/change_log.h"
#include "engine/embedded/published.h"
#include "engine/text/change_source.h"

namespace headrace::engine::embedded {

class TextChanges final : public text::ChangeSource {
 public:
  static constexpr std::size_t most_logs = 16;         ///< those asked for last
  static constexpr std::size_t most_entries = 32'768;  ///< of one log

  /// `published` outlives it.
  explicit TextChanges(const Published& published) : published_(published) {}

  /// What is about to be published. From the writer's thread.
  void note(const Published::Changes& changes);
  /// What is changed from here on can be had by log; none when there is no log.
  [[nodiscard]] std::optional<std::uint64_t> logged_from(std::uint64_t index) const;

  Result<text::ChangePage> next_changes(const text::ChangeRequest& request) override;

 private:
  struct Logged {
    ChangeLog log{most_entries};
    std::uint64_t asked = 0;  ///< the higher, the later
  };

  /// The log of an index up to `end`; made when there is none. None: it does not reach back to `from`.
  std::optional<Changes> logged(const IndexView& view, std::uint64_t from, std::size_t limit);
  Logged& log_of(std::uint64_t index);
  static Result<text::ChangePage> read(const IndexView& view, const Changes& changes, const text::ChangeRequest& request);
  static Result<text::ChangePage> scan(const IndexView& view, const text::ChangeRequest& request);

  const Published& published_;
  mutable std::mutex mutex_;
  // All guarded by mutex_.
  std::map<std::uint64_t, std::uint64_t> noted_;  ///< by number: where the changes to come begin
  std::map<std::uint64_t, Logged> logs_;
  std::uint64_t asked_ = 0;
};

}  // namespace headrace::engine::embedded
