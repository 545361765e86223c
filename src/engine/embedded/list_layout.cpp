#include "engine/embedded/list_layout.h"

#include "engine/embedded/codec.h"
#include "engine/query_values.h"

namespace headrace::engine::embedded {
namespace {

constexpr char present = 0;
constexpr char missing = 1;

std::string order_with(std::string_view value) { return std::string(1, present).append(value); }

std::string order_in(const ListLayout& layout, const json::Value& source) {
  if (layout.order == ListLayout::Order::by_creation) return order_with("");
  const auto values = keyword_values(source, layout.order_field);
  if (values.empty()) return order_without_value();
  if (layout.order == ListLayout::Order::by_text) return order_with(values.front());
  const auto date = base::parse_date(values.front());
  return date ? order_of(*date) : order_without_value();
}

}  // namespace

const ListLayout& layout_of(std::string_view index) {
  static const ListLayout jobs{ListLayout::Order::by_date,
                               "created_at",
                               ListLayout::Ties::by_id,
                               {"status", "job_type", "trigger_method", "connector.id", "connector.index_name", "connector.service_type"}};
  static const ListLayout connectors{
      ListLayout::Order::by_text, "index_name", ListLayout::Ties::by_creation, {"index_name", "name", "service_type", "status"}};
  static const ListLayout others{};
  if (index == sync_jobs_index) return jobs;
  if (index == connectors_index) return connectors;
  return others;
}

std::optional<std::size_t> keyword_slot(const ListLayout& layout, std::string_view field) {
  const auto found = std::ranges::find(layout.keywords, field);
  if (found == layout.keywords.end()) return std::nullopt;
  return static_cast<std::size_t>(found - layout.keywords.begin());
}

std::vector<std::string> keyword_values(const json::Value& source, std::string_view field) {
  std::vector<std::string> values;
  any_value(source, field, [&](const json::Value& value) {
    if (value.is_string()) values.push_back(value.as_string());
    if (value.is_number()) values.push_back(value.as_number().spelling);
    if (value.is_bool()) values.emplace_back(value.as_bool() ? "true" : "false");
    return false;
  });
  return values;
}

std::string order_of(base::Instant date) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // so that dates before 1970 sort too
  return order_with(sortable(static_cast<std::uint64_t>(date.time_since_epoch().count()) ^ sign));
}

std::string order_without_value() { return std::string(1, missing); }

ListRecord list_record(const ListLayout& layout, const json::Value& source) {
  ListRecord record;
  record.order = order_in(layout, source);
  for (const auto field : layout.keywords) record.keywords.push_back(keyword_values(source, field));
  return record;
}

}  // namespace headrace::engine::embedded
