#include "service/document_body.h"

#include "crypto/hash.h"

namespace headrace::service {
namespace {

constexpr std::size_t max_id_bytes = 512;

bool flag(const json::Value& settings, std::string_view name) {
  const auto* member = settings.find(name);
  return member == nullptr || !member->is_bool() || member->as_bool();
}

}  // namespace

PipelineSettings read_pipeline(const json::Value& connector) {
  PipelineSettings read;
  const auto* pipeline = connector.find("pipeline");
  if (pipeline == nullptr || !pipeline->is_object()) return read;
  if (const auto name = pipeline->text("name"); !name.empty()) read.name = name;
  read.extract_binary_content = flag(*pipeline, "extract_binary_content");
  read.reduce_whitespace = flag(*pipeline, "reduce_whitespace");
  read.run_ml_inference = flag(*pipeline, "run_ml_inference");
  return read;
}

std::optional<std::string> document_id(const std::string& source_id) {
  if (source_id.empty()) return std::nullopt;
  return source_id.size() > max_id_bytes ? crypto::md5_hex(source_id) : source_id;
}

std::string document_body(json::Value fields, std::string_view id, std::optional<base::Instant> timestamp,
                          const PipelineSettings* pipeline) {
  if (timestamp && fields.find("_timestamp") == nullptr) fields.set("_timestamp", base::format_instant_with_offset(*timestamp));
  fields.set("id", id);
  if (pipeline != nullptr) {
    fields.set("_extract_binary_content", pipeline->extract_binary_content);
    fields.set("_reduce_whitespace", pipeline->reduce_whitespace);
    fields.set("_run_ml_inference", pipeline->run_ml_inference);
  }
  return json::write(fields);
}

std::string document_body(std::string&& members, std::string_view id, const PipelineSettings* pipeline) {
  auto body = std::move(members);
  body.insert(body.begin(), '{');
  body += R"(,"id":)";
  json::write_string(id, body);
  if (pipeline != nullptr) {
    const auto word = [](bool on) { return on ? "true" : "false"; };
    (body += R"(,"_extract_binary_content":)") += word(pipeline->extract_binary_content);
    (body += R"(,"_reduce_whitespace":)") += word(pipeline->reduce_whitespace);
    (body += R"(,"_run_ml_inference":)") += word(pipeline->run_ml_inference);
  }
  return body += '}';
}

}  // namespace headrace::service
