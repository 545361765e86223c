#pragma once
// What documents of a list have in common: their codes in all keyword fields together. There are few such sets, so a document says which
// one is its own.

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/embedded/keyword_table.h"

namespace headrace::engine::embedded {

class KeywordSets {
 public:
  static constexpr std::size_t most_keywords = 8;
  using Codes = std::array<KeywordTable::Code, most_keywords>;
  using Number = std::uint32_t;

  struct Added {
    Number set = 0;
    bool is_new = false;
  };
  /// The set of these codes, counted once more.
  Added add(const Codes& codes);
  /// Counts a set that there is once more.
  void count_again(Number set) { ++sets_[set].count; }
  /// Takes one count back; true when nothing has the set any more. Its number is given anew.
  bool remove(Number set);

  [[nodiscard]] const Codes& codes(Number set) const { return sets_[set].codes; }
  /// Another one whenever the number is given anew.
  [[nodiscard]] std::uint64_t stamp(Number set) const { return sets_[set].stamp; }

 private:
  struct Set {
    Codes codes{};
    std::uint64_t count = 0;
    std::uint64_t stamp = 0;
  };
  struct Hash {
    std::size_t operator()(const Codes& codes) const;
  };

  std::vector<Set> sets_;
  std::unordered_map<Codes, Number, Hash> numbers_;
  std::vector<Number> unused_;
  std::uint64_t last_stamp_ = 0;
};

}  // namespace headrace::engine::embedded
