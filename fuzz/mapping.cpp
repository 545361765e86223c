// Mappings and documents: a line with a mapping, then documents, one a line. Whatever they are, reading ends. Under a mapping that an index
// can have, a document that was taken is taken again and adds nothing more, also by the mapping that is made anew of what was kept; one
// that was refused leaves no trace.
#include <cstdlib>
#include <tuple>

#include "content/mapping.h"
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
  const auto parsed = json::parse(document);
  if (!parsed || !parsed->is_object()) {  // not what a mapping is asked: reading ends all the same
    std::ignore = IndexMapping(kept, settings).read(document, "1");
    return;
  }
  const auto added = mapping.read(document, "1");
  if (!added) return;
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
  const auto sent = json::parse(take_line(text));
  if (!sent || !sent->is_object()) return 0;
  const json::Value settings(json::Object{});
  auto mappings = headrace::content::read_mappings(*sent);
  if (!mappings) {  // no index has it: reading ends all the same
    IndexMapping odd(*sent, settings);
    while (!text.empty()) std::ignore = odd.read(take_line(text), "1");
    return 0;
  }
  IndexMapping mapping(*mappings, settings);
  while (!text.empty()) read(mapping, *mappings, take_line(text));
  return 0;
}
