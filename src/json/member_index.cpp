#include "json/member_index.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace headrace::json {
namespace {

/// Up to here looking at each name is faster than sorting.
constexpr std::size_t few_members = 16;

}  // namespace

MemberIndex::MemberIndex(const Object& object) : object_(&object), size_(object.size()) {
  if (size_ <= few_members) return;
  by_name_.resize(size_);
  std::iota(by_name_.begin(), by_name_.end(), 0U);
  std::ranges::sort(by_name_, [&](std::uint32_t a, std::uint32_t b) {
    const int order = object[a].name.compare(object[b].name);
    return order != 0 ? order < 0 : a < b;
  });
}

std::string_view MemberIndex::name_at(std::size_t position) const { return (*object_)[position].name; }

std::optional<std::size_t> MemberIndex::find(std::string_view name) const {
  if (by_name_.empty()) {
    for (std::size_t position = 0; position < size_; ++position) {
      if (name_at(position) == name) return position;
    }
    return std::nullopt;
  }
  const auto found = std::ranges::lower_bound(by_name_, name, std::less<>(), [&](std::uint32_t position) { return name_at(position); });
  if (found == by_name_.end() || name_at(*found) != name) return std::nullopt;
  return *found;
}

std::optional<std::size_t> MemberIndex::first_repeated() const {
  std::optional<std::size_t> first;
  if (by_name_.empty()) {
    for (std::size_t position = 1; position < size_ && !first; ++position) {
      for (std::size_t earlier = 0; earlier < position; ++earlier) {
        if (name_at(earlier) == name_at(position)) first = position;
      }
    }
    return first;
  }
  for (std::size_t i = 1; i < by_name_.size(); ++i) {
    const std::size_t later = by_name_[i];
    if (name_at(by_name_[i - 1]) == name_at(later) && (!first || later < *first)) first = later;
  }
  return first;
}

}  // namespace headrace::json
