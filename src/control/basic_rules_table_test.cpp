// The truth table of docs/spec/configuration-filtering-secrets.md 4.7, read from the page itself: its cases R01 to R67 of 7.6. Rows 68 to
// 71 are about native date-times, which no source here hands on.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "base/strings.h"
#include "control/basic_rules.h"

namespace headrace::control {
namespace {

constexpr const char* page = "docs/spec/configuration-filtering-secrets.md";
constexpr std::size_t rows_of_json = 67;

struct Row {
  int number = 0;
  std::string rule, value, document;
  char outcome = '?';  ///< M, N or E
};

/// The cell without its backquotes; `␠` is a blank.
std::string unquoted(std::string cell) {
  if (cell == "(empty)") return "";
  if (cell.starts_with('`') && cell.ends_with('`')) cell = cell.substr(1, cell.size() - 2);
  for (std::size_t at = 0; (at = cell.find("␠")) != std::string::npos;) cell.replace(at, std::string("␠").size(), " ");
  return cell;
}

Row row_of(const std::vector<std::string>& cells, std::size_t first) {
  Row row{.number = std::stoi(cells[first]),
          .rule = unquoted(cells[first + 1]),
          .value = unquoted(cells[first + 2]),
          .document = unquoted(cells[first + 3])};
  row.outcome = cells[first + 4].substr(cells[first + 4].find_first_not_of('*'))[0];
  return row;
}

std::vector<Row> read_table() {
  std::ifstream file(page);
  std::vector<Row> rows;
  bool is_here = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) is_here = line.starts_with("### 4.7");
    if (!is_here || line.size() < 3 || line[0] != '|' || !std::isdigit(static_cast<unsigned char>(line[2]))) continue;
    std::vector<std::string> cells;
    for (const auto& cell : base::split_list(line, '|')) {
      const auto begin = std::min(cell.find_first_not_of(' '), cell.size());
      cells.push_back(cell.substr(begin, cell.find_last_not_of(' ') + 1 - begin));
    }
    for (const std::size_t first : {1U, 6U}) {
      if (cells.size() > first + 4 && !cells[first].empty()) rows.push_back(row_of(cells, first));
    }
  }
  std::ranges::sort(rows, {}, &Row::number);
  return rows;
}

/// M, N or E, as the table has it.
char outcome_of(const json::Value& rule, const json::Value& document) {
  const auto rules = BasicRules::read(json::Array{rule}, RuleReading::original);
  if (!rules) return 'E';
  const auto admitted = rules->admits(document);
  if (!admitted) return 'E';
  return *admitted ? 'N' : 'M';
}

json::Value exclude(std::string_view field, std::string_view rule, std::string_view value) {
  return json::object({{"id", "r"}, {"policy", "exclude"}, {"field", field}, {"rule", rule}, {"value", value}, {"order", 1}});
}

TEST(BasicRulesTable, every_row_of_the_norm) {
  const auto rows = read_table();
  ASSERT_EQ(rows.size(), 71U) << page << " is read from the folder of the project";
  for (std::size_t i = 0; i < rows_of_json; ++i) {
    const auto& row = rows[i];
    ASSERT_EQ(row.number, static_cast<int>(i) + 1);
    SCOPED_TRACE("R" + std::to_string(row.number) + ": " + row.rule + " " + row.value + " on " + row.document);
    if (row.rule.starts_with("any")) continue;  // below
    const auto document = json::parse(R"({"f":)" + row.document + "}");
    ASSERT_TRUE(document);
    EXPECT_EQ(outcome_of(exclude("f", row.rule, row.value), *document), row.outcome);
  }
}

TEST(BasicRulesTable, R66_R67_absent_fields_and_dotted_paths) {
  for (const auto* rule : {"equals", "starts_with", "ends_with", "contains", "regex", ">", "<"}) {
    EXPECT_EQ(outcome_of(exclude("g", rule, "1"), *json::parse(R"({"f":1})")), 'N') << rule;
    EXPECT_EQ(outcome_of(exclude("a.b", rule, "1"), *json::parse(R"({"a":{"b":1}})")), 'N') << rule;
  }
}

/// Rules as the table writes them: `order:policy field rule value`, with DEFAULT or another id where one is named.
struct Written {
  double order;
  std::string_view policy, field, rule, value;
  std::string_view id = "r";
};

bool ingests(std::initializer_list<Written> rules, std::string_view document) {
  json::Array list;
  for (const auto& [order, policy, field, rule, value, id] : rules) {
    auto one = json::object({{"id", id}, {"policy", policy}, {"field", field}, {"rule", rule}, {"value", value}});
    one.set("order", order);
    list.push_back(std::move(one));
  }
  const auto read = BasicRules::read(list, RuleReading::original);
  EXPECT_TRUE(read);
  return read->admits(*json::parse(document)).value();
}

TEST(BasicRulesTable, R72_R81_sets_of_rules) {
  constexpr Written default_exclude{0, "exclude", "_", "regex", ".*", "DEFAULT"};
  constexpr Written default_include{0, "include", "_", "regex", ".*", "DEFAULT"};
  EXPECT_TRUE(ingests({}, "{}")) << "A";
  EXPECT_TRUE(ingests({default_include}, R"({"_":1})")) << "B";
  EXPECT_TRUE(ingests({default_exclude}, R"({"_":1})")) << "C";
  EXPECT_FALSE(ingests({{1, "exclude", "ext", "equals", "tmp"}, default_include}, R"({"ext":"tmp"})")) << "D";
  EXPECT_TRUE(ingests({{2, "exclude", "ext", "equals", "tmp"}, {1, "include", "size", ">", "10"}}, R"({"ext":"tmp","size":11})")) << "E";
  EXPECT_FALSE(ingests({{2, "exclude", "ext", "equals", "tmp"}, {2, "include", "ext", "equals", "tmp"}}, R"({"ext":"tmp"})")) << "F";
  EXPECT_FALSE(ingests({{1, "include", "ext", "equals", "pdf"}, {2, "exclude", "ext", "regex", ".*"}}, R"({"ext":"doc"})")) << "G";
  EXPECT_TRUE(ingests({{1, "include", "ext", "equals", "pdf"}, {2, "exclude", "ext", "regex", ".*"}}, R"({"x":"doc"})")) << "G";
  EXPECT_TRUE(ingests({{1, "exclude", "_id", "equals", "a"}}, R"({"id":"a"})")) << "H";
  EXPECT_FALSE(ingests({{-5, "exclude", "id", "regex", "a"}, {0, "include", "id", "regex", "a"}}, R"({"id":"a"})")) << "I";
  EXPECT_FALSE(ingests({{1, "exclude", "id", "regex", "a", "default"}}, R"({"id":"a"})")) << "J";
}

}  // namespace
}  // namespace headrace::control
