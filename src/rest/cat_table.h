#pragma once
// Tables for people: what `_cat` answers, as aligned text or as JSON.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rest/route.h"

namespace headrace::rest {

struct CatColumn {
  std::string_view name;
  std::string_view alias;        ///< comma list of other names for `h` and `s`
  std::string_view description;  ///< for `help`
  bool is_number = false;        ///< stands at the right
  bool by_default = true;        ///< shown without `h`
};

struct CatCell {
  std::string text;
  std::optional<double> number = std::nullopt;  ///< what it is sorted by, when not by its text
};

struct CatTable {
  std::vector<CatColumn> columns;
  std::vector<std::vector<CatCell>> rows;
};

/// `v`, `h`, `s`, `help` and the wanted format.
struct CatForm {
  bool with_header = false;
  bool help = false;
  bool as_json = false;
  std::vector<std::string> columns;  ///< names, aliases or patterns; empty: the default ones
  std::vector<std::string> sort;     ///< names, with `:desc` or `:asc`

  /// Errors: illegal_argument.
  static Result<CatForm> read(RequestContext& request);
};

/// Errors: illegal_argument for an unknown column to sort by.
Result<Answer> cat_answer(CatTable table, const CatForm& form);

/// `1.2kb` as the original shows sizes, or a number of `unit` (`b`, `kb`, `mb`, `gb`, `tb`, `pb`). Errors: illegal_argument.
Result<CatCell> cat_bytes(std::uint64_t bytes, const std::string& unit);

}  // namespace headrace::rest
