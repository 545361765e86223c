// Bodies read by a table with every kind of field: whatever is let in can be written and is let in again.
#include "json/object_reader.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  using json::FieldKind;
  static const json::ObjectTable table{"fuzzed",
                                       {{"string", FieldKind::string, true},
                                        {"string_or_null", FieldKind::string_or_null},
                                        {"integer", FieldKind::integer},
                                        {"long_integer", FieldKind::long_integer},
                                        {"boolean", FieldKind::boolean},
                                        {"value", FieldKind::value},
                                        {"object", FieldKind::object},
                                        {"object_or_null", FieldKind::object_or_null},
                                        {"object_list", FieldKind::object_list},
                                        {"string_list", FieldKind::string_list},
                                        {"object_or_array", FieldKind::object_or_array},
                                        {"any", FieldKind::any}}};
  const auto read = json::read_body(table, {reinterpret_cast<const char*>(data), size});
  if (!read) {
    if (read.error().reason.empty()) std::abort();
    return 0;
  }
  const auto again = json::read_body(table, json::write(*read));
  if (!again || !(*again == *read)) std::abort();
  return 0;
}
