#pragma once
// What the index held before a sync, and which of it the source still has. An id costs 16 bytes (its hash) and one bit, however long it is
// (DESIGN: memory is bounded); beyond a bound the hashes are on disk. The ids themselves are read from the index once more when something
// is to be deleted.

#include <filesystem>
#include <string_view>
#include <variant>

#include "service/backend.h"
#include "service/known_table.h"

namespace headrace::service {

struct KnownOptions {
  bool versions = false;                                                  ///< for jobs that pass over what is unchanged: 16 bytes more each
  std::size_t in_memory = 1'000'000;                                      ///< ids; more of them go to disk
  std::filesystem::path folder = std::filesystem::temp_directory_path();  ///< for those
};

class KnownDocuments {
 public:
  explicit KnownDocuments(KnownOptions options);

  /// About so many will be added.
  void reserve(std::size_t count);
  /// One document of the index, before seal(). Errors: of the disk.
  Result<void> add(const StoredDocument& document);
  /// All are added; from now on they can be found. Errors: of the disk.
  Result<void> seal();

  /// How the index held a document.
  struct Held {
    std::size_t position = 0;
    std::uint64_t timestamp = 0;     ///< hash_of_text() of its `_timestamp`; 0: it has none, or that was not asked for
    std::uint64_t content_hash = 0;  ///< 0 as well
    bool operator==(const Held&) const = default;
  };
  /// None when the index did not hold it, or when that cannot be told: health().
  std::optional<Held> find(std::string_view id);
  /// Notes that the source has this document. True when it was not seen before.
  bool see(const Held& held);
  /// True when the index held it and the source does not have it.
  bool is_unseen(std::string_view id);

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t unseen() const { return size() - seen_count_; }
  /// What has kept find() from telling; then nothing may be deleted.
  [[nodiscard]] const Result<void>& health() const { return health_; }

  /// Never 0, but for "".
  static std::uint64_t hash_of_text(std::string_view text);

 private:
  std::variant<KnownTable<2>, KnownTable<4>> table_;
  std::vector<bool> seen_;
  std::size_t seen_count_ = 0;
  Result<void> health_;
};

}  // namespace headrace::service
