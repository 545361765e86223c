#include "content/write_options.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace headrace::content {
namespace {

using engine::Write;

constexpr std::size_t longest_id = 512;

Result<std::optional<std::uint64_t>> read_number(std::string_view name, const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto number = base::parse_integer(*text);
  if (!number)
    return fail(Error{ErrorKind::illegal_argument, fmt::format("Failed to parse long parameter [{}] with value [{}]", name, *text)}.because(
        {ErrorKind::number_format, fmt::format("For input string: \"{}\"", *text)}));
  if (*number < 0) {
    const std::string_view what = name == "if_seq_no" ? "sequence numbers" : "primary term";
    return fail(ErrorKind::illegal_argument, fmt::format("{} must be non negative. got [{}].", what, *number));
  }
  return static_cast<std::uint64_t>(*number);
}

Result<void> apply_guard(const WriteOptions& options, Write& write, std::vector<std::string>& invalid) {
  TRY(const auto seq_no, read_number("if_seq_no", options.if_seq_no));
  TRY(const auto primary_term, read_number("if_primary_term", options.if_primary_term));
  if (!seq_no && !primary_term) return {};
  if (!seq_no) {
    invalid.push_back(fmt::format("ifSeqNo is unassigned, but primary term is [{}]", *primary_term));
  } else if (primary_term.value_or(0) == 0) {
    invalid.emplace_back("ifSeqNo is set, but primary term is [0]");
  } else {
    if (write.action == Write::Action::create) invalid.emplace_back("create operations do not support compare and set. use index instead");
    write.guard = engine::Guard{*seq_no, *primary_term};
  }
  return {};
}

Result<void> apply_op_type(const std::string& op_type, Write& write) {
  if (op_type.empty()) return {};
  const auto wanted = base::to_lower(op_type);
  if (wanted != "index" && wanted != "create")
    return fail(ErrorKind::illegal_argument, fmt::format("opType must be 'create' or 'index', found: [{}]", op_type));
  if (write.action == Write::Action::index && wanted == "create") write.action = Write::Action::create;
  return {};
}

void check_id(const Write& write, std::vector<std::string>& invalid) {
  const bool needs_id = write.action == Write::Action::update || write.action == Write::Action::remove;
  if (needs_id && write.id.value_or("").empty()) invalid.emplace_back("id is missing");
  if (write.id && write.id->size() > longest_id)
    invalid.push_back(
        fmt::format("id [{}] is too long, must be no longer than {} bytes but was: {}", *write.id, longest_id, write.id->size()));
}

}  // namespace

Result<void> apply_options(const WriteOptions& options, Write& write, std::vector<std::string>& invalid) {
  TRY_VOID(apply_op_type(options.op_type, write));
  check_id(write, invalid);
  write.routing = options.routing;
  TRY_VOID(apply_guard(options, write, invalid));
  if (!options.version_type.empty() && options.version_type != "internal")
    return fail(ErrorKind::illegal_argument, fmt::format("version type [{}] is not supported by this server", options.version_type));
  if (options.version)
    invalid.emplace_back(
        "internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead");
  return {};
}

}  // namespace headrace::content
