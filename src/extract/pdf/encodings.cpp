#include "extract/pdf/encodings.h"

namespace headrace::extract::pdf {
namespace {

constexpr Encoding ascii() {
  Encoding encoding{};
  for (char16_t code = 0x20; code < 0x7F; ++code) encoding[code] = code;
  return encoding;
}

constexpr Encoding from(Encoding encoding, std::size_t first, std::u16string_view characters) {
  for (const auto character : characters) encoding[first++] = character;
  return encoding;
}

constexpr Encoding made_standard() {
  // From 0xA1; `_` where there is none.
  constexpr std::u16string_view upper = u"¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ_–†‡·_¶•‚„”»…‰_¿_`´ˆ˜¯˘˙¨_˚¸_˝˛ˇ—________________Æ_ª____ŁØŒº_____æ___ı__łøœß";
  Encoding encoding = from(ascii(), 0xA1, upper);
  for (auto& character : std::span(encoding).subspan(0xA1)) character = character == u'_' ? u'\0' : character;
  encoding[0x27] = u'’';
  encoding[0x60] = u'‘';
  return encoding;
}

constexpr Encoding made_win_ansi() {
  Encoding encoding = ascii();
  for (char16_t code = 0xA0; code < 0x100; ++code) encoding[code] = code;
  encoding = from(encoding, 0x80, u"€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ");
  encoding[0xAD] = u'-';
  return encoding;
}

constexpr Encoding made_mac_roman() {
  return from(
      ascii(), 0x80,
      u"ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙ"
      u"ıˆ˜¯˘˙˚¸˝˛ˇ");
}

constexpr Encoding made_symbol() {
  Encoding encoding = from(ascii(), 0x41, u"ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ");
  encoding = from(encoding, 0x61, u"αβχδεφγηιϕκλμνοπθρστυϖωξψζ");
  encoding = from(encoding, 0xA3, u"≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…");
  encoding[0xCE] = u'∈';
  encoding[0xD1] = u'∇';
  encoding[0xD5] = u'∏';
  encoding[0xD6] = u'√';
  encoding[0xE5] = u'∑';
  encoding[0xF2] = u'∫';
  return encoding;
}

constexpr Encoding standard = made_standard();
constexpr Encoding win_ansi = made_win_ansi();
constexpr Encoding mac_roman = made_mac_roman();
constexpr Encoding symbol = made_symbol();

static_assert(standard[0xFB] == u'ß' && standard[0xE1] == u'Æ' && standard[0xD0] == u'—' && standard[0xF5] == u'ı');
static_assert(win_ansi[0x9F] == u'Ÿ' && win_ansi[0x99] == u'™');
static_assert(mac_roman[0xFF] == u'ˇ' && mac_roman[0xCA] == u'\u00A0' && mac_roman[0xF0] == u'\uF8FF');

}  // namespace

const Encoding& standard_encoding() { return standard; }
const Encoding& win_ansi_encoding() { return win_ansi; }
const Encoding& mac_roman_encoding() { return mac_roman; }
const Encoding& symbol_encoding() { return symbol; }

const Encoding* encoding_of(std::string_view name) {
  if (name == "/WinAnsiEncoding") return &win_ansi;
  if (name == "/MacRomanEncoding") return &mac_roman;
  if (name == "/StandardEncoding") return &standard;
  return nullptr;
}

}  // namespace headrace::extract::pdf
