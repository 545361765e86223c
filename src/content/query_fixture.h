#pragma once
// For tests only: runs a query text against one document.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "content/query_dsl.h"

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
};

/// "yes" or "no": whether the document with the id "1" answers the query, or the error.
inline std::string finds(std::string_view query, std::string_view source,
                         base::Instant now = *base::parse_instant("2026-03-04T12:00:00Z")) {
  const auto parsed = json::parse(query);
  if (!parsed) return "unreadable";
  const auto tree = parse_query(*parsed, query, now);
  if (!tree) return "error: " + tree.error().reason;
  return engine::matches(*tree, "1", *json::parse(source), SomeTypes()) ? "yes" : "no";
}

}  // namespace headrace::content
