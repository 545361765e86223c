#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <array>

namespace headrace::base {
namespace {

constexpr std::uint32_t most_steps = 1'000'000;
constexpr std::uint32_t most_kibibytes = 16'384;
constexpr std::size_t longest_pattern = 32'768;

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using CompiledCode = std::unique_ptr<pcre2_code, Freeing<&pcre2_code_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context, Freeing<&pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Freeing<&pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freeing<&pcre2_match_data_free>>;

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

std::string message_of(int code) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

}  // namespace

struct Regex::Code {
  CompiledCode compiled;
  MatchContext bounds;
};

Result<Regex> Regex::compile(std::string_view pattern) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  pcre2_set_max_pattern_length(context.get(), longest_pattern);
  int problem = 0;
  std::size_t place = 0;
  constexpr std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  CompiledCode compiled(pcre2_compile(bytes(pattern), pattern.size(), options, &problem, &place, context.get()));
  if (!compiled) return fail(ErrorKind::illegal_argument, fmt::format("{} at position {}", message_of(problem), place));
  auto code = std::make_shared<Code>();
  code->compiled = std::move(compiled);
  code->bounds.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(code->bounds.get(), most_steps);
  pcre2_set_depth_limit(code->bounds.get(), most_steps);
  pcre2_set_heap_limit(code->bounds.get(), most_kibibytes);
  return Regex(std::move(code));
}

Regex::Outcome Regex::match_at_start(std::string_view text) const {
  const MatchData data(pcre2_match_data_create(1, nullptr));
  const int found = pcre2_match(code_->compiled.get(), bytes(text), text.size(), 0, PCRE2_ANCHORED, data.get(), code_->bounds.get());
  if (found >= 0) return Outcome::match;
  const bool is_exhausted = found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_HEAPLIMIT;
  return is_exhausted ? Outcome::exhausted : Outcome::no_match;
}

namespace {

/// As PCRE2 spells a replacement.
std::string translated_replacement(std::string_view replacement) {
  std::string text;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const bool is_escaped = replacement[i] == '\\' && i + 1 < replacement.size();
    if (is_escaped) ++i;
    if (is_escaped && replacement[i] == '$') text += '$';
    text += replacement[i];
  }
  return text;
}

std::unexpected<Error> cannot_run(int code) {
  return fail(ErrorKind::illegal_argument, fmt::format("the regular expression cannot be run: {}", message_of(code)));
}

}  // namespace

Result<std::string> Regex::replaced(std::string_view text, std::string_view replacement) const {
  const auto by = translated_replacement(replacement);
  std::string result(text.size() + by.size() + 64, '\0');
  for (;;) {
    std::size_t length = result.size();
    const int done =
        pcre2_substitute(code_->compiled.get(), bytes(text), text.size(), 0, PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH,
                         nullptr, code_->bounds.get(), bytes(by), by.size(), reinterpret_cast<PCRE2_UCHAR*>(result.data()), &length);
    if (done == PCRE2_ERROR_NOMEMORY && length > result.size()) {
      result.resize(length);
      continue;
    }
    if (done < 0) return cannot_run(done);
    result.resize(length);
    return result;
  }
}

Result<std::vector<std::string>> Regex::split(std::string_view text) const {
  const MatchData data(pcre2_match_data_create(1, nullptr));
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t from = 0; from < text.size();) {
    const int found = pcre2_match(code_->compiled.get(), bytes(text), text.size(), from, from == 0 ? 0 : PCRE2_NO_UTF_CHECK, data.get(),
                                  code_->bounds.get());
    if (found == PCRE2_ERROR_NOMATCH) break;
    if (found < 0) return cannot_run(found);
    const auto* place = pcre2_get_ovector_pointer(data.get());
    const bool is_empty = place[1] == place[0];
    if (!(is_empty && place[0] == 0) && !(place[0] == begin && is_empty)) {
      pieces.emplace_back(text.substr(begin, place[0] - begin));
      begin = place[1];
    }
    from = is_empty ? place[1] + 1 : place[1];
    while (is_empty && from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) ++from;
  }
  pieces.emplace_back(text.substr(begin));
  return pieces;
}

}  // namespace headrace::base
