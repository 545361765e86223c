#pragma once
// What the bytes of shown strings mean in a font, and how far they move.

#include <memory>
#include <vector>

#include "extract/pdf/budget.h"
#include "extract/pdf/cmap.h"
#include "extract/pdf/object.h"

namespace headrace::extract::pdf {

struct Glyph {
  double width = 0;           ///< in ems
  bool is_one_blank = false;  ///< the one-byte code 32, which word spacing widens
};

class Font {
 public:
  /// `dictionary` may be anything. Throws TooMuch.
  static std::shared_ptr<const Font> read(const Object& dictionary, Budget& budget);

  /// Takes the first code off `bytes` (not empty) and puts what it means, which may be nothing, into `text`.
  Glyph take(std::string_view& bytes, std::string& text) const;
  [[nodiscard]] bool is_vertical() const { return is_vertical_; }

 private:
  struct Widths {
    std::uint32_t low, high;
    double width;
  };

  void read_simple(const Object& dictionary);
  void read_composite(const Object& dictionary, Budget& budget);
  void read_cid_widths(const Object& list);
  void use_names(const Object& differences);
  [[nodiscard]] double width_of(std::uint32_t code) const;

  bool is_composite_ = false, is_vertical_ = false, is_unicode_ = false;
  CMap to_unicode_, code_map_;
  std::vector<std::string> texts_;  ///< of a simple font, by code
  std::vector<Widths> widths_;      ///< by `low`
  double other_width_ = 0;
};

}  // namespace headrace::extract::pdf
