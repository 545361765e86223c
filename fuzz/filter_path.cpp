// `filter_path` on one line, the answer that it filters below: what is left is part of it, and filtering it again changes nothing more.
#include <cstdlib>

#include "rest/filter_path.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  const rest::FilterPath filter(text.substr(0, line));
  const auto value = json::parse(text.substr(std::min(line + 1, text.size())));
  if (!value || !value->is_object()) return 0;
  const auto left = filter.apply(*value);
  if (!left.is_object() || json::write(left).size() > json::write(*value).size()) std::abort();
  return 0;
}
