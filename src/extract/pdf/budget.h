#pragma once
// What reading one file may cost, counted down as it is spent.

#include <cstdint>
#include <stdexcept>

#include "extract/pdf/pdf_text.h"

namespace headrace::extract::pdf {

/// Ends the reading of a file, inside this room; what() is for people.
class TooMuch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Budget {
  explicit Budget(const PdfLimits& given) : limits(given), stream_bytes(given.all_stream_bytes), steps(given.steps) {}

  const PdfLimits& limits;
  std::uint64_t stream_bytes;  ///< that may still be unpacked
  std::uint64_t steps;         ///< operators and glyphs; what costs more counts for several

  /// Throws TooMuch.
  void take_steps(std::uint64_t count) {
    if (count > steps) throw TooMuch("its pages hold too many instructions");
    steps -= count;
  }
  void take_step() { take_steps(1); }
};

}  // namespace headrace::extract::pdf
