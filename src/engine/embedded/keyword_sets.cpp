#include "engine/embedded/keyword_sets.h"

#include <string_view>

namespace headrace::engine::embedded {

std::size_t KeywordSets::Hash::operator()(const Codes& codes) const {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(codes.data()), sizeof codes});
}

KeywordSets::Added KeywordSets::add(const Codes& codes) {
  const auto known = numbers_.find(codes);
  if (known != numbers_.end()) {
    count_again(known->second);
    return {known->second, false};
  }
  Number set = 0;
  if (unused_.empty()) {
    set = static_cast<Number>(sets_.size());
    sets_.emplace_back();
  } else {
    set = unused_.back();
    unused_.pop_back();
  }
  sets_[set] = {codes, 1, ++last_stamp_};
  numbers_.emplace(codes, set);
  return {set, true};
}

bool KeywordSets::remove(Number set) {
  if (--sets_[set].count > 0) return false;
  numbers_.erase(sets_[set].codes);
  unused_.push_back(set);
  return true;
}

}  // namespace headrace::engine::embedded
