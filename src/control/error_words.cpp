#include "control/error_words.h"

#include <algorithm>

#include "engine/query_words.h"

namespace headrace::control {

ErrorWords::ErrorWords(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  while (true) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return;
    text.remove_prefix(first);
    const auto word = text.substr(0, text.find_first_of(blanks));
    words_.push_back(engine::lower_case(word));
    text.remove_prefix(word.size());
  }
}

bool ErrorWords::occur_in(const json::Value& job) const {
  const auto error = engine::lower_case(job.text("error"));
  return std::ranges::all_of(words_, [&](const std::string& word) { return error.contains(word); });
}

}  // namespace headrace::control
