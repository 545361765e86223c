#pragma once
// A member of an object in its text, without making a tree of it.

#include <optional>
#include <span>
#include <string_view>

namespace headrace::json {

/// Where a member stands in the text of its object: [begin, end) from the quote of its name to the end of its value.
struct RawMember {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t value = 0;  ///< where its value begins
};

/// The first member of the object `text`, which is valid JSON, whose name is spelled like `name`; none when there is none. Text that is
/// not JSON gives none or nonsense within its bounds.
std::optional<RawMember> find_raw_member(std::string_view text, std::string_view name);

/// The same for several names in one pass: `found[i]` is the member with the name `names[i]`; as many as names.
void find_raw_members(std::string_view text, std::span<const std::string_view> names, std::span<std::optional<RawMember>> found);

/// The string that stands there, when it is one without escapes; none otherwise.
std::optional<std::string_view> plain_string(std::string_view text, const RawMember& member);

}  // namespace headrace::json
