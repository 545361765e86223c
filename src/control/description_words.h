#pragma once
// The words of a description, as the original's index has them (docs/spec/connectors.md 1.9).

#include <string>
#include <string_view>
#include <vector>

namespace headrace::control {

/// Lower-case words. Blanks and punctuation separate; `_` does not, nor do `.` and `'` between two letters or two digits.
std::vector<std::string> words_of(std::string_view description);

}  // namespace headrace::control
