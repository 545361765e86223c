#pragma once
// ToUnicode CMaps (ISO 32000-1, 9.10.3): what the codes of a font mean.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headrace::extract::pdf {

class CMap {
 public:
  /// Reads what it can; what is wrong is passed over. Takes memory in proportion to `program`, never to the ranges in it.
  static CMap read(std::string_view program);

  [[nodiscard]] bool is_empty() const { return ranges_.empty(); }
  /// Of the code that `bytes` (not empty) begin with, by the codespace ranges; `otherwise` where they say nothing.
  [[nodiscard]] std::size_t code_length(std::string_view bytes, std::size_t otherwise) const;
  /// Appends what `code` means as UTF-8. False: nothing is known.
  bool append(std::uint32_t code, std::string& to) const;

 private:
  struct Range {
    std::uint32_t low, high;
    std::uint32_t begin, size;  ///< in units_; the last unit grows with the code
  };
  struct CodeSpace {
    std::size_t length;
    std::uint32_t low, high;
  };
  class Reader;

  std::vector<Range> ranges_;  ///< by `low`
  std::vector<CodeSpace> spaces_;
  std::u16string units_;
};

/// The number that a code of up to four bytes is; what is longer is cut.
std::uint32_t code_of(std::string_view bytes);

}  // namespace headrace::extract::pdf
