#pragma once
// Which type is read how: one row per type of PostgreSQL that we take in its binary form. Every other type is asked for as text.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::sources::postgresql {

using Oid = std::uint32_t;
constexpr Oid text_oid = 25;
constexpr Oid text_array_oid = 1009;

struct ValueType {
  using Append = void (*)(std::string_view bytes, std::string& to);

  Oid oid;
  Append append_json;  ///< docs/spec/sources.md 3.1 and 5.8; JSON whatever the bytes
  Append append_text;  ///< docs/spec/sources.md 3.4, for ids
  bool reads_back;     ///< the database reads the text as the same value, so that a read can go on behind it
};

/// The row, or nullptr.
const ValueType* find_value_type(Oid oid);
/// For what was cast to text.
const ValueType& text_type();

}  // namespace headrace::sources::postgresql
