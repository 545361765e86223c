#pragma once
// What is told of a job beside its counters: its log and its failed documents, from Headrace's own endpoints or, where the target has none,
// from the indices themselves.

#include "cli/output.h"

namespace headrace::cli {

/// Whether, and what of it, is to be shown.
struct WantedNotes {
  bool log = false;
  bool failures = false;
  [[nodiscard]] bool any() const { return log || failures; }
};

/// All of them, by time, page by page. The job is known to be there.
std::expected<json::Array, Failure> job_log(ServerApi& server, const std::string& job_id);
std::expected<json::Array, Failure> job_failures(ServerApi& server, const std::string& job_id);

/// Tables for people.
std::string format_log(const Context& context, const json::Array& lines);
std::string format_failures(const Context& context, const json::Array& failures);

/// The job with what is wanted: for programs as members `log` and `failures`, for people one below the other.
std::expected<std::string, Failure> job_with_notes(ServerApi& server, const Context& context, json::Value job, WantedNotes wanted);

}  // namespace headrace::cli
