#include "engine/embedded/keyword_table.h"

#include <algorithm>

namespace headrace::engine::embedded {

KeywordTable::Code KeywordTable::add(const std::vector<std::string>& values) {
  if (values.empty()) {
    ++entries_[none].count;
    return none;
  }
  const auto known = codes_.find(values);
  if (known != codes_.end()) {
    ++entries_[known->second].count;
    return known->second;
  }
  Code code = 0;
  if (unused_.empty()) {
    code = static_cast<Code>(entries_.size());
    entries_.emplace_back();
  } else {
    code = unused_.back();
    unused_.pop_back();
  }
  const auto made = codes_.emplace(values, code).first;
  entries_[code] = {&made->first, 1};
  if (values.size() > 1) multiple_.insert(code);
  return code;
}

void KeywordTable::remove(Code code) {
  auto& entry = entries_[code];
  if (--entry.count > 0 || code == none) return;
  codes_.erase(codes_.find(*entry.values));
  entry = {};
  multiple_.erase(code);
  unused_.push_back(code);
}

std::set<KeywordTable::Code> KeywordTable::codes_of(const std::vector<std::string>& values) const {
  std::set<Code> codes;
  for (const auto& value : values) {
    if (const auto found = codes_.find({value}); found != codes_.end()) codes.insert(found->second);
    for (const auto code : multiple_) {
      if (std::ranges::find(*entries_[code].values, value) != entries_[code].values->end()) codes.insert(code);
    }
  }
  return codes;
}

}  // namespace headrace::engine::embedded
