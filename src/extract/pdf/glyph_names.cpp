#include "extract/pdf/glyph_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "json/utf8.h"

namespace headrace::extract::pdf {
namespace {

struct Named {
  std::string_view name;
  char16_t character;
};

constexpr auto signs = std::to_array<Named>({
    {"AE", u'Æ'},
    {"Dcroat", u'Đ'},
    {"Delta", u'Δ'},
    {"Eng", u'Ŋ'},
    {"Eth", u'Ð'},
    {"Euro", u'€'},
    {"Hbar", u'Ħ'},
    {"IJ", u'Ĳ'},
    {"Idotaccent", u'İ'},
    {"Lslash", u'Ł'},
    {"OE", u'Œ'},
    {"Omega", u'Ω'},
    {"Oslash", u'Ø'},
    {"Thorn", u'Þ'},
    {"ae", u'æ'},
    {"acute", u'´'},
    {"ampersand", u'&'},
    {"approxequal", u'≈'},
    {"asciicircum", u'^'},
    {"asciitilde", u'~'},
    {"asterisk", u'*'},
    {"at", u'@'},
    {"backslash", u'\\'},
    {"bar", u'|'},
    {"braceleft", u'{'},
    {"braceright", u'}'},
    {"bracketleft", u'['},
    {"bracketright", u']'},
    {"breve", u'˘'},
    {"brokenbar", u'¦'},
    {"bullet", u'•'},
    {"caron", u'ˇ'},
    {"cedilla", u'¸'},
    {"cent", u'¢'},
    {"circumflex", u'ˆ'},
    {"colon", u':'},
    {"comma", u','},
    {"copyright", u'©'},
    {"currency", u'¤'},
    {"dagger", u'†'},
    {"daggerdbl", u'‡'},
    {"dcroat", u'đ'},
    {"degree", u'°'},
    {"dieresis", u'¨'},
    {"divide", u'÷'},
    {"dollar", u'$'},
    {"dotaccent", u'˙'},
    {"dotlessi", u'ı'},
    {"eight", u'8'},
    {"ellipsis", u'…'},
    {"emdash", u'—'},
    {"endash", u'–'},
    {"eng", u'ŋ'},
    {"equal", u'='},
    {"eth", u'ð'},
    {"exclam", u'!'},
    {"exclamdown", u'¡'},
    {"ff", u'\uFB00'},
    {"ffi", u'\uFB03'},
    {"ffl", u'\uFB04'},
    {"fi", u'\uFB01'},
    {"figuredash", u'‒'},
    {"five", u'5'},
    {"fl", u'\uFB02'},
    {"florin", u'ƒ'},
    {"four", u'4'},
    {"fraction", u'⁄'},
    {"germandbls", u'ß'},
    {"grave", u'`'},
    {"greater", u'>'},
    {"greaterequal", u'≥'},
    {"guillemotleft", u'«'},
    {"guillemotright", u'»'},
    {"guilsinglleft", u'‹'},
    {"guilsinglright", u'›'},
    {"hbar", u'ħ'},
    {"hungarumlaut", u'˝'},
    {"hyphen", u'-'},
    {"ij", u'ĳ'},
    {"infinity", u'∞'},
    {"integral", u'∫'},
    {"less", u'<'},
    {"lessequal", u'≤'},
    {"logicalnot", u'¬'},
    {"longs", u'ſ'},
    {"lozenge", u'◊'},
    {"lslash", u'ł'},
    {"macron", u'¯'},
    {"minus", u'−'},
    {"mu", u'µ'},
    {"multiply", u'×'},
    {"nbspace", u'\u00A0'},
    {"nine", u'9'},
    {"notequal", u'≠'},
    {"numbersign", u'#'},
    {"oe", u'œ'},
    {"ogonek", u'˛'},
    {"one", u'1'},
    {"onehalf", u'½'},
    {"onequarter", u'¼'},
    {"onesuperior", u'¹'},
    {"ordfeminine", u'ª'},
    {"ordmasculine", u'º'},
    {"oslash", u'ø'},
    {"paragraph", u'¶'},
    {"parenleft", u'('},
    {"parenright", u')'},
    {"partialdiff", u'∂'},
    {"percent", u'%'},
    {"period", u'.'},
    {"periodcentered", u'·'},
    {"perthousand", u'‰'},
    {"plus", u'+'},
    {"plusminus", u'±'},
    {"product", u'∏'},
    {"question", u'?'},
    {"questiondown", u'¿'},
    {"quotedbl", u'"'},
    {"quotedblbase", u'„'},
    {"quotedblleft", u'“'},
    {"quotedblright", u'”'},
    {"quoteleft", u'‘'},
    {"quoteright", u'’'},
    {"quotesinglbase", u'‚'},
    {"quotesingle", u'\''},
    {"radical", u'√'},
    {"registered", u'®'},
    {"ring", u'˚'},
    {"section", u'§'},
    {"semicolon", u';'},
    {"seven", u'7'},
    {"sfthyphen", u'\u00AD'},
    {"six", u'6'},
    {"slash", u'/'},
    {"space", u' '},
    {"sterling", u'£'},
    {"summation", u'∑'},
    {"thorn", u'þ'},
    {"three", u'3'},
    {"threequarters", u'¾'},
    {"threesuperior", u'³'},
    {"tilde", u'˜'},
    {"trademark", u'™'},
    {"two", u'2'},
    {"twosuperior", u'²'},
    {"underscore", u'_'},
    {"yen", u'¥'},
    {"zero", u'0'},
});

/// A letter with a mark is called by both: `eacute`. The letters, and behind them the characters in the same order.
struct Mark {
  std::string_view name;
  std::string_view letters;
  std::u16string_view characters;
};

constexpr auto marks = std::to_array<Mark>({
    {"acute", "AaCcEeIiLlNnOoRrSsUuYyZz", u"ÁáĆćÉéÍíĹĺŃńÓóŔŕŚśÚúÝýŹź"},
    {"breve", "AaEeGgIiOoUu", u"ĂăĔĕĞğĬĭŎŏŬŭ"},
    {"caron", "CcDdEeLlNnRrSsTtZz", u"ČčĎďĚěĽľŇňŘřŠšŤťŽž"},
    {"cedilla", "CcSsTtGgKkLlNnRr", u"ÇçŞşŢţĢģĶķĻļŅņŖŗ"},
    {"circumflex", "AaCcEeGgHhIiJjOoSsUuWwYy", u"ÂâĈĉÊêĜĝĤĥÎîĴĵÔôŜŝÛûŴŵŶŷ"},
    {"commaaccent", "SsTtGgKkLlNnRr", u"ȘșȚțĢģĶķĻļŅņŖŗ"},
    {"dieresis", "AaEeIiOoUuYy", u"ÄäËëÏïÖöÜüŸÿ"},
    {"dotaccent", "CcEeGgIZz", u"ĊċĖėĠġİŻż"},
    {"grave", "AaEeIiOoUu", u"ÀàÈèÌìÒòÙù"},
    {"hungarumlaut", "OoUu", u"ŐőŰű"},
    {"macron", "AaEeIiOoUu", u"ĀāĒēĪīŌōŪū"},
    {"ogonek", "AaEeIiUu", u"ĄąĘęĮįŲų"},
    {"ring", "AaUu", u"ÅåŮů"},
    {"tilde", "AaIiNnOoUu", u"ÃãĨĩÑñÕõŨũ"},
});
static_assert(std::ranges::all_of(marks, [](const Mark& mark) { return mark.letters.size() == mark.characters.size(); }));

/// In the order of Unicode from U+0391 and U+03B1; the final sigma stands between rho and sigma.
constexpr std::array<std::string_view, 25> greek{"alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
                                                 "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma1",
                                                 "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};

std::optional<std::uint32_t> hexadecimal(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return problem == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

char16_t greek_letter(std::string_view name) {
  if (name.size() < 2) return 0;
  const bool is_capital = name.front() >= 'A' && name.front() <= 'Z';
  for (std::size_t i = 0; i < greek.size(); ++i) {
    const bool is_it = name.substr(1) == greek.at(i).substr(1) && (name.front() | 0x20) == greek.at(i).front();
    if (is_it) return static_cast<char16_t>((is_capital ? 0x391 : 0x3B1) + i);
  }
  return 0;
}

/// The names of Cyrillic letters are numbers: afii10017 is А, with Ё in its place of the alphabet.
char16_t cyrillic_letter(std::string_view name) {
  if (!name.starts_with("afii")) return 0;
  int number = 0;
  const auto digits = name.substr(4);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto letter = [&](int first, char16_t a, char16_t io) -> char16_t {
    const int place = number - first;
    if (place < 0 || place > 32) return 0;
    if (place == 6) return io;
    return static_cast<char16_t>(a + place - (place > 6 ? 1 : 0));
  };
  if (number == 61352) return u'№';
  const auto capital = letter(10017, u'А', u'Ё');
  return capital != 0 ? capital : letter(10065, u'а', u'ё');
}

char16_t marked_letter(std::string_view name) {
  if (name.size() < 2) return 0;
  const auto* mark = std::ranges::find(marks, name.substr(1), &Mark::name);
  const auto place = mark == marks.end() ? std::string_view::npos : mark->letters.find(name.front());
  return place == std::string_view::npos ? u'\0' : mark->characters[place];
}

char16_t one_character(std::string_view name) {
  if (name.size() == 1) return static_cast<char16_t>(static_cast<unsigned char>(name.front()));
  if (const auto* sign = std::ranges::find(signs, name, &Named::name); sign != signs.end()) return sign->character;
  for (const auto find : {marked_letter, greek_letter, cyrillic_letter}) {
    if (const auto found = find(name); found != 0) return found;
  }
  return 0;
}

/// `uni20AC0041` is two characters, `u1F600` one.
std::string by_number(std::string_view name) {
  std::string text;
  if (name.starts_with("uni") && name.size() >= 7 && (name.size() - 3) % 4 == 0) {
    for (std::size_t at = 3; at < name.size(); at += 4) {
      const auto code = hexadecimal(name.substr(at, 4));
      if (!code) return {};
      json::append_utf8(*code, text);
    }
  } else if (name.starts_with('u') && name.size() >= 5 && name.size() <= 7) {
    if (const auto code = hexadecimal(name.substr(1))) json::append_utf8(*code, text);
  }
  return text;
}

}  // namespace

std::string text_of_glyph(std::string_view name) {
  name = name.substr(0, name.find('.'));  // `.notdef` is nothing, `a.alt` an a
  constexpr std::size_t longest_part = 64;
  std::string text;
  while (!name.empty()) {
    const auto part = name.substr(0, name.find('_'));
    name.remove_prefix(std::min(part.size() + 1, name.size()));
    if (part.empty() || part.size() > longest_part) continue;
    if (const auto character = one_character(part); character != 0) {
      json::append_utf8(character, text);
    } else {
      text += by_number(part);
    }
  }
  return text;
}

}  // namespace headrace::extract::pdf
