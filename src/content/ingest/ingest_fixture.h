#pragma once
// What the tests of this room share: one line from processors and a document to what becomes of it.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "content/ingest/run.h"

namespace headrace::content::ingest {

inline base::Instant noon() { return *base::parse_instant("2026-03-04T12:00:00.123Z"); }

inline Document document(std::string_view source) { return {{"books", "1"}, *json::parse(source), noon()}; }

/// Pipelines by id, as the `pipeline` processor finds them.
struct Shelf {
  std::map<std::string, std::shared_ptr<const Pipeline>, std::less<>> pipelines = {};

  void put(std::string_view id, std::string_view body) {
    auto pipeline = Pipeline::read(id, *json::parse(body));
    ASSERT_TRUE(pipeline) << pipeline.error().reason;
    pipelines[std::string(id)] = std::make_shared<const Pipeline>(std::move(*pipeline));
  }

  [[nodiscard]] Surroundings surroundings() const {
    Surroundings around;
    around.find_pipeline = [this](std::string_view id) -> std::shared_ptr<const Pipeline> {
      const auto found = pipelines.find(id);
      return found == pipelines.end() ? nullptr : found->second;
    };
    return around;
  }
};

/// The source that comes out, "dropped", or the reason of the error with those of its causes behind it.
inline std::string outcome(const Pipeline& pipeline, std::string_view source, const Shelf& shelf = {}) {
  auto changed = document(source);
  const auto surroundings = shelf.surroundings();
  const auto flow = run(pipeline, changed, surroundings);
  if (flow) return *flow == Fate::dropped ? "dropped" : json::write(changed.source());
  auto text = flow.error().reason;
  for (const auto* error = &flow.error(); !error->caused_by.empty();) {
    error = &error->caused_by.front();
    text += " <- " + error->reason;
  }
  return text;
}

/// `processors` is the inside of the list.
inline std::string outcome(std::string_view processors, std::string_view source, const Shelf& shelf = {}) {
  const auto pipeline = Pipeline::read("test", *json::parse(R"({"processors":[)" + std::string(processors) + "]}"));
  return pipeline ? outcome(*pipeline, source, shelf) : "refused: " + pipeline.error().reason;
}

/// The error of a pipeline's body: its reason, then its metadata, or "read".
inline std::string refusal(std::string_view body) {
  const auto pipeline = Pipeline::read("test", *json::parse(body));
  if (pipeline) return "read";
  if (pipeline.error().kind != ErrorKind::parse) return "another kind: " + pipeline.error().reason;
  auto text = pipeline.error().reason;
  for (const auto& [name, value] : pipeline.error().metadata) text += "; " + name + "=" + value;
  return text;
}

}  // namespace headrace::content::ingest
