// The query DSL: a line with a query, a line with a document. Whatever they are, reading and answering end, in bounded time; a query that
// was read says the same of a document each time.
#include <cstdlib>

#include "content/query_dsl.h"
#include "engine/query_plan.h"

namespace {

using headrace::engine::FieldRules;
using headrace::engine::FieldType;

/// One field of each type, by its first letter; all others are dynamic.
class Types final : public headrace::engine::FieldTypes {
 public:
  Types() {
    for (auto& rules : rules_) rules.type_name = "x";
    rules_[0].type = FieldType::keyword;
    rules_[0].ignore_above = 10;
    rules_[1].type = FieldType::text;
    rules_[2].type = FieldType::number;
    rules_[2].number = headrace::engine::NumberKind::integer;
    rules_[3].type = FieldType::date;
    rules_[4].type = FieldType::boolean;
    rules_[5].type = FieldType::ip;
    rules_[6].type = FieldType::number;
    rules_[6].number = headrace::engine::NumberKind::half;
  }
  [[nodiscard]] FieldType type_of(std::string_view path) const override {
    const auto* rules = rules_of(path);
    return rules == nullptr ? FieldType::dynamic : rules->type;
  }
  [[nodiscard]] const FieldRules* rules_of(std::string_view path) const override {
    const auto place = names.find(path);
    return path.size() == 1 && place != std::string_view::npos ? &rules_.at(place) : nullptr;
  }
  [[nodiscard]] std::vector<std::string> paths() const override { return {"k", "t", "n", "d", "b", "i", "h"}; }
  [[nodiscard]] bool is_nested(std::string_view path) const override { return path == "o"; }
  [[nodiscard]] bool is_within(std::string_view path, std::string_view nested) const override {
    return nested == (path.starts_with("o.") ? "o" : "");
  }

 private:
  static constexpr std::string_view names{"ktndbih"};
  std::array<FieldRules, names.size()> rules_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  const auto query = json::parse(text.substr(0, line));
  const auto document = json::parse(text.substr(std::min(line + 1, text.size())));
  if (!query) return 0;
  const auto tree = content::parse_query(*query, text.substr(0, line), *base::parse_instant("2026-03-04T12:00:00Z"));
  static const Types types;
  if (!tree || !document) return 0;
  const auto plan = engine::QueryPlan::make(*tree, types);
  if (!plan) return 0;
  const bool answer = plan->matches("1", *document);
  if (answer != plan->matches("1", *document)) std::abort();
  const auto opposite = engine::QueryPlan::make(engine::Query{engine::Bool{.must = {}, .should = {}, .must_not = {*tree}}}, types);
  if (!opposite || opposite->matches("1", *document) == answer) std::abort();
  return 0;
}
