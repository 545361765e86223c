#pragma once
// By what the lists of the state indices are ordered and filtered (docs/spec/sync-jobs.md 3.2, docs/spec/connectors.md 3.5), and how a
// document's place in them is told from its source.

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

struct ListLayout {
  enum class Order { by_creation, by_text, by_date };
  enum class Ties { by_id, by_creation };

  Order order = Order::by_creation;
  std::string_view order_field;  ///< documents without it, or without a date in it, come last
  Ties ties = Ties::by_creation;
  std::vector<std::string_view> keywords;  ///< fields that lists are filtered by
};

/// Raised whenever a layout or the form of an order changes: list records of another version are made anew when a store is opened.
inline constexpr std::uint64_t list_layout_version = 1;

const ListLayout& layout_of(std::string_view index);

/// The position of a field in ListLayout::keywords.
std::optional<std::size_t> keyword_slot(const ListLayout& layout, std::string_view field);

/// The values of a keyword field: texts, and numbers and booleans by their spelling (docs/spec/document-api.md 5.2 and 5.9).
std::vector<std::string> keyword_values(const json::Value& source, std::string_view field);

/// The order of a document with this date, in a layout by_date.
std::string order_of(base::Instant date);
/// The order of documents without a value of the order field: behind all others.
std::string order_without_value();

/// The list record of a document, without its numbers.
ListRecord list_record(const ListLayout& layout, const json::Value& source);

}  // namespace headrace::engine::embedded
