#include "content/bulk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "content/errors.h"
#include "content/query_parser.h"
#include "content/source_check.h"
#include "content/update_body.h"
#include "content/write_options.h"

namespace headrace::content {
namespace {

using engine::Write;
using json::Value;

constexpr std::size_t most_findings = 100;

struct NamedAction {
  std::string_view name;
  Write::Action action;
};

constexpr std::array actions{
    NamedAction{"create", Write::Action::create},
    NamedAction{"delete", Write::Action::remove},
    NamedAction{"index", Write::Action::index},
    NamedAction{"update", Write::Action::update},
};

/// What stands in an action line beside the name of the action.
struct Metadata {
  std::string index;
  std::optional<std::string> id;
  WriteOptions options;
  std::optional<SourceFilter> shown;
};

/// Metadata that changes nothing on one shard.
constexpr std::array<std::string_view, 5> ignored{"routing", "retry_on_conflict", "list_executed_pipelines", "require_data_stream",
                                                  "dynamic_templates"};

Error malformed(std::size_t line, std::string_view what) {
  return {ErrorKind::illegal_argument, fmt::format("Malformed action/metadata line [{}], {}", line, what)};
}

Error no_final_newline() { return {ErrorKind::illegal_argument, R"(The bulk request must be terminated by a newline [\n])"}; }

Error too_long(std::size_t line) { return malformed(line, fmt::format("expected at most [{}] bytes", longest_action_line)); }

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

/// The only member of an action line.
Result<const json::Member*> only_member(const Value& line, std::size_t number) {
  if (!line.is_object()) return fail(malformed(number, fmt::format("expected START_OBJECT but found [{}]", line.token_name())));
  const auto& members = line.as_object();
  if (members.empty()) return fail(malformed(number, "expected FIELD_NAME but found [END_OBJECT]"));
  if (members.size() > 1) return fail(malformed(number, "expected END_OBJECT but found [FIELD_NAME]"));
  const auto& value = members.front().value;
  if (!value.is_object() && !value.is_null())
    return fail(malformed(number, fmt::format("expected START_OBJECT or END_OBJECT but found [{}]", value.token_name())));
  return &members.front();
}

/// Puts one member of the metadata where it belongs. `text` is the line.
Result<void> read_metadata(const json::Member& member, std::size_t number, std::string_view text, Metadata& to) {
  const auto& [name, value, offset] = member;
  if (name == "_source") {
    TRY(to.shown, SourceFilter::read(value, text));
    return {};
  }
  if (name == "dynamic_templates") return {};
  if (value.is_array() || value.is_object())
    return fail(malformed(number, fmt::format("expected a simple value for field [{}] but found [{}]", name, value.token_name())));
  if (value.is_null()) return {};
  auto scalar = scalar_text(value);
  if (name == "_index") {
    to.index = std::move(scalar);
  } else if (name == "_id") {
    to.id = std::move(scalar);
  } else if (name == "if_seq_no") {
    to.options.if_seq_no = std::move(scalar);
  } else if (name == "if_primary_term") {
    to.options.if_primary_term = std::move(scalar);
  } else if (name == "version") {
    to.options.version = std::move(scalar);
  } else if (name == "version_type") {
    to.options.version_type = std::move(scalar);
  } else if (name == "op_type") {
    to.options.op_type = std::move(scalar);
  } else if (name == "pipeline") {
    to.options.pipeline = std::move(scalar);
  } else if (name == "require_alias") {
    to.options.require_alias = scalar == "true";
  } else if (std::ranges::find(ignored, name) == ignored.end()) {
    return fail(ErrorKind::illegal_argument, fmt::format("Action/metadata line [{}] contains an unknown parameter [{}]", number, name));
  }
  return {};
}

bool runs_pipeline(const Write& write) {
  return write.action == Write::Action::index || write.action == Write::Action::create || write.doc_as_upsert || write.upsert;
}

}  // namespace

void BulkReader::feed(std::string piece) {
  if (position_ == body_.size()) {
    held_ = std::move(piece);
  } else if (position_ > 0) {
    held_ = std::string(body_.substr(position_)).append(piece);  // and not in place: what one long line needed is given back
  } else {
    held_ += piece;
  }
  searched_ -= std::min(searched_, position_);
  position_ = 0;
  body_ = held_;
}

Result<void> BulkReader::check_end() const {
  if (body_.ends_with('\n')) return {};
  return fail(no_final_newline());
}

void BulkReader::go_back(Place to) {
  position_ = to.position;
  line_ = to.line;
  searched_ = position_;
}

std::optional<std::string_view> BulkReader::take_line() {
  const auto end = body_.find('\n', std::max(position_, searched_));
  if (end == std::string_view::npos) {
    searched_ = body_.size();
    return std::nullopt;
  }
  auto line = body_.substr(position_, end - position_);
  position_ = end + 1;
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// An action line that has no end yet.
Result<void> BulkReader::check_waiting_line() const {
  if (is_finished_ && position_ < body_.size()) return fail(no_final_newline());
  if (body_.size() - position_ > longest_action_line) return fail(too_long(line_ + 1));
  return {};
}

void BulkReader::keep_findings(std::vector<std::string> found) {
  for (auto& finding : found)
    if (invalid_.size() < most_findings) invalid_.push_back(std::move(finding));
}

Result<BulkAction> BulkReader::read_action(std::string_view line) {
  TRY(const auto parsed, json::parse(line));
  TRY(const auto* member, only_member(parsed, line_));
  const auto known = std::ranges::find(actions, member->name, &NamedAction::name);
  if (known == actions.end())
    return fail(malformed(line_, fmt::format("expected field [create], [delete], [index] or [update] but found [{}]", member->name)));
  Metadata metadata{defaults_.index, std::nullopt, {}, defaults_.shown};
  metadata.options.pipeline = defaults_.pipeline;
  metadata.options.require_alias = defaults_.require_alias;
  if (member->value.is_object())
    for (const auto& field : member->value.as_object()) TRY_VOID(read_metadata(field, line_, line, metadata));

  BulkAction action;
  action.name = known->name;
  action.write.action = known->action;
  action.write.index = std::move(metadata.index);
  action.write.id = std::move(metadata.id);
  action.require_alias = metadata.options.require_alias;
  action.shown = std::move(metadata.shown);
  std::vector<std::string> found;
  if (action.write.index.empty()) found.emplace_back("index is missing");
  TRY_VOID(apply_options(metadata.options, action.write, found));
  keep_findings(std::move(found));
  action.pipeline = std::move(metadata.options.pipeline);
  return action;
}

Result<std::optional<BulkAction>> BulkReader::next() {
  while (!action_) {
    const auto line = take_line();
    if (!line) {
      TRY_VOID(check_waiting_line());
      return std::nullopt;
    }
    if (line->size() > longest_action_line) return fail(too_long(line_));
    if (is_blank(*line)) continue;
    TRY(action_, read_action(*line));
  }
  if (action_->write.action != Write::Action::remove) {
    if (const auto source = take_line()) {
      action_->source = *source;
    } else if (!is_finished_) {
      return std::nullopt;
    } else if (position_ < body_.size()) {
      return fail(no_final_newline());
    } else {
      keep_findings({"source is missing"});
    }
  }
  return std::exchange(action_, std::nullopt);
}

Result<void> BulkReader::read_source(BulkAction& action) const {
  auto& write = action.write;
  if (write.action == Write::Action::remove) return {};
  if (write.action == Write::Action::update) {
    std::vector<std::string> found;
    TRY(auto shown, read_update_body(action.source, write, found));
    if (!found.empty()) return fail(validation_failed(found));
    if (shown) action.shown = std::move(shown);
  } else {
    const auto readable = body_.size() - static_cast<std::size_t>(action.source.data() - body_.data());
    TRY(write.source, checked_source(action.source, readable));
  }
  if (!runs_pipeline(write)) action.pipeline.clear();
  return {};
}

Result<void> check_number_of_actions(std::size_t count) {
  if (count <= most_bulk_actions) return {};
  return fail(ErrorKind::rejected_execution,
              fmt::format("a bulk request can have at most [{}] actions here: send it in parts", most_bulk_actions));
}

Result<bool> BulkCheck::step(std::size_t most_kept) {
  constexpr std::size_t step_size = 1'000;
  if (count_ == 0) TRY_VOID(reader_.check_end());
  for (std::size_t i = 0; i < step_size; ++i) {
    TRY(auto action, reader_.next());
    if (!action) return true;
    TRY_VOID(check_number_of_actions(++count_));
    if (count_ > most_kept) continue;
    kept_.push_back(std::move(*action));
    behind_kept_ = reader_.place();
  }
  return false;
}

Result<std::vector<BulkAction>> BulkCheck::finish() {
  if (count_ == 0) return fail(validation_failed({"no requests added"}));
  if (!reader_.invalid().empty()) return fail(validation_failed(reader_.invalid()));
  reader_.go_back(behind_kept_);
  return std::move(kept_);
}

}  // namespace headrace::content
