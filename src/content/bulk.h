#pragma once
// Bulk bodies: an action line, then, except for a delete, a source line (docs/spec/document-api.md 4.14). Read one action after the other,
// from a text that is there or that comes piece by piece; no tree of it all is made, and a document's bytes are looked at where they stand.

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
  std::string_view source;  ///< the line after it, without its line end; good until the next feed()
  std::string pipeline;
  bool require_alias = false;
  std::optional<SourceFilter> shown;
};

/// Longer action lines are refused.
constexpr std::size_t longest_action_line = std::size_t{64} << 10;

class BulkReader {
 public:
  /// Of a body that is there. `body` and `defaults` outlive it.
  BulkReader(std::string_view body, const BulkDefaults& defaults) : body_(body), defaults_(defaults), is_finished_(true) {}
  /// Of one that comes. `defaults` outlives it.
  explicit BulkReader(const BulkDefaults& defaults) : defaults_(defaults) {}
  BulkReader(const BulkReader&) = delete;
  BulkReader& operator=(const BulkReader&) = delete;

  /// More of the body, when next() has none.
  void feed(std::string piece);
  /// The body has come to its end.
  void finish() { is_finished_ = true; }
  [[nodiscard]] bool is_finished() const { return is_finished_; }
  /// What it keeps of what was fed.
  [[nodiscard]] std::size_t held_bytes() const { return held_.capacity(); }

  /// The next action; none at the end, or while there is more to come. Errors refuse the whole request: illegal_argument (the line and
  /// what is wrong with it, or no final newline), x_content_parse and x_content_e_o_f (no JSON).
  Result<std::optional<BulkAction>> next();

  /// illegal_argument, when a body that is there does not end with a line end.
  [[nodiscard]] Result<void> check_end() const;
  /// Where it stands, to come back to; not across feed().
  struct Place {
    std::size_t position = 0;
    std::size_t line = 0;
  };
  [[nodiscard]] Place place() const { return {position_, line_}; }
  void go_back(Place to);

  /// Reads the source line into the write; BulkAction::pipeline is then that which is to run over it, or "". Errors are those of this one
  /// item: document_parsing, x_content_parse, parse, illegal_argument, action_request_validation.
  Result<void> read_source(BulkAction& action) const;

  /// What the original's request validation finds in the actions read so far (the first 100 findings).
  [[nodiscard]] const std::vector<std::string>& invalid() const { return invalid_; }

 private:
  /// None: it has not come to its end.
  std::optional<std::string_view> take_line();
  Result<void> check_waiting_line() const;
  Result<BulkAction> read_action(std::string_view line);
  void keep_findings(std::vector<std::string> found);

  std::string held_;  ///< what body_ looks at, of a body that comes
  std::string_view body_;
  const BulkDefaults& defaults_;
  bool is_finished_ = false;
  std::size_t position_ = 0;
  std::size_t searched_ = 0;          ///< there is no line end between position_ and here
  std::size_t line_ = 0;              ///< of the last line taken, from 1
  std::optional<BulkAction> action_;  ///< whose source line has not come yet
  std::vector<std::string> invalid_;
};

/// The answer has an entry for each action; this bounds what a body of tiny lines can make of itself.
constexpr std::size_t most_bulk_actions = 1'000'000;
/// rejected_execution, when there are more.
Result<void> check_number_of_actions(std::size_t count);

/// Reads all action lines of a body that is there, so that a request that is refused has written nothing.
class BulkCheck {
 public:
  /// `reader` outlives it.
  explicit BulkCheck(BulkReader& reader) : reader_(reader), behind_kept_(reader.place()) {}

  /// Reads on for a while, keeping at most `most_kept` actions. True: it has come to the end. Errors: those of BulkReader::next,
  /// rejected_execution (more actions than are taken at once).
  Result<bool> step(std::size_t most_kept);
  /// The first actions, so that they need not be read twice; the reader is behind them. Errors: action_request_validation.
  Result<std::vector<BulkAction>> finish();

 private:
  BulkReader& reader_;
  std::vector<BulkAction> kept_;
  BulkReader::Place behind_kept_;
  std::size_t count_ = 0;
};

}  // namespace headrace::content
