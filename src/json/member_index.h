#pragma once
// Finds members of an object by name: by looking through few, by a sorted index among many. Sorted and not hashed, so that no choice of
// names makes it slow.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace headrace::json {

/// An index of the members that `object` has now. Members may be appended while it is in use (they are not found); none may be removed.
class MemberIndex {
 public:
  explicit MemberIndex(const Object& object);

  /// The position of the member with this name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  /// The position of the first member whose name stood earlier in the object.
  [[nodiscard]] std::optional<std::size_t> first_repeated() const;

 private:
  [[nodiscard]] std::string_view name_at(std::size_t position) const;

  const Object* object_;
  std::size_t size_;
  std::vector<std::uint32_t> by_name_;  ///< positions, by name and then position; empty for small objects
};

}  // namespace headrace::json
