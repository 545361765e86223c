// Mappings and documents: a line with a mapping, then documents, one a line. Whatever they are, reading ends; a document that was taken is
// taken again and adds nothing more, also by the mapping that is made anew of what was kept; one that was refused leaves no trace.
#include <cstdlib>

#include "engine/mapping/index_mapping.h"

namespace {

using headrace::engine::mapping::IndexMapping;
namespace json = headrace::json;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void read(IndexMapping& mapping, json::Value& kept, std::string_view document) {
  const auto settings = json::Value(json::Object{});
  const auto added = mapping.read(document, "1");
  const auto parsed = json::parse(document);
  if (!added || !parsed || !parsed->is_object()) return;
  headrace::engine::mapping::add_to(kept, *added);
  const auto again = mapping.read(document, "1");
  check(again && again->empty());
  IndexMapping anew(kept, settings);
  const auto later = anew.read(document, "1");
  check(later && later->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto mappings = json::parse(take_line(text));
  if (!mappings || !mappings->is_object()) return 0;
  IndexMapping mapping(*mappings, json::Value(json::Object{}));
  while (!text.empty()) read(mapping, *mappings, take_line(text));
  return 0;
}
