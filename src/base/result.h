#pragma once
// Errors are values. An Error says what happened in the words of the field (its kind), why (the reason with the value), and from what
// (caused_by). rest/error.cpp alone turns kinds into HTTP statuses and type names.

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace headrace {

/// What went wrong. Each kind is one error type of the wire (docs/spec/rest-conventions.md 9.5); the names are those types.
enum class ErrorKind {
  illegal_argument,
  action_request_validation,
  validation,
  parse,
  parsing,
  fail_processor,
  graph_structure,  // ingest pipelines that call one another in a circle, or too deep
  x_content_parse,
  x_content_e_o_f,
  json_parse,
  char_conversion,
  number_format,
  date_time_parse,
  media_type_header,
  bad_parameter,
  document_parsing,
  strict_dynamic_mapping,
  input_coercion,
  illegal_state,  // only as a cause
  resource_already_exists,
  invalid_index_name,
  invalid_alias_name,
  invalid_index_template,
  mapper_parsing,
  index_closed,
  named_object_not_found,
  status_bad_request,  // status_exception with 400
  status_conflict,     // status_exception with 409
  sync_job_invalid_transition,
  connector_invalid_transition,
  search_phase_execution,
  query_shard,  // what a query cannot ask of the fields of an index
  resource_not_found,
  index_not_found,
  aliases_not_found,
  index_template_missing,
  search_context_missing,
  document_missing,
  version_conflict,
  rejected_execution,
  too_many_scroll_contexts,
  cluster_block,
  too_long_http_line,
  too_long_http_header,
  not_acceptable,  // 406, the short form of docs/spec/rest-conventions.md 9.4
  security,        // 403
  authentication,  // 401
  unavailable,     // 503: shutting down, or the store has stopped
  connection,      // a server that we talk to could not be reached
  internal,        // 500: a fault of ours
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string reason;
  /// At most one: the error that this one was made from.
  std::vector<Error> caused_by = {};
  /// Further string members of the wire form, in order, such as {"index", ".elastic-connectors-v1"}.
  std::vector<std::pair<std::string, std::string>> metadata = {};

  /// The same error with `cause` as its cause.
  [[nodiscard]] Error because(Error cause) && {
    caused_by.clear();
    caused_by.push_back(std::move(cause));
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(ErrorKind::illegal_argument, "…");` in any function that returns a Result.
inline std::unexpected<Error> fail(ErrorKind kind, std::string reason) { return std::unexpected(Error{kind, std::move(reason)}); }
inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

}  // namespace headrace

#define HEADRACE_CONCAT_INNER(a, b) a##b
#define HEADRACE_CONCAT(a, b) HEADRACE_CONCAT_INNER(a, b)
#define HEADRACE_TRY(returns, result, lhs, ...)                    \
  auto result = (__VA_ARGS__);                                     \
  if (!result) returns std::unexpected(std::move(result).error()); \
  lhs = std::move(*result)

/// TRY(auto value, expression): the value of a Result, or return its error.
#define TRY(lhs, ...) HEADRACE_TRY(return, HEADRACE_CONCAT(try_result_, __LINE__), lhs, __VA_ARGS__)
/// The same in a coroutine; the expression may hold co_await.
#define CO_TRY(lhs, ...) HEADRACE_TRY(co_return, HEADRACE_CONCAT(try_result_, __LINE__), lhs, __VA_ARGS__)
/// For Result<void>.
#define TRY_VOID(...) \
  if (auto try_void = (__VA_ARGS__); !try_void) return std::unexpected(std::move(try_void).error())
#define CO_TRY_VOID(...) \
  if (auto try_void = (__VA_ARGS__); !try_void) co_return std::unexpected(std::move(try_void).error())
