#pragma once
// For tests only: runs a query text against one document.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "content/query_dsl.h"
#include "engine/query_plan.h"

namespace headrace::content {

/// The types of a few fields; all others are dynamic.
class SomeTypes final : public engine::FieldTypes {
 public:
  [[nodiscard]] engine::FieldType type_of(std::string_view path) const override {
    if (path == "last_seen") return engine::FieldType::date;
    if (path == "text") return engine::FieldType::text;
    if (path == "status") return engine::FieldType::keyword;
    return engine::FieldType::dynamic;
  }
  [[nodiscard]] std::vector<std::string> paths() const override { return {"last_seen", "status", "text"}; }
  [[nodiscard]] bool is_nested(std::string_view path) const override { return path == "comments"; }
  [[nodiscard]] bool is_within(std::string_view path, std::string_view nested) const override {
    return nested == (path.starts_with("comments.") ? "comments" : "");
  }
};

/// "yes" or "no": whether the document with the id "1" answers the query, or the error.
inline std::string finds(std::string_view query, std::string_view source,
                         base::Instant now = *base::parse_instant("2026-03-04T12:00:00Z")) {
  const auto parsed = json::parse(query);
  if (!parsed) return "unreadable";
  const auto tree = parse_query(*parsed, query, now);
  if (!tree) return "error: " + tree.error().reason;
  const SomeTypes types;
  const auto plan = engine::QueryPlan::make(*tree, types);
  if (!plan) return "error: " + plan.error().reason;
  return plan->matches("1", *json::parse(source)) ? "yes" : "no";
}

}  // namespace headrace::content
