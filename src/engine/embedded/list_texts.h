#pragma once
// The orders and ids of the documents of a list, in few large pieces of memory.

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace headrace::engine::embedded {

class ListTexts {
 public:
  /// Where a pair stands: the piece in the upper bits, four-byte steps in it in the lower 16; 8 GiB in pieces of 256 KiB. With the highest
  /// bit: a pair that has its own memory, because it is large or the pieces are used up.
  using Offset = std::uint32_t;
  struct Pair {
    std::string_view order, id;  ///< good until the pair is removed
  };

  Offset add(std::string_view order, std::string_view id);
  /// Its room is given to pairs of the same size.
  void remove(Offset offset);
  [[nodiscard]] Pair at(Offset offset) const;

 private:
  static constexpr std::size_t step_bytes = 4;
  static constexpr std::size_t piece_steps = std::size_t{1} << 16;
  static constexpr std::size_t most_pieces = std::size_t{1} << 15;
  static constexpr std::size_t largest_shared = piece_steps / 8;  ///< steps
  static constexpr Offset own_memory = Offset{1} << 31;

  [[nodiscard]] char* begin_of(Offset offset) const {
    if ((offset & own_memory) != 0) return own_[offset & ~own_memory].get();
    return pieces_[offset >> 16].get() + (offset & 0xFFFF) * step_bytes;
  }
  Offset room_for(std::size_t steps);
  Offset own_room(std::size_t steps);

  std::vector<std::unique_ptr<char[]>> pieces_;
  Offset next_ = 0;                                              ///< the room that was never used, in the last piece
  std::size_t left_ = 0;                                         ///< steps of it
  std::unordered_map<std::size_t, std::vector<Offset>> unused_;  ///< by steps
  std::vector<std::unique_ptr<char[]>> own_;
  std::vector<Offset> unused_own_;
};

}  // namespace headrace::engine::embedded
