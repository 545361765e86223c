#pragma once
// One name against one part of a file pattern, as Python's fnmatch has it (docs/spec/sources.md 4.3).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headrace::sources::dir {

/// `*`: any run of characters, `?`: one character, `[ab-c]`: one of these, `[!ab-c]`: none of these. Names that begin with a dot are no
/// exception, case counts, and a backslash is a backslash. A `[` without its `]` stands for itself.
class NamePattern {
 public:
  explicit NamePattern(std::string_view pattern);
  /// A byte of `name` that is not part of UTF-8 counts as one character. Takes at most pattern × name steps.
  [[nodiscard]] bool matches(std::string_view name) const;

 private:
  enum class Kind { any_run, any_one, one_of, none_of };
  struct Token {
    Kind kind;
    std::vector<std::pair<char32_t, char32_t>> ranges = {};  ///< first and last; a plain character is a range of one
  };
  static bool fits(const Token& token, char32_t character);
  /// The index after the `]` that closes the `[` at `open`, or 0.
  static std::size_t end_of_set(std::u32string_view pattern, std::size_t open);
  static Token set_of(std::u32string_view inside);

  std::vector<Token> tokens_;
};

}  // namespace headrace::sources::dir
