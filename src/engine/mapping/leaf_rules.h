#pragma once
// What a field that is no object takes of the values in documents (docs/spec/document-api.md 3.12).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date_format.h"
#include "json/value.h"

namespace headrace::engine::mapping {

/// Types that refuse the same values.
enum class LeafKind : std::uint8_t {
  any,             ///< refuses nothing: types whose values this server does not look into, fields at run time
  term,            ///< any scalar, as one term: keyword and its like
  text,            ///< any scalar
  boolean,         ///< true, false, and texts of these
  date,            ///< what one of the formats reads
  ip,              ///< an address
  whole,           ///< an integer of so many bits
  unsigned_whole,  ///< 0 to 2^64 - 1
  real,            ///< a finite number of so many bits
  alias            ///< another name of a field: nothing can be written to it
};

/// What holds for the fields of an index that do not say otherwise.
struct LeafDefaults {
  bool coerce = true;             ///< `index.mapping.coerce`
  bool ignore_malformed = false;  ///< `index.mapping.ignore_malformed`
};

struct LeafRules {
  std::string path;
  std::string type_name;
  LeafKind kind = LeafKind::any;
  std::int64_t lowest = 0, highest = 0;                   ///< whole
  double largest = 0;                                     ///< real
  bool coerce = true;                                     ///< texts are numbers, fractions are cut off
  bool ignore_malformed = false;                          ///< what does not fit is left out
  bool is_bounded = false;                                ///< term: a longer one than can be indexed is refused
  std::optional<base::DateFormat> format = std::nullopt;  ///< date; none: one that this server does not know, which takes any
  std::vector<LeafRules> subfields = {};                  ///< `fields` that may refuse what the field itself takes
};

/// A scalar of a document.
struct Scalar {
  enum class Kind : std::uint8_t { text, number, boolean };
  Kind kind = Kind::text;
  std::string_view spelling;  ///< the text without escapes; the number, true or false as written
};

/// The rules of the field at `path` with this definition of a mapping. A type that is not known takes everything.
LeafRules leaf_rules(std::string path, const json::Value& definition, const LeafDefaults& defaults);

/// Why the field itself (not its subfields) refuses this value, as the original says it: what becomes the cause of the error.
std::optional<Error> fault_of(const LeafRules& rules, const Scalar& value);
/// The same for an object, which stands at `place` ("1:7").
std::optional<Error> fault_of_object(const LeafRules& rules, std::string_view place);

/// An integer or a decimal, with nothing around it; as double.
std::optional<double> real_of(std::string_view text);
/// One that is written without fraction and exponent, of any size.
bool is_whole(std::string_view text);

}  // namespace headrace::engine::mapping
