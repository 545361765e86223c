#pragma once
// Finds the numbers of the documents of a list by their ids, in about seven bytes for each. Ids stand elsewhere.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace headrace::engine::embedded {

class ListIds {
 public:
  using Number = std::uint32_t;
  using IdOf = std::function<std::string_view(Number)>;

  /// `id_of` gives the id of a number that is here.
  explicit ListIds(IdOf id_of) : id_of_(std::move(id_of)) {}

  [[nodiscard]] std::optional<Number> find(std::string_view id) const;
  /// False when there is one with the same id.
  bool add(std::string_view id, Number number);
  void remove(std::string_view id);

  /// As add(), put off until add_all(), which is much faster for many.
  void add_later(std::string_view id, Number number);
  /// Of two with the same id `keeps_first(a, b)` says whether a is the one that is to be found.
  void add_all(const std::function<bool(Number a, Number b)>& keeps_first);

 private:
  // In parts, so that what is made anew at once when it grows is small, and what is filled at once stays near.
  static constexpr std::size_t part_bits = 6;

  struct Hash {
    std::size_t part;
    std::uint32_t rest;
  };
  static Hash hash_of(std::string_view id);

  /// Open addressing with linear probing; where a search begins grows with the hash.
  struct Part {
    static constexpr Number none = ~Number{0};

    std::vector<Number> numbers;     ///< none: free
    std::vector<std::uint8_t> tags;  ///< the last bits of the hash, which tell most others apart without a look at the id
    std::size_t used = 0;

    [[nodiscard]] std::size_t home(std::uint32_t hash) const {
      return static_cast<std::size_t>(std::uint64_t{hash} * numbers.size() >> 32);
    }
    [[nodiscard]] std::size_t next(std::size_t slot) const { return slot + 1 == numbers.size() ? 0 : slot + 1; }
    void put_free(std::uint32_t hash, Number number);
  };

  /// The slot where the id stands, or the free one where it would; there is room.
  [[nodiscard]] std::size_t slot_of(const Part& part, std::uint32_t hash, std::string_view id) const;
  void make_room(Part& part, std::size_t used) const;

  IdOf id_of_;
  std::array<Part, std::size_t{1} << part_bits> parts_;
  std::array<std::vector<std::pair<std::uint32_t, Number>>, std::size_t{1} << part_bits> later_;
};

}  // namespace headrace::engine::embedded
