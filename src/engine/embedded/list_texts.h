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
  /// Where a pair stands: the piece in the upper 16 bits, four-byte steps in it in the lower ones. Pieces of 256 KiB make that 16 GiB.
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
  static constexpr std::size_t largest_shared = piece_steps / 8;  ///< steps; what is larger gets a piece of its own

  [[nodiscard]] const char* begin_of(Offset offset) const { return pieces_[offset >> 16].get() + (offset & 0xFFFF) * step_bytes; }
  Offset room_for(std::size_t steps);
  Offset add_piece(std::size_t steps);

  std::vector<std::unique_ptr<char[]>> pieces_;
  Offset next_ = 0;                                              ///< the room that was never used, in the piece that is being filled
  std::size_t left_ = 0;                                         ///< steps of it
  std::unordered_map<std::size_t, std::vector<Offset>> unused_;  ///< by steps
  std::vector<Offset> unused_pieces_;                            ///< whose memory was given back
};

}  // namespace headrace::engine::embedded
