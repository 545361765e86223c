#pragma once
// The words of content streams and CMaps (ISO 32000-1, 7.2 and 7.8.2). Whatever the bytes are, each call takes at least one of them.

#include <string>
#include <string_view>

namespace headrace::extract::pdf {

struct Token {
  enum class Kind { number, name, string, array_begin, array_end, dictionary_begin, dictionary_end, word, end };
  Kind kind = Kind::end;
  double number = 0;
  std::string_view text = {};  ///< of a name (without `/`), the bytes of a string, a word; good until the next token is taken
};

class Lexer {
 public:
  /// `source` outlives it.
  explicit Lexer(std::string_view source) : source_(source) {}

  Token next();
  /// After the word `ID`: goes behind the bytes of an inline image and its `EI`.
  void skip_inline_image();

 private:
  void skip_blanks();
  Token literal_string();
  Token hex_string();
  Token name();
  Token number_or_word();
  void add_escaped();
  [[nodiscard]] bool at_end() const { return at_ >= source_.size(); }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string decoded_;  ///< what a token with escapes stands for
};

}  // namespace headrace::extract::pdf
