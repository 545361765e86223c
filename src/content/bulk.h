#pragma once
// Bulk bodies: an action line, then, except for a delete, a source line (docs/spec/document-api.md 4.14). Read one action after the other
// over the text of the body; no tree of it all is made, and a document's bytes are looked at where they stand.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/source_filter.h"

namespace headrace::content {

/// What holds for actions that do not say it themselves: from the path and the query string.
struct BulkDefaults {
  std::string index = {};
  std::string pipeline = {};
  bool require_alias = false;
  std::optional<SourceFilter> shown = std::nullopt;  ///< what updates send back of their document
};

struct BulkAction {
  std::string_view name;    ///< as it was sent, for the answer: "index", "create", "update" or "delete"
  engine::Write write;      ///< as the action line says; read_source() adds the document
  std::string_view source;  ///< the line after it, without its line end
  std::string pipeline;
  bool require_alias = false;
  std::optional<SourceFilter> shown;
};

class BulkReader {
 public:
  /// `body` and `defaults` outlive it.
  BulkReader(std::string_view body, const BulkDefaults& defaults) : body_(body), defaults_(defaults) {}

  /// The next action; none at the end. Errors refuse the whole request: illegal_argument (the line and what is wrong with it),
  /// x_content_parse and x_content_e_o_f (no JSON).
  Result<std::optional<BulkAction>> next();

  /// Reads the source line into the write; BulkAction::pipeline is then that which is to run over it, or "". Errors are those of this one
  /// item: document_parsing, x_content_parse, parse, illegal_argument, action_request_validation.
  Result<void> read_source(BulkAction& action) const;

  /// What the original's request validation finds in the actions read so far (the first 100 findings).
  [[nodiscard]] const std::vector<std::string>& invalid() const { return invalid_; }

 private:
  std::string_view take_line();
  Result<BulkAction> read_action(std::string_view line);
  void keep_findings(std::vector<std::string> found);

  std::string_view body_;
  const BulkDefaults& defaults_;
  std::size_t position_ = 0;
  std::size_t line_ = 0;  ///< of the last line taken, from 1
  std::vector<std::string> invalid_;
};

/// The answer has an entry for each action; this bounds what a body of tiny lines can make of itself.
constexpr std::size_t most_bulk_actions = 1'000'000;

/// Reads all action lines, so that a request that is refused has written nothing. Errors: those of BulkReader::next, illegal_argument (no
/// final newline), action_request_validation, rejected_execution (more actions than are taken at once).
Result<void> check_bulk(std::string_view body, const BulkDefaults& defaults, std::size_t most_actions = most_bulk_actions);

}  // namespace headrace::content
