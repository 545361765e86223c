#include "extract/pdf/font.h"

#include <algorithm>

#include "extract/pdf/encodings.h"
#include "extract/pdf/glyph_names.h"
#include "extract/pdf/standard_widths.h"
#include "extract/pdf/streams.h"
#include "json/utf8.h"

namespace headrace::extract::pdf {
namespace {

constexpr std::size_t codes = 256;
constexpr std::size_t most_widths = 70'000;
constexpr int nonsymbolic = 32, symbolic = 4;

std::uint32_t code_of_number(const Object& object) {
  const double value = object.number(0);
  return value >= 0 && value <= 0xFFFFFF ? static_cast<std::uint32_t>(value) : 0;
}

int flags_of(const Object& dictionary) {
  const double flags = dictionary.member("/FontDescriptor").member("/Flags").number(0);
  return flags >= 0 && flags <= 0x7FFFFFFF ? static_cast<int>(flags) : 0;
}

/// Where a font says nothing of its encoding.
const Encoding& built_in_encoding(const Object& dictionary) {
  if (dictionary.member("/BaseFont").name().contains("Symbol")) return symbol_encoding();
  const bool is_true_type = dictionary.member("/Subtype").name() == "/TrueType";
  const int flags = flags_of(dictionary);
  return is_true_type || ((flags & symbolic) != 0 && (flags & nonsymbolic) == 0) ? win_ansi_encoding() : standard_encoding();
}

}  // namespace

std::shared_ptr<const Font> Font::read(const Object& dictionary, Budget& budget) {
  auto font = std::make_shared<Font>();
  const auto to_unicode = dictionary.member("/ToUnicode");
  std::string program;
  unpack(to_unicode, budget, program);
  font->to_unicode_ = CMap::read(program);
  if (dictionary.member("/Subtype").name() == "/Type0") {
    font->read_composite(dictionary, budget);
  } else {
    font->read_simple(dictionary);
  }
  std::ranges::sort(font->widths_, {}, &Widths::low);
  return font;
}

void Font::read_simple(const Object& dictionary) {
  const auto encoding = dictionary.member("/Encoding");
  const auto* named = encoding_of(encoding.is_dictionary() ? encoding.member("/BaseEncoding").name() : encoding.name());
  const auto& base = named == nullptr ? built_in_encoding(dictionary) : *named;
  texts_.resize(codes);
  for (std::size_t code = 0; code < codes; ++code) {
    if (base.at(code) != 0) json::append_utf8(base.at(code), texts_[code]);
  }
  use_names(encoding.member("/Differences"));

  // Type 3 fonts have a scale of their own.
  double scale = 0.001;
  const auto matrix = dictionary.member("/FontMatrix");
  scale = matrix.at(0).number(scale);
  other_width_ = dictionary.member("/FontDescriptor").member("/MissingWidth").number(0) * scale;
  const auto given = dictionary.member("/Widths");
  if (given.is_array()) {
    const auto first = code_of_number(dictionary.member("/FirstChar"));
    const auto count = std::min<int>(given.size(), codes);
    for (int i = 0; i < count; ++i) {
      const auto code = first + static_cast<std::uint32_t>(i);
      widths_.push_back({code, code, given.at(i).number(0) * scale});
    }
  } else {
    const auto name = dictionary.member("/BaseFont").name();
    for (std::uint32_t code = 0; code < codes; ++code)
      widths_.push_back({code, code, standard_width(name, static_cast<unsigned char>(code)) * scale});
  }
}

/// A list of numbers and names: from each number on, the codes have the names that follow.
void Font::use_names(const Object& differences) {
  std::uint32_t code = 0;
  const int count = differences.size();
  for (int i = 0; i < count; ++i) {
    const auto item = differences.at(i);
    if (item.is_number()) {
      code = code_of_number(item);
    } else if (item.is_name() && code < codes) {
      const auto name = item.name();
      texts_[code++] = text_of_glyph(std::string_view(name).substr(1));
    }
  }
}

void Font::read_composite(const Object& dictionary, Budget& budget) {
  is_composite_ = true;
  const auto encoding = dictionary.member("/Encoding");
  std::string name = encoding.name();
  if (encoding.is_stream()) {
    std::string program;
    unpack(encoding, budget, program);
    code_map_ = CMap::read(program);
    name = encoding.member("/CMapName").name();
    is_vertical_ = encoding.member("/WMode").number(0) == 1;
  }
  is_vertical_ = is_vertical_ || name.ends_with("-V");
  // The predefined CMaps whose codes are Unicode: UniGB-UCS2-H, UniJIS-UTF16-H and their sisters.
  is_unicode_ = name.starts_with("/Uni") && (name.contains("-UCS2-") || name.contains("-UTF16-"));
  auto descendant = dictionary.member("/DescendantFonts");
  if (descendant.is_array()) descendant = descendant.at(0);
  other_width_ = descendant.member("/DW").number(1000) / 1000;
  const bool codes_are_glyphs = name.starts_with("/Identity");
  if (codes_are_glyphs) read_cid_widths(descendant.member("/W"));
}

/// `c [w1 w2 …]` and `first last w`, one behind the other.
void Font::read_cid_widths(const Object& list) {
  const int count = list.size();
  for (int i = 0; i + 1 < count && widths_.size() < most_widths;) {
    const auto first = code_of_number(list.at(i));
    const auto next = list.at(i + 1);
    if (next.is_array()) {
      const int items = next.size();
      for (int j = 0; j < items && widths_.size() < most_widths; ++j) {
        const auto code = first + static_cast<std::uint32_t>(j);
        widths_.push_back({code, code, next.at(j).number(0) / 1000});
      }
      i += 2;
    } else {
      if (i + 2 < count) widths_.push_back({first, code_of_number(next), list.at(i + 2).number(0) / 1000});
      i += 3;
    }
  }
}

double Font::width_of(std::uint32_t code) const {
  const auto above = std::ranges::upper_bound(widths_, code, {}, &Widths::low);
  if (above == widths_.begin() || code > (above - 1)->high) return other_width_;
  return (above - 1)->width;
}

Glyph Font::take(std::string_view& bytes, std::string& text) const {
  constexpr std::size_t usual_length = 2;
  const auto length = is_composite_ ? code_map_.code_length(bytes, std::min(usual_length, bytes.size())) : 1;
  const auto code = code_of(bytes.substr(0, length));
  bytes.remove_prefix(length);
  text.clear();
  const bool is_known = to_unicode_.append(code, text);
  if (!is_known && !is_composite_) text = texts_[code];
  if (!is_known && is_unicode_) json::append_utf8(code, text);
  return {.width = width_of(code), .is_one_blank = length == 1 && code == ' '};
}

}  // namespace headrace::extract::pdf
