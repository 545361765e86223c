#include "rest/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace headrace::rest {
namespace {

using json::Value;

struct Row {
  ErrorKind kind;
  unsigned status;
  std::string_view type;
  /// The original's own kind of error: as a cause it takes the place of what was caused by it as `root_cause` (9.3).
  bool is_root_cause = false;
};

/// docs/spec/rest-conventions.md 9.5
constexpr std::array rows = {
    Row{ErrorKind::illegal_argument, 400, "illegal_argument_exception"},
    Row{ErrorKind::action_request_validation, 400, "action_request_validation_exception"},
    Row{ErrorKind::validation, 400, "validation_exception"},
    Row{ErrorKind::parse, 400, "parse_exception", true},
    Row{ErrorKind::parsing, 400, "parsing_exception", true},
    Row{ErrorKind::fail_processor, 400, "fail_processor_exception"},
    Row{ErrorKind::graph_structure, 400, "graph_structure_exception"},
    Row{ErrorKind::x_content_parse, 400, "x_content_parse_exception", true},
    Row{ErrorKind::x_content_e_o_f, 400, "x_content_e_o_f_exception", true},
    Row{ErrorKind::json_parse, 400, "json_parse_exception"},
    Row{ErrorKind::char_conversion, 400, "char_conversion_exception"},
    Row{ErrorKind::number_format, 400, "number_format_exception"},
    Row{ErrorKind::date_time_parse, 400, "date_time_parse_exception"},
    Row{ErrorKind::media_type_header, 400, "media_type_header_exception"},
    Row{ErrorKind::bad_parameter, 400, "bad_parameter_exception"},
    Row{ErrorKind::document_parsing, 400, "document_parsing_exception", true},
    Row{ErrorKind::strict_dynamic_mapping, 400, "strict_dynamic_mapping_exception", true},
    Row{ErrorKind::input_coercion, 400, "input_coercion_exception"},
    Row{ErrorKind::illegal_state, 400, "illegal_state_exception"},
    Row{ErrorKind::resource_already_exists, 400, "resource_already_exists_exception", true},
    Row{ErrorKind::invalid_index_name, 400, "invalid_index_name_exception", true},
    Row{ErrorKind::invalid_alias_name, 400, "invalid_alias_name_exception", true},
    Row{ErrorKind::invalid_index_template, 400, "invalid_index_template_exception", true},
    Row{ErrorKind::mapper_parsing, 400, "mapper_parsing_exception", true},
    Row{ErrorKind::index_closed, 400, "index_closed_exception", true},
    Row{ErrorKind::named_object_not_found, 400, "named_object_not_found_exception", true},
    Row{ErrorKind::status_bad_request, 400, "status_exception"},
    Row{ErrorKind::status_conflict, 409, "status_exception"},
    Row{ErrorKind::sync_job_invalid_transition, 400, "connector_sync_job_invalid_status_transition_exception"},
    Row{ErrorKind::connector_invalid_transition, 400, "connector_invalid_status_transition_exception"},
    Row{ErrorKind::search_phase_execution, 400, "search_phase_execution_exception"},
    Row{ErrorKind::query_shard, 400, "query_shard_exception", true},
    Row{ErrorKind::resource_not_found, 404, "resource_not_found_exception", true},
    Row{ErrorKind::index_not_found, 404, "index_not_found_exception", true},
    Row{ErrorKind::aliases_not_found, 404, "aliases_not_found_exception", true},
    Row{ErrorKind::index_template_missing, 404, "index_template_missing_exception", true},
    Row{ErrorKind::search_context_missing, 404, "search_context_missing_exception", true},
    Row{ErrorKind::document_missing, 404, "document_missing_exception", true},
    Row{ErrorKind::version_conflict, 409, "version_conflict_engine_exception", true},
    Row{ErrorKind::rejected_execution, 429, "es_rejected_execution_exception"},
    Row{ErrorKind::too_many_scroll_contexts, 429, "too_many_scroll_contexts_exception", true},
    Row{ErrorKind::cluster_block, 429, "cluster_block_exception", true},
    Row{ErrorKind::too_long_http_line, 400, "too_long_http_line_exception"},
    Row{ErrorKind::too_long_http_header, 400, "too_long_http_header_exception"},
    Row{ErrorKind::not_acceptable, 406, "status_exception"},
    Row{ErrorKind::security, 403, "security_exception"},
    Row{ErrorKind::authentication, 401, "security_exception"},
    Row{ErrorKind::unavailable, 503, "node_closed_exception"},
    Row{ErrorKind::connection, 503, "connect_transport_exception"},
    Row{ErrorKind::internal, 500, "illegal_state_exception"},
};

const Row& row_of(ErrorKind kind) {
  static constexpr Row unlisted{ErrorKind::internal, 500, "illegal_state_exception"};
  const auto found = std::ranges::find(rows, kind, &Row::kind);
  return found == rows.end() ? unlisted : *found;
}

/// Places in a query are numbers on the wire; every other metadata is text.
Value metadata_value(const std::string& name, const std::string& value) {
  const bool is_number = (name == "line" || name == "col") && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? Value(json::Number{value}) : Value(value);
}

/// A search of ours has one shard; what happened there is its one failure (docs/spec/sync-jobs.md 3.2).
void set_failed_shards(const Error& error, Value& object) {
  object.set("phase", "query");
  object.set("grouped", true);
  json::Array shards;
  if (!error.caused_by.empty()) {
    const auto& cause = error.caused_by.front();
    shards.push_back(json::object({{"shard", 0}, {"reason", json::object({{"type", type_of(cause.kind)}, {"reason", cause.reason}})}}));
  }
  object.set("failed_shards", std::move(shards));
}

/// type, reason, metadata: what an entry of `root_cause` has.
void set_own_members(const Error& error, Value& object) {
  object.set("type", type_of(error.kind));
  object.set("reason", error.reason);
  for (const auto& [name, value] : error.metadata) object.set(name, metadata_value(name, value));
  if (error.kind != ErrorKind::authentication) return;
  json::Array schemes;
  for (const auto scheme : authenticate_schemes) schemes.emplace_back(scheme);
  object.set("header", json::object({{"WWW-Authenticate", std::move(schemes)}}));
}

/// The errors of a chain are few: each was made by a level of a body that is at most 1,000 levels deep.
void set_members(const Error& error, Value& object) {
  set_own_members(error, object);
  if (error.kind == ErrorKind::search_phase_execution) set_failed_shards(error, object);
  if (!error.caused_by.empty()) object.set("caused_by", error_object(error.caused_by.front()));
}

/// docs/spec/rest-conventions.md 9.3
const Error& root_cause_of(const Error& error) {
  const Error* root = &error;
  while (!root->caused_by.empty()) {
    const auto& cause = root->caused_by.front();
    if (root->kind != ErrorKind::search_phase_execution && !(row_of(root->kind).is_root_cause && row_of(cause.kind).is_root_cause)) break;
    root = &cause;
  }
  return *root;
}

void set_stack_trace(const Error& error, Value& object) {
  object.set("stack_trace", fmt::format("{}: {}\n", type_of(error.kind), error.reason));
}

}  // namespace

unsigned status_of(ErrorKind kind) { return row_of(kind).status; }

unsigned status_of(const Error& error) {
  const bool is_grouped = error.kind == ErrorKind::search_phase_execution && !error.caused_by.empty();
  return status_of(is_grouped ? error.caused_by.front().kind : error.kind);
}

std::string_view type_of(ErrorKind kind) { return row_of(kind).type; }

Value error_object(const Error& error) {
  Value object = json::Object{};
  set_members(error, object);
  return object;
}

Value error_body(const Error& error, bool with_stack_trace) {
  const auto status = status_of(error);
  if (error.kind == ErrorKind::not_acceptable) return json::object({{"error", error.reason}, {"status", status}});
  const bool traced = with_stack_trace && error.kind != ErrorKind::authentication;

  const auto& root = root_cause_of(error);
  Value root_object = json::Object{};
  set_own_members(root, root_object);
  if (traced) set_stack_trace(root, root_object);

  auto object = json::object({{"root_cause", json::Array{std::move(root_object)}}});
  set_members(error, object);
  if (traced) set_stack_trace(error, object);
  return json::object({{"error", std::move(object)}, {"status", status}});
}

}  // namespace headrace::rest
