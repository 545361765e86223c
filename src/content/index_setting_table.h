#pragma once
// The settings of indices that there are, as the original's documentation of index modules lists them.

#include <cstdint>
#include <span>
#include <string_view>

namespace headrace::content {

struct IndexSetting {
  enum class Kind { text, boolean, integer, time };
  enum class Change {
    dynamic,     ///< at any time
    fixed,       ///< at creation, and while the index is closed
    final_once,  ///< at creation only
    private_own  ///< by the server itself
  };
  std::string_view name;  ///< without `index.`; with `.*` at the end all below it
  Change change = Change::dynamic;
  Kind kind = Kind::text;
  std::string_view standard = "";  ///< the default; "" when it has none that is shown
  std::int64_t least = 0;          ///< of integers
  std::int64_t most = 2'147'483'647;
};

/// By its full name, such as "index.hidden"; nullptr when there is none.
const IndexSetting* find_setting(std::string_view full_name);

std::span<const IndexSetting> all_settings();

}  // namespace headrace::content
