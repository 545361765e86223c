// Basic sync rules: a line with rules, a line with a document. Whatever they are, both readings end, and they agree where nothing is
// compared that the original cannot compare.
#include <cstdlib>

#include "control/basic_rules.h"
#include "control/rule_problems.h"
#include "json/text_form.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  const auto rules = json::parse(text.substr(0, line));
  const auto document = json::parse(text.substr(std::min(line + 1, text.size())));
  if (!rules || !document) return 0;
  (void)control::rule_problems(*rules);
  (void)json::text_form(*document);
  for (const auto reading : {control::RuleReading::lenient, control::RuleReading::original}) {
    const auto read = control::BasicRules::read(*rules, reading);
    if (!read) continue;
    const auto admitted = read->admits(*document);
    if (read->empty() && !admitted.value()) std::abort();
  }
  return 0;
}
