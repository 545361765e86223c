#pragma once
// What the index held before a sync, and which of it the source still has. An id costs 16 bytes (its hash) and one bit, however long it is
// (DESIGN: memory is bounded); the ids themselves are read from the index once more when something is to be deleted.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace headrace::service {

class KnownDocuments {
 public:
  /// With `timestamps`, `_timestamp` is remembered too (8 bytes each), for incremental jobs.
  explicit KnownDocuments(bool timestamps) : has_timestamps_(timestamps) {}

  /// About so many will be added.
  void reserve(std::size_t count);
  /// One document of the index, before seal().
  void add(std::string_view id, std::string_view timestamp);
  /// All are added; from now on they can be found.
  void seal();

  /// Notes that the source has this document. True when the index held it and it was not seen before.
  bool see(std::string_view id);
  /// True when the index held this id with just this `_timestamp` (not "").
  [[nodiscard]] bool is_unchanged(std::string_view id, std::string_view timestamp) const;
  /// True when the index held it and the source does not have it.
  [[nodiscard]] bool is_unseen(std::string_view id) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t unseen() const { return entries_.size() - seen_count_; }

 private:
  struct Hash {
    std::uint64_t high = 0, low = 0;
    auto operator<=>(const Hash&) const = default;
  };
  static Hash hash_of(std::string_view text);
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;

  bool has_timestamps_;
  std::vector<Hash> entries_;              ///< sorted once sealed
  std::vector<std::uint64_t> timestamps_;  ///< hashes, beside entries_; empty unless asked for
  std::vector<bool> seen_;
  std::size_t seen_count_ = 0;
};

}  // namespace headrace::service
