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

}  // namespace headrace::base
