// Text out of PDF: whatever the bytes are, the text is valid UTF-8 within its bounds.
#include <cstdlib>

#include "base/strings.h"
#include "extract/pdf/pdf_text.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  constexpr extract::pdf::PdfLimits limits{
      .characters = 10'000, .pages = 50, .text_bytes = 100'000, .stream_bytes = 1 << 20, .all_stream_bytes = 8 << 20, .steps = 100'000};
  const auto text = extract::pdf::read_pdf(content, limits);
  if (!text) {
    if (text.error().reason.empty() || !base::is_utf8(text.error().reason)) std::abort();
    return 0;
  }
  for (const auto& one : {text->text, text->title, text->author, text->keywords, text->creator, text->language, text->version}) {
    if (!base::is_utf8(one)) std::abort();
  }
  if (text->text.size() > limits.text_bytes + 1000 || text->pages > limits.pages) std::abort();
  return 0;
}
