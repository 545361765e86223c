#pragma once
// One thing that a pipeline does with a document.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/condition.h"
#include "content/ingest/document.h"
#include "content/ingest/options.h"

namespace headrace::content::ingest {

class Run;

/// What becomes of the document.
enum class Fate { kept, dropped };

/// Compiled once, run for each document, from many threads.
class Processor {
 public:
  Processor() = default;
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;
  virtual ~Processor() = default;

  virtual Result<Fate> run(Document& document, Run& run) const = 0;
  /// The top-level members without all of which it leaves a document alone; none when it may change every document.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> needs() const { return std::nullopt; }
};

using MadeProcessor = Result<std::unique_ptr<const Processor>>;

/// A processor with what all processors have.
struct Step {
  std::string type;
  std::optional<std::string> tag;
  std::optional<std::string> description;
  std::optional<Condition> condition;
  bool ignore_failure = false;
  std::vector<Step> on_failure;
  std::unique_ptr<const Processor> processor;
};

/// A processor of this type from its options. Types of the original that are not run here make one that always fails
/// (docs/spec/document-api.md 8.8). Errors: parse.
MadeProcessor make_processor(std::string_view type, Options& options);

MadeProcessor make_append(Options& options);
MadeProcessor make_attachment(Options& options);
MadeProcessor make_convert(Options& options);
MadeProcessor make_date(Options& options);
MadeProcessor make_drop(Options& options);
MadeProcessor make_fail(Options& options);
MadeProcessor make_gsub(Options& options);
MadeProcessor make_html_strip(Options& options);
MadeProcessor make_join(Options& options);
MadeProcessor make_lowercase(Options& options);
MadeProcessor make_pipeline(Options& options);
MadeProcessor make_remove(Options& options);
MadeProcessor make_rename(Options& options);
MadeProcessor make_set(Options& options);
MadeProcessor make_split(Options& options);
MadeProcessor make_trim(Options& options);
MadeProcessor make_uppercase(Options& options);

/// `field [x] of type [java.lang.Integer] cannot be cast to [java.lang.String]` (docs/spec/document-api.md 8.5).
Error bad_field_type(const FieldPath& path, const json::Value& value, std::string_view wanted);

}  // namespace headrace::content::ingest
