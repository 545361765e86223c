#include "content/index_setting_table.h"

#include <algorithm>
#include <array>

namespace headrace::content {
namespace {

using enum IndexSetting::Change;
using enum IndexSetting::Kind;

constexpr auto table = std::to_array<IndexSetting>({
    {"number_of_shards", final_once, integer, "1", 1, 1024},
    {"number_of_routing_shards", final_once, integer, "", 1},
    {"routing_partition_size", final_once, integer, "1", 1},
    {"routing_path", final_once},
    {"mode", final_once, text, "standard"},
    {"soft_deletes.enabled", final_once, boolean, "true"},
    {"sort.*", final_once},
    {"time_series.start_time", final_once},
    {"analysis.*", fixed},
    {"codec", fixed, text, "default"},
    {"load_fixed_bitset_filters_eagerly", fixed, boolean, "true"},
    {"mapping.coerce", fixed, boolean, "true"},
    {"mapping.ignore_malformed", fixed, boolean, "false"},
    {"mapping.source.mode", fixed},
    {"mapping.synthetic_source_keep", fixed, text, "none"},
    {"query.parse.allow_unmapped_fields", fixed, boolean, "true"},
    {"shard.check_on_startup", fixed, text, "false"},
    {"similarity.*", fixed},
    {"store.preload", fixed},
    {"store.type", fixed},
    {"number_of_replicas", dynamic, integer, "1", 0},
    {"allocation.max_retries", dynamic, integer, "5", 0},
    {"analyze.max_token_count", dynamic, integer, "10000", 1},
    {"auto_expand_replicas", dynamic, text, "false"},
    {"blocks.metadata", dynamic, boolean, "false"},
    {"blocks.read", dynamic, boolean, "false"},
    {"blocks.read_only", dynamic, boolean, "false"},
    {"blocks.read_only_allow_delete", dynamic, boolean, "false"},
    {"blocks.write", dynamic, boolean, "false"},
    {"default_pipeline", dynamic, text, "_none"},
    {"final_pipeline", dynamic, text, "_none"},
    {"flush_after_merge", dynamic},
    {"gc_deletes", dynamic, time, "60s"},
    {"hidden", dynamic, boolean, "false"},
    {"highlight.max_analyzed_offset", dynamic, integer, "1000000", 1},
    {"highlight.weight_matches_mode.enabled", dynamic, boolean, "true"},
    {"indexing.slowlog.*", dynamic},
    {"lifecycle.*", dynamic},
    {"mapping.depth.limit", dynamic, integer, "20", 1, 100},
    {"mapping.dimension_fields.limit", dynamic, integer, "", 0},
    {"mapping.field_name_length.limit", dynamic, integer, "", 1},
    {"mapping.nested_fields.limit", dynamic, integer, "100", 0},
    {"mapping.nested_objects.limit", dynamic, integer, "10000", 0},
    {"mapping.total_fields.ignore_dynamic_beyond_limit", dynamic, boolean, "false"},
    {"mapping.total_fields.limit", dynamic, integer, "1000", 0, 10'000},
    {"max_docvalue_fields_search", dynamic, integer, "100", 0},
    {"max_inner_result_window", dynamic, integer, "100", 1},
    {"max_ngram_diff", dynamic, integer, "1", 0},
    {"max_refresh_listeners", dynamic, integer, "1000", 0},
    {"max_regex_length", dynamic, integer, "1000", 1},
    {"max_rescore_window", dynamic, integer, "10000", 1},
    {"max_result_window", dynamic, integer, "10000", 1},
    {"max_script_fields", dynamic, integer, "32", 0},
    {"max_shingle_diff", dynamic, integer, "3", 0},
    {"max_slices_per_pit", dynamic, integer, "1024", 1},
    {"max_slices_per_scroll", dynamic, integer, "1024", 1},
    {"max_terms_count", dynamic, integer, "65536", 1},
    {"merge.*", dynamic},
    {"priority", dynamic, integer, "1", 0},
    {"query.default_field", dynamic, text, "*"},
    {"query_string.lenient", dynamic, boolean, "false"},
    {"refresh_interval", dynamic, time, "1s"},
    {"requests.cache.enable", dynamic, boolean, "true"},
    {"routing.allocation.*", dynamic},
    {"routing.rebalance.enable", dynamic, text, "all"},
    {"search.idle.after", dynamic, time, "30s"},
    {"search.slowlog.*", dynamic},
    {"search.throttled", dynamic, boolean, "false"},
    {"soft_deletes.retention_lease.period", dynamic, time, "12h"},
    {"time_series.end_time", dynamic},
    {"translog.*", dynamic},
    {"unassigned.node_left.delayed_timeout", dynamic, time, "1m"},
    {"warmer.enabled", dynamic, boolean, "true"},
    {"write.wait_for_active_shards", dynamic, text, "1"},
    {"creation_date", private_own},
    {"creation_date_string", private_own},
    {"provided_name", private_own},
    {"uuid", private_own},
    {"verified_before_close", private_own},
    {"version.*", private_own},
});

constexpr std::string_view family = "index.";

bool names(const IndexSetting& setting, std::string_view name) {
  if (!setting.name.ends_with(".*")) return setting.name == name;
  const auto prefix = setting.name.substr(0, setting.name.size() - 1);
  return name.starts_with(prefix) && name.size() > prefix.size();
}

}  // namespace

const IndexSetting* find_setting(std::string_view full_name) {
  if (!full_name.starts_with(family)) return nullptr;
  const auto* found = std::ranges::find_if(table, [&](const auto& one) { return names(one, full_name.substr(family.size())); });
  return found == table.end() ? nullptr : found;
}

std::span<const IndexSetting> all_settings() { return table; }

}  // namespace headrace::content
