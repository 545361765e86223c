#include "engine/embedded/keyword_table.h"

#include <algorithm>

namespace headrace::engine::embedded {

std::string KeywordTable::joined(const Values& values) {
  // A zero byte in front, which no single value begins with that is not told apart here too.
  std::string text(1, '\0');
  for (const auto& value : values) {
    text += std::to_string(value.size());
    text += ':';
    text += value;
  }
  return text;
}

KeywordTable::Code KeywordTable::add(const std::vector<std::string>& values) {
  if (values.empty()) {
    ++entries_[none].count;
    return none;
  }
  const bool is_plain = values.size() == 1 && !values.front().starts_with('\0');
  const auto key = is_plain ? std::string() : joined(values);
  const auto& wanted = is_plain ? values.front() : key;
  const auto known = codes_.find(wanted);
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
  const auto made = codes_.emplace(wanted, code).first;
  entries_[code] = {&made->first, 1};
  if (values.size() > 1) multiple_.emplace(code, values);
  return code;
}

void KeywordTable::remove(Code code) {
  auto& entry = entries_[code];
  if (--entry.count > 0 || code == none) return;
  codes_.erase(codes_.find(*entry.key));
  entry = {};
  multiple_.erase(code);
  unused_.push_back(code);
}

std::vector<std::string> KeywordTable::values(Code code) const {
  if (code == none) return {};
  if (const auto several = multiple_.find(code); several != multiple_.end()) return several->second;
  const auto& key = *entries_[code].key;
  // One value that begins with a zero byte stands behind another one, its size and a colon.
  return {key.starts_with('\0') ? key.substr(key.find(':') + 1) : key};
}

std::set<KeywordTable::Code> KeywordTable::codes_of(const std::vector<std::string>& values) const {
  std::set<Code> codes;
  for (const auto& value : values) {
    const auto found = codes_.find(value.starts_with('\0') ? joined({value}) : value);
    if (found != codes_.end()) codes.insert(found->second);
    for (const auto& [code, several] : multiple_) {
      if (std::ranges::find(several, value) != several.end()) codes.insert(code);
    }
  }
  return codes;
}

}  // namespace headrace::engine::embedded
