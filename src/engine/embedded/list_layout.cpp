#include "engine/embedded/list_layout.h"

#include "engine/embedded/codec.h"
#include "engine/query_values.h"

namespace headrace::engine::embedded {
namespace {

constexpr char present = 0;
constexpr char missing = 1;

/// Sorts as the instants do, those before 1970 too.
std::string sortable_instant(base::Instant instant) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  return sortable(static_cast<std::uint64_t>(instant.time_since_epoch().count()) ^ sign);
}

std::optional<std::string> order_value(const ListLayout& layout, const json::Value& source) {
  if (layout.order == ListLayout::Order::by_creation) return std::string();
  const auto values = keyword_values(source, layout.order_field);
  if (values.empty()) return std::nullopt;
  if (layout.order == ListLayout::Order::by_text) return values.front();
  const auto date = base::parse_date(values.front());
  if (!date) return std::nullopt;
  return sortable_instant(*date);
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

ListRecord list_record(const ListLayout& layout, const json::Value& source) {
  ListRecord record;
  const auto order = order_value(layout, source);
  record.order = order ? std::string(1, present).append(*order) : std::string(1, missing);
  for (const auto field : layout.keywords) record.keywords.push_back(keyword_values(source, field));
  return record;
}

}  // namespace headrace::engine::embedded
