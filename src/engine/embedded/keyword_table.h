#pragma once
// Gives each list of values that a keyword field has in some document a small number, so that filters compare numbers.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace headrace::engine::embedded {

class KeywordTable {
 public:
  using Code = std::uint32_t;
  static constexpr Code none = 0;  ///< of documents without a value

  /// The code of these values, counted once more.
  Code add(const std::vector<std::string>& values);
  /// Takes one count back; the code of what nothing has is given anew.
  void remove(Code code);

  /// The codes of all documents that have at least one of `values`.
  [[nodiscard]] std::set<Code> codes_of(const std::vector<std::string>& values) const;
  /// The values that have this code.
  [[nodiscard]] std::vector<std::string> values(Code code) const;

 private:
  using Values = std::vector<std::string>;
  struct Entry {
    const std::string* key = nullptr;  ///< in codes_
    std::uint64_t count = 0;
  };

  /// The text under which `values` are found: that of one value is the value itself, so that nothing is copied to look it up.
  static std::string joined(const Values& values);

  std::unordered_map<std::string, Code> codes_;
  std::vector<Entry> entries_{1};  ///< by code
  std::vector<Code> unused_;
  std::map<Code, Values> multiple_;  ///< of codes of more than one value
};

}  // namespace headrace::engine::embedded
