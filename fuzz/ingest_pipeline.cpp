// Ingest pipelines: a line with the body of one, a line with a document. Whatever they are, reading and running end; what comes out is
// an object that can be written and read again; a pipeline that says it leaves a document alone does, and a document that says it was not
// changed was not.
#include <cstdlib>

#include "content/ingest/built_in.h"
#include "content/ingest/run.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace headrace;
  if (size > 16'384) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(text.find('\n'), text.size());
  const auto source_text = text.substr(std::min(line + 1, text.size()));
  const auto body = json::parse(text.substr(0, line));
  const auto source = json::parse(source_text);
  if (!body || !source || !source->is_object()) return 0;
  auto read = content::ingest::Pipeline::read("fuzzed", *body);
  if (!read) return 0;
  const auto pipeline = std::make_shared<const content::ingest::Pipeline>(std::move(*read));
  content::ingest::Surroundings surroundings;
  surroundings.find_pipeline = [&](std::string_view id) { return id == "fuzzed" ? pipeline : content::ingest::built_in_pipeline(id); };
  content::ingest::Document document({"index", "id"}, *source, base::Instant{});
  const auto fate = content::ingest::run(*pipeline, document, surroundings);
  const auto written = json::write(document.source());
  if (!document.source().is_object() || !json::parse(written)) std::abort();
  const bool is_changed = !fate || *fate == content::ingest::Fate::dropped || document.source() != *source;
  if (!document.is_changed() && document.source() != *source) std::abort();
  if (is_changed && pipeline->leaves_alone(source_text)) std::abort();
  return 0;
}
