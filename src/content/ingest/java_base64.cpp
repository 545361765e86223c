#include "content/ingest/java_base64.h"

#include <fmt/format.h>

#include "base/base64.h"

namespace headrace::content::ingest {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

Result<std::string> decode_base64(std::string_view given) {
  // Files are encoded by many programs; some break lines.
  std::string without;
  auto text = given;
  if (given.find_first_of("\r\n") != std::string_view::npos) {
    without = given;
    std::erase_if(without, [](char c) { return c == '\n' || c == '\r'; });
    text = without;
  }
  if (auto bytes = base::from_base64(text)) return std::move(*bytes);
  const auto end = std::min(text.find('='), text.size());
  const auto letters = text.substr(0, end);
  if (const auto foreign = letters.find_first_not_of(alphabet); foreign != std::string_view::npos)
    return fail(ErrorKind::illegal_argument, fmt::format("Illegal base64 character {:x}", static_cast<unsigned char>(letters[foreign])));
  const auto over = letters.size() % 4;
  const auto padding = text.substr(end);
  const bool is_padded = !padding.empty();
  if (is_padded && (over < 2 || (over == 2 && !padding.starts_with("=="))))
    return fail(ErrorKind::illegal_argument, "Input byte array has wrong 4-byte ending unit");
  if (over == 1) return fail(ErrorKind::illegal_argument, "Last unit does not have enough valid bits");
  if (const auto used = is_padded ? 4 - over : 0; padding.size() > used)
    return fail(ErrorKind::illegal_argument, fmt::format("Input byte array has incorrect ending byte at {}", end + used));
  // What is left over of the last letter's bits is ignored, and padding may be missing.
  std::string repaired(letters);
  const auto spare = over == 2 ? 0xFU : 0x3U;
  if (over > 0) repaired.back() = alphabet[alphabet.find(repaired.back()) & ~spare];
  while (repaired.size() % 4 != 0) repaired += '=';
  return base::from_base64(repaired).value_or(std::string());
}

}  // namespace headrace::content::ingest
