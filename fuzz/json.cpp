// The JSON reader, writer and merge: whatever is read can be written, read again, and is the same.
#include <cstdlib>

#include "json/value.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto value = json::parse(text);
  if (!value) return 0;
  const auto again = json::parse(json::write(*value));
  if (!again || !(*again == *value)) std::abort();
  const auto pretty = json::parse(json::write_pretty(*value));
  if (!pretty || !(*pretty == *value)) std::abort();
  if (json::merge(*value, *again)) std::abort();  // merging a value into itself changes nothing
  return 0;
}
