#include "content/ingest/simulate.h"

#include <fmt/format.h>

#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::string_view simulated = "_simulate_pipeline";
/// An answer shows a document once per processor: it may be far larger than what was sent.
constexpr std::size_t largest_answer = 100'000'000;

Error property_problem(std::string_view name, std::string_view reason) {
  Error error{ErrorKind::parse, fmt::format("[{}] {}", name, reason)};
  error.metadata.emplace_back("property_name", name);
  return error;
}

Error ill_typed(std::string_view name, std::string_view wanted, const Value& value) {
  return property_problem(name, fmt::format("property isn't a {}, but of type [{}]", wanted, java_type(value)));
}

const Value* present(const Value& object, std::string_view name) {
  const auto* value = object.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// A text, or a number as text.
Result<std::optional<std::string>> text_or_number(const Value& object, std::string_view name) {
  const auto* value = present(object, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string() && !value->is_number()) return fail(ill_typed(name, "string or int", *value));
  return java_text(*value);
}

Result<Document> read_document(const Value& written, base::Instant now) {
  if (!written.is_object()) return fail(ErrorKind::illegal_argument, "malformed [docs] section, should include an inner object");
  const auto* source = present(written, "_source");
  if (source == nullptr) return fail(property_problem("_source", "required property is missing"));
  if (!source->is_object()) return fail(ill_typed("_source", "map", *source));
  TRY(auto index, text_or_number(written, "_index"));
  TRY(auto id, text_or_number(written, "_id"));
  TRY(auto routing, text_or_number(written, "_routing"));
  return Document({std::move(index).value_or("_index"), std::move(id).value_or("_id"), std::move(routing)}, *source, now);
}

/// The metadata as text, as the original shows it here, then `_source` and `_ingest`.
Value shown_document(const Document& document, bool verbose) {
  Value shown = json::Object();
  for (const std::string_view name : {"_index", "_version", "_id", "_routing"}) {
    const auto* value = document.metadata().find(name);
    if (value != nullptr && !value->is_null()) shown.set(name, java_text(*value));
  }
  shown.set("_source", document.source());
  Value ingest = json::Object();
  if (verbose) {
    for (const auto& member : document.top("_ingest")->as_object()) {
      if (member.name != "timestamp") ingest.set(member.name, member.value);
    }
  }
  ingest.set("timestamp", base::format_instant(document.now()));
  shown.set("_ingest", std::move(ingest));
  return shown;
}

std::string_view name_of(Observer::Status status) {
  switch (status) {
    case Observer::Status::success:
      return "success";
    case Observer::Status::error:
      return "error";
    case Observer::Status::error_ignored:
      return "error_ignored";
    case Observer::Status::skipped:
      return "skipped";
    default:
      return "dropped";
  }
}

/// One entry of `processor_results` per step.
class Results final : public Observer {
 public:
  Results(const SimulateOptions& options, std::size_t& size) : options_(options), size_(size) {}

  void see(const Seen& seen, const Document& document) override {
    if (size_ > largest_answer) return;
    Value entry = json::object({{"processor_type", seen.step.type}, {"status", name_of(seen.status)}});
    if (seen.step.description) entry.set("description", *seen.step.description);
    if (seen.step.tag) entry.set("tag", *seen.step.tag);
    if (seen.step.condition)
      entry.set("if", json::object({{"condition", seen.step.condition->source()}, {"result", seen.status != Status::skipped}}));
    if (seen.error != nullptr && seen.status == Status::error_ignored)
      entry.set("ignored_error", json::object({{"error", options_.error_object(*seen.error)}}));
    if (seen.error != nullptr && seen.status == Status::error) entry.set("error", options_.error_object(*seen.error));
    if (seen.has_document) entry.set("doc", shown_document(document, true));
    size_ += json::write(entry).size();
    entries_.push_back(std::move(entry));
  }

  json::Array take() { return std::move(entries_); }

 private:
  const SimulateOptions& options_;
  std::size_t& size_;
  json::Array entries_;
};

Result<std::shared_ptr<const Pipeline>> pipeline_for(const Value& body, const SimulateOptions& options, const Surroundings& surroundings) {
  if (options.id) {
    auto found = surroundings.find_pipeline ? surroundings.find_pipeline(*options.id) : nullptr;
    if (found == nullptr) return fail(ErrorKind::illegal_argument, fmt::format("pipeline [{}] does not exist", *options.id));
    return found;
  }
  const auto* written = present(body, "pipeline");
  if (written == nullptr) return fail(property_problem("pipeline", "required property is missing"));
  if (!written->is_object()) return fail(ill_typed("pipeline", "map", *written));
  TRY(auto pipeline, Pipeline::read(simulated, *written));
  return std::make_shared<const Pipeline>(std::move(pipeline));
}

Value outcome_of(const Result<Fate>& flow, const Document& document, const SimulateOptions& options) {
  if (!flow) return json::object({{"error", options.error_object(flow.error())}});
  return *flow == Fate::dropped ? Value() : json::object({{"doc", shown_document(document, false)}});
}

}  // namespace

Result<Value> simulate(const Value& body, const SimulateOptions& options, const Surroundings& surroundings) {
  if (!body.is_object()) return fail(ErrorKind::parse, "request body is required");
  TRY(const auto pipeline, pipeline_for(body, options, surroundings));
  const auto* docs = present(body, "docs");
  if (docs == nullptr) return fail(property_problem("docs", "required property is missing"));
  if (!docs->is_array()) return fail(ill_typed("docs", "list", *docs));
  if (docs->as_array().empty()) return fail(ErrorKind::illegal_argument, "must specify at least one document in [docs]");
  std::vector<Document> documents;
  for (const auto& written : docs->as_array()) {
    TRY(auto document, read_document(written, options.now));
    documents.push_back(std::move(document));
  }
  json::Array answers;
  std::size_t size = 0;
  for (auto& document : documents) {
    Results results(options, size);
    const auto flow = run(*pipeline, document, surroundings, options.verbose ? &results : nullptr);
    if (options.verbose) {
      answers.push_back(json::object({{"processor_results", results.take()}}));
    } else {
      answers.push_back(outcome_of(flow, document, options));
      size += json::write(answers.back()).size();
    }
    if (size > largest_answer) return fail(ErrorKind::illegal_argument, fmt::format("the answer has more than {} bytes", largest_answer));
  }
  return json::object({{"docs", std::move(answers)}});
}

}  // namespace headrace::content::ingest
