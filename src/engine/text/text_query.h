#pragma once
// What a text index is asked.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace headrace::engine::text {

/// Words of `text` in any of `fields`.
///
/// An index answers with every document that holds them, and with some that do not: whoever asks looks at each once more. More than asked
/// for are found where a phrase goes over the border of two values, where words of one query stand in different fields, and where fields
/// beyond the first 31 of an index are named.
struct TextQuery {
  enum class Form {
    any,    ///< at least one of the words
    all,    ///< each of them
    phrase  ///< each of them, one behind the other
  };
  Form form = Form::any;
  std::string text = {};        ///< without words, or any of very many: every document is found
  bool last_is_prefix = false;  ///< of the last word only the begin
  /// Where the values stand in the source, such as "connector.name" (a subfield stands where its field stands). None: everywhere.
  std::vector<std::string> fields = {};
  /// Also documents with a number, a boolean or what may be a date in one of these fields: where `text` may equal a value of a dynamic
  /// field without having its words.
  bool or_by_value = false;
};

/// The queries in FTS5's language. The columns are those of docs/formats.md.
struct Expressions {
  bool finds_all = false;            ///< then there are no expressions
  std::optional<std::string> words;  ///< none: no field holds them
  std::string marks;                 ///< what is found whatever the words
};

/// The columns of fields by their paths.
class Columns {
 public:
  virtual ~Columns() = default;
  /// None: no document has the field.
  virtual Result<std::optional<int>> column_of(std::string_view path) = 0;
};

/// Of documents that hold one of the queries.
Result<Expressions> make_expressions(const std::vector<TextQuery>& any_of, Columns& columns);

}  // namespace headrace::engine::text
