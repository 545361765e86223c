#include "content/ingest/processor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

struct Row {
  std::string_view type;
  MadeProcessor (*make)(Options& options);
};

constexpr auto rows = std::to_array<Row>({
    {"append", make_append},
    {"attachment", make_attachment},
    {"convert", make_convert},
    {"date", make_date},
    {"drop", make_drop},
    {"fail", make_fail},
    {"gsub", make_gsub},
    {"html_strip", make_html_strip},
    {"join", make_join},
    {"lowercase", make_lowercase},
    {"pipeline", make_pipeline},
    {"remove", make_remove},
    {"rename", make_rename},
    {"set", make_set},
    {"split", make_split},
    {"trim", make_trim},
    {"uppercase", make_uppercase},
});

/// Of the original; pipelines with them are stored, their documents fail.
constexpr auto not_run_here = std::to_array<std::string_view>({"bytes",
                                                               "circle",
                                                               "community_id",
                                                               "csv",
                                                               "date_index_name",
                                                               "dissect",
                                                               "dot_expander",
                                                               "enrich",
                                                               "fingerprint",
                                                               "foreach",
                                                               "geo_grid",
                                                               "geoip",
                                                               "grok",
                                                               "inference",
                                                               "ip_location",
                                                               "json",
                                                               "kv",
                                                               "network_direction",
                                                               "redact",
                                                               "registered_domain",
                                                               "reroute",
                                                               "script",
                                                               "set_security_user",
                                                               "sort",
                                                               "terminate",
                                                               "uri_parts",
                                                               "urldecode",
                                                               "user_agent"});

class NotRunHere final : public Processor {
 public:
  explicit NotRunHere(std::string_view type) : type_(type) {}
  Result<Fate> run(Document& /*document*/, Run& /*run*/) const override {
    return fail(ErrorKind::illegal_argument, fmt::format("processors of type [{}] are stored, but not run by this server", type_));
  }

 private:
  std::string type_;
};

}  // namespace

MadeProcessor make_processor(std::string_view type, Options& options) {
  const auto* row = std::ranges::find(rows, type, &Row::type);
  if (row != rows.end()) return row->make(options);
  if (std::ranges::find(not_run_here, type) == not_run_here.end()) {
    Error error{ErrorKind::parse, fmt::format("No processor type exists with name [{}]", type)};
    error.metadata.emplace_back("processor_type", type);
    if (options.tag()) error.metadata.emplace_back("processor_tag", *options.tag());
    return fail(std::move(error));
  }
  options.accept_all();
  return std::make_unique<NotRunHere>(type);
}

Error bad_field_type(const FieldPath& path, const json::Value& value, std::string_view wanted) {
  return {ErrorKind::illegal_argument,
          fmt::format("field [{}] of type [{}] cannot be cast to [{}]", path.text(), java_type(value), wanted)};
}

}  // namespace headrace::content::ingest
