// Bulk bodies: whatever they are, reading ends, and a body that comes in pieces of any size says the same as one that is there. The first
// byte is the size of the pieces.
#include <cstdlib>
#include <functional>

#include "content/bulk.h"

namespace {

using namespace headrace;

/// Everything that is read of a body, as text, up to and with the first error.
struct Seen {
  std::string text;
  std::size_t actions = 0;
  bool failed = false;

  void add(const content::BulkReader& reader, content::BulkAction& action) {
    ++actions;
    const auto source = reader.read_source(action);
    text += fmt::format("{} {} {} [{}] {}\n", action.name, action.write.index, action.write.id.value_or("-"), action.source,
                        source ? action.pipeline : source.error().reason);
  }
  void add(const Error& error) {
    text += error.reason;
    failed = true;
  }
};

/// `more` is called when the reader has no further action; false: that was all.
Seen read_all(content::BulkReader& reader, const std::function<bool()>& more) {
  Seen seen;
  while (!seen.failed) {
    auto action = reader.next();
    if (!action) {
      seen.add(action.error());
    } else if (*action) {
      seen.add(reader, **action);
    } else if (!more()) {
      break;
    }
  }
  seen.text += fmt::format("{}", reader.invalid().size());
  return seen;
}

Seen read_whole(std::string_view body, const content::BulkDefaults& defaults) {
  content::BulkReader reader(body, defaults);
  return read_all(reader, [] { return false; });
}

Seen read_pieces(std::string_view body, std::size_t size, const content::BulkDefaults& defaults) {
  content::BulkReader reader(defaults);
  return read_all(reader, [&] {
    if (reader.is_finished()) return false;
    if (body.empty()) {
      reader.finish();
    } else {
      reader.feed(std::string(body.substr(0, size)));
      body.remove_prefix(std::min(size, body.size()));
    }
    return true;
  });
}

/// Whether the check takes the body; then it has kept the first of its actions, and the reader has the others.
bool is_taken(std::string_view body, const content::BulkDefaults& defaults, std::size_t actions) {
  constexpr std::size_t kept = 2;
  content::BulkReader reader(body, defaults);
  content::BulkCheck check(reader);
  for (;;) {
    const auto is_over = check.step(kept);
    if (!is_over) return false;
    if (*is_over) break;
  }
  const auto first = check.finish();
  if (!first) return false;
  auto count = first->size();
  while (reader.next().value()) ++count;
  if (count != actions) std::abort();
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  const content::BulkDefaults defaults{.index = "i", .pipeline = "p"};
  const auto whole = read_whole(body, defaults);
  const auto pieces = read_pieces(body, std::size_t{data[0]} + 1, defaults);
  // Where the last line has no end, a body that is there is refused before anything is read.
  if (whole.text != pieces.text) std::abort();
  if (is_taken(body, defaults, whole.actions) && (whole.failed || !body.ends_with('\n'))) std::abort();
  return 0;
}
