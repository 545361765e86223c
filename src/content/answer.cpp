#include "content/answer.h"

#include <fmt/format.h>

#include <iterator>

namespace headrace::content {
namespace {

void write_name(std::string_view index, std::string_view id, std::string& to) {
  to += R"("_index":)";
  json::write_string(index, to);
  to += R"(,"_id":)";
  json::write_string(id, to);
}

}  // namespace

void write_found(const engine::Document& document, const SourceFilter& filter, std::string& to) {
  write_name(document.index, document.id, to);
  fmt::format_to(std::back_inserter(to), R"(,"_version":{},"_seq_no":{},"_primary_term":{})", document.version, document.seq_no,
                 document.primary_term);
  if (!filter.drops_all()) write_routing(document, to);
  to += R"(,"found":true)";
  if (filter.drops_all()) return;
  to += R"(,"_source":)";
  filter.write(*document.source, to);
}

void write_routing(const engine::Document& document, std::string& to) {
  if (document.routing.empty()) return;
  to += R"(,"_routing":)";
  json::write_string(document.routing, to);
}

std::string write_not_found(std::string_view index, std::string_view id) {
  std::string out = "{";
  write_name(index, id, out);
  out += R"(,"found":false})";
  return out;
}

void write_written(const engine::Written& written, bool refreshed, std::string& to) {
  const bool changed = written.outcome != engine::Outcome::noop;
  write_name(written.index, written.id, to);
  fmt::format_to(std::back_inserter(to), R"(,"_version":{},"result":"{}",{}"_shards":{},"_seq_no":{},"_primary_term":{})", written.version,
                 engine::to_string(written.outcome), refreshed && changed ? R"("forced_refresh":true,)" : "",
                 changed ? write_shards : no_shards, written.seq_no, written.primary_term);
}

void write_dropped(std::string_view index, const std::optional<std::string>& id, std::string& to) {
  write_name(index, id.value_or(""), to);
  fmt::format_to(std::back_inserter(to), R"(,"_version":-3,"result":"noop","_shards":{},"_seq_no":-2,"_primary_term":0)", no_shards);
}

unsigned status_of(engine::Outcome outcome) {
  switch (outcome) {
    case engine::Outcome::created:
      return 201;
    case engine::Outcome::not_found:
      return 404;
    default:
      return 200;
  }
}

}  // namespace headrace::content
