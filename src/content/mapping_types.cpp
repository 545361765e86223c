#include "content/mapping_types.h"

#include <algorithm>
#include <array>

namespace headrace::content {
namespace {

constexpr std::string_view number_parameters =
    "boost coerce copy_to doc_values fields ignore_malformed index meta null_value on_script_error script store synthetic_source_keep "
    "time_series_dimension time_series_metric";
constexpr std::string_view date_parameters =
    "boost copy_to doc_values fields format ignore_malformed index locale meta null_value on_script_error print_format script store "
    "synthetic_source_keep";
constexpr std::string_view range_parameters = "boost coerce copy_to doc_values fields format index locale meta store synthetic_source_keep";
constexpr std::string_view shape_parameters =
    "coerce copy_to doc_values fields ignore_malformed ignore_z_value index meta orientation store strategy synthetic_source_keep";
constexpr std::string_view point_parameters =
    "copy_to doc_values fields ignore_malformed ignore_z_value index meta null_value on_script_error script store synthetic_source_keep "
    "time_series_metric";

constexpr auto types = std::to_array<MappingType>({
    {"object", "dynamic enabled properties store_array_source subobjects synthetic_source_keep"},
    {"nested", "dynamic enabled include_in_parent include_in_root properties store_array_source subobjects synthetic_source_keep"},
    {"passthrough", "dynamic enabled priority properties time_series_dimension"},
    {"keyword",
     "boost copy_to doc_values eager_global_ordinals fields ignore_above index index_options meta normalizer norms null_value "
     "on_script_error script similarity split_queries_on_whitespace store synthetic_source_keep time_series_dimension"},
    {"text",
     "analyzer boost copy_to eager_global_ordinals fielddata fielddata_frequency_filter fields index index_options index_phrases "
     "index_prefixes meta norms position_increment_gap search_analyzer search_quote_analyzer similarity store synthetic_source_keep "
     "term_vector"},
    {"match_only_text", "analyzer copy_to fields meta search_analyzer search_quote_analyzer store synthetic_source_keep"},
    {"constant_keyword", "copy_to fields meta value"},
    {"wildcard", "copy_to fields ignore_above meta null_value synthetic_source_keep"},
    {"byte", number_parameters},
    {"short", number_parameters},
    {"integer", number_parameters},
    {"long", number_parameters},
    {"unsigned_long", number_parameters},
    {"half_float", number_parameters},
    {"float", number_parameters},
    {"double", number_parameters},
    {"scaled_float",
     "boost coerce copy_to doc_values fields ignore_malformed index meta null_value scaling_factor store synthetic_source_keep "
     "time_series_metric",
     "scaling_factor"},
    {"date", date_parameters},
    {"date_nanos", date_parameters},
    {"boolean",
     "boost copy_to doc_values fields ignore_malformed index meta null_value on_script_error script store synthetic_source_keep "
     "time_series_dimension"},
    {"ip",
     "boost copy_to doc_values fields ignore_malformed index meta null_value on_script_error script store synthetic_source_keep "
     "time_series_dimension"},
    {"binary", "copy_to doc_values fields meta store synthetic_source_keep"},
    {"version", "copy_to fields meta"},
    {"integer_range", range_parameters},
    {"long_range", range_parameters},
    {"float_range", range_parameters},
    {"double_range", range_parameters},
    {"date_range", range_parameters},
    {"ip_range", range_parameters},
    {"flattened",
     "boost depth_limit doc_values eager_global_ordinals ignore_above index index_options meta null_value similarity "
     "split_queries_on_whitespace synthetic_source_keep time_series_dimensions"},
    {"alias", "path", "path"},
    {"join", "eager_global_ordinals meta relations"},
    {"geo_point", point_parameters},
    {"point", point_parameters},
    {"geo_shape", shape_parameters},
    {"shape", shape_parameters},
    {"completion",
     "analyzer contexts copy_to fields max_input_length meta preserve_position_increments preserve_separators search_analyzer"},
    {"search_as_you_type",
     "analyzer copy_to doc_values fields index index_options max_shingle_size meta norms search_analyzer search_quote_analyzer similarity "
     "store term_vector"},
    {"token_count", "analyzer copy_to doc_values enable_position_increments fields index meta null_value store synthetic_source_keep"},
    {"dense_vector", "dims element_type index index_options meta similarity"},
    {"sparse_vector", "index_options meta store"},
    {"rank_feature", "meta null_value positive_score_impact"},
    {"rank_features", "meta positive_score_impact"},
    {"semantic_text", "chunking_settings fields index_options inference_id meta model_settings search_inference_id"},
    {"percolator", "meta"},
    {"histogram", "coerce ignore_malformed meta time_series_metric synthetic_source_keep"},
    {"aggregate_metric_double", "default_metric ignore_malformed meta metrics time_series_metric"},
});

constexpr auto boolean_parameters =
    std::to_array<std::string_view>({"coerce", "doc_values", "eager_global_ordinals", "enabled", "fielddata", "ignore_malformed",
                                     "ignore_z_value", "include_in_parent", "include_in_root", "index", "index_phrases", "norms",
                                     "positive_score_impact", "split_queries_on_whitespace", "store", "time_series_dimension"});

constexpr auto changeable = std::to_array<std::string_view>({"boost",
                                                             "chunking_settings",
                                                             "coerce",
                                                             "copy_to",
                                                             "depth_limit",
                                                             "eager_global_ordinals",
                                                             "fielddata",
                                                             "fielddata_frequency_filter",
                                                             "fields",
                                                             "ignore_above",
                                                             "ignore_malformed",
                                                             "ignore_z_value",
                                                             "inference_id",
                                                             "max_input_length",
                                                             "meta",
                                                             "on_script_error",
                                                             "path",
                                                             "properties",
                                                             "search_analyzer",
                                                             "search_inference_id",
                                                             "search_quote_analyzer",
                                                             "split_queries_on_whitespace",
                                                             "dynamic"});

struct Standard {
  std::string_view parameter, value;
};
constexpr auto standards = std::to_array<Standard>({
    {"analyzer", "default"},
    {"doc_values", "true"},
    {"element_type", "float"},
    {"format", "strict_date_optional_time||epoch_millis"},
    {"include_in_parent", "false"},
    {"include_in_root", "false"},
    {"index", "true"},
    {"index_phrases", "false"},
    {"positive_score_impact", "true"},
    {"store", "false"},
    {"term_vector", "no"},
    {"time_series_dimension", "false"},
});

}  // namespace

const MappingType* find_mapping_type(std::string_view name) {
  const auto* found = std::ranges::find(types, name, &MappingType::name);
  return found == types.end() ? nullptr : found;
}

bool is_object_type(std::string_view name) { return name == "object" || name == "nested" || name == "passthrough"; }

bool takes_parameter(const MappingType& type, std::string_view parameter) {
  auto left = type.parameters;
  while (!left.empty()) {
    const auto end = std::min(left.find(' '), left.size());
    if (left.substr(0, end) == parameter) return true;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return false;
}

bool is_boolean_parameter(std::string_view parameter) {
  return std::ranges::find(boolean_parameters, parameter) != boolean_parameters.end();
}

bool may_change(std::string_view parameter) { return std::ranges::find(changeable, parameter) != changeable.end(); }

std::string_view standard_of(std::string_view parameter) {
  const auto* found = std::ranges::find(standards, parameter, &Standard::parameter);
  return found == standards.end() ? "null" : found->value;
}

}  // namespace headrace::content
