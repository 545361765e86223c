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
  std::uint64_t steps;         ///< operators and glyphs

  /// Throws TooMuch.
  void take_step() {
    if (steps-- == 0) {
      steps = 0;
      throw TooMuch("its pages hold too many instructions");
    }
  }
};

}  // namespace headrace::extract::pdf
