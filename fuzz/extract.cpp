// Text out of files: whatever the bytes are, the text is valid UTF-8, trimmed, and not much longer than the bytes.
#include <cstdlib>

#include "base/strings.h"
#include "extract/extract.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  for (const auto* name : {"page.html", "feed.xml", "notes.txt", "data.json"}) {
    const auto [text, note] = extract::extract(name, content);
    if (!base::is_utf8(text) || !base::is_utf8(note)) std::abort();
    if (!text.empty() && !note.empty()) std::abort();
    if (!text.empty() && (text.front() == ' ' || text.back() == '\n')) std::abort();
    if (text.size() > 3 * size) std::abort();
  }
  return 0;
}
