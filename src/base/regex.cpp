#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>

namespace headrace::base {
namespace {

constexpr std::uint32_t most_steps = 1'000'000;
/// Where steps are counted, only memory bounds how far a match may go back.
constexpr std::uint32_t most_counted_steps = 100'000'000;
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

namespace {

MatchContext bounded_by(std::uint32_t steps) {
  MatchContext bounds(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(bounds.get(), steps);
  pcre2_set_depth_limit(bounds.get(), steps);
  pcre2_set_heap_limit(bounds.get(), most_kibibytes);
  return bounds;
}

Regex::Outcome outcome_of(int found) {
  if (found >= 0) return Regex::Outcome::match;
  constexpr std::array exhausting{PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_CALLOUT};
  return std::ranges::find(exhausting, found) == exhausting.end() ? Regex::Outcome::no_match : Regex::Outcome::exhausted;
}

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern, Dialect dialect) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  const bool is_java = dialect == Dialect::java;
  pcre2_set_newline(context.get(), is_java ? PCRE2_NEWLINE_ANYCRLF : PCRE2_NEWLINE_LF);
  pcre2_set_max_pattern_length(context.get(), longest_pattern);
  int problem = 0;
  std::size_t place = 0;
  const std::uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | (is_java ? PCRE2_AUTO_CALLOUT : PCRE2_UCP);
  CompiledCode compiled(pcre2_compile(bytes(pattern), pattern.size(), options, &problem, &place, context.get()));
  if (!compiled) return fail(ErrorKind::illegal_argument, fmt::format("{} at position {}", message_of(problem), place));
  auto code = std::make_shared<Code>();
  code->compiled = std::move(compiled);
  code->bounds = bounded_by(most_steps);
  return Regex(std::move(code));
}

Regex::Outcome Regex::match_at_start(std::string_view text) const {
  const MatchData data(pcre2_match_data_create(1, nullptr));
  const int found = pcre2_match(code_->compiled.get(), bytes(text), text.size(), 0, PCRE2_ANCHORED, data.get(), code_->bounds.get());
  return outcome_of(found);
}

std::size_t Regex::groups() const {
  std::uint32_t count = 0;
  pcre2_pattern_info(code_->compiled.get(), PCRE2_INFO_CAPTURECOUNT, &count);
  return count;
}

std::optional<std::size_t> Regex::group_named(const std::string& name) const {
  const int number = pcre2_substring_number_from_name(code_->compiled.get(), bytes(name));
  return number < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(number));
}

struct Regex::Search::State {
  std::shared_ptr<const Code> code;
  std::string_view text;
  std::uint64_t& steps;
  MatchContext bounds = bounded_by(most_counted_steps);
  MatchData data = nullptr;
  std::size_t from = 0;
  std::size_t place = 0;  ///< where the last callout was
  bool is_checked = false;

  /// PCRE2 comes here at each item of the pattern. What runs over the text within one item is counted by how far it came.
  static int count(pcre2_callout_block* block, void* data) {
    auto& state = *static_cast<State*>(data);
    constexpr std::size_t bytes_of_step = 32;
    const auto place = block->current_position;
    const auto way = place > state.place ? place - state.place : state.place - place;
    state.place = place;
    const auto cost = 1 + way / bytes_of_step;
    const bool is_over = cost >= state.steps;
    state.steps -= is_over ? state.steps : cost;
    return is_over ? PCRE2_ERROR_CALLOUT : 0;
  }
};

Regex::Search::Search(const Regex& regex, std::string_view text, std::uint64_t& steps)
    : state_(std::make_unique<State>(regex.code_, text, steps)) {
  state_->data.reset(pcre2_match_data_create_from_pattern(state_->code->compiled.get(), nullptr));
  pcre2_set_callout(state_->bounds.get(), State::count, state_.get());
}

Regex::Search::~Search() = default;

Regex::Outcome Regex::Search::next() {
  auto& state = *state_;
  if (state.from > state.text.size()) return Outcome::no_match;
  const std::uint32_t options = state.is_checked ? PCRE2_NO_UTF_CHECK : 0;
  const int found = state.steps == 0 ? PCRE2_ERROR_CALLOUT
                                     : pcre2_match(state.code->compiled.get(), bytes(state.text), state.text.size(), state.from, options,
                                                   state.data.get(), state.bounds.get());
  const auto outcome = outcome_of(found);
  if (outcome != Outcome::match) {
    state.from = state.text.size() + 1;
    return outcome;
  }
  state.is_checked = true;
  state.from = end();
  if (begin() != end()) return outcome;
  do ++state.from;
  while (state.from < state.text.size() && (static_cast<unsigned char>(state.text[state.from]) & 0xC0U) == 0x80U);
  return outcome;
}

// \K can put the begin behind the end.
std::size_t Regex::Search::begin() const {
  const auto* offsets = pcre2_get_ovector_pointer(state_->data.get());
  return std::min(offsets[0], offsets[1]);
}

std::size_t Regex::Search::end() const { return pcre2_get_ovector_pointer(state_->data.get())[1]; }

std::optional<std::string_view> Regex::Search::group(std::size_t number) const {
  if (number >= pcre2_get_ovector_count(state_->data.get())) return std::nullopt;
  const auto* offsets = pcre2_get_ovector_pointer(state_->data.get());
  const auto first = offsets[2 * number];
  const auto last = offsets[2 * number + 1];
  if (first == PCRE2_UNSET || last < first) return std::nullopt;
  return state_->text.substr(first, last - first);
}

}  // namespace headrace::base
