// The range query (docs/spec/document-api.md 5.6). What a bound means, the field says; here only its form is looked at.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/date_math.h"
#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Query;
using engine::Range;
using json::Value;

struct Bound {
  std::string_view name;
  std::optional<Value> Range::* member;
};

constexpr std::array bounds{Bound{"gt", &Range::gt}, Bound{"gte", &Range::gte}, Bound{"lt", &Range::lt}, Bound{"lte", &Range::lte}};
/// The old form, `from` and `to` with `include_lower` and `include_upper`.
constexpr std::array<std::string_view, 4> old_options{"from", "to", "include_lower", "include_upper"};

Result<const json::Member*> range_field(const Value& body, const QueryText& context) {
  const json::Member* field = nullptr;
  for (const auto& member : body.as_object()) {
    if (is_common_option(member.name) && !member.value.is_object()) continue;
    if (field != nullptr)
      return fail(parsing(fmt::format("[range] query doesn't support multiple fields, found [{}] and [{}]", field->name, member.name),
                          context.text, member.offset));
    if (!member.value.is_object())
      return fail(parsing(fmt::format("[range] query does not support [{}]", member.name), context.text, member.offset));
    field = &member;
  }
  if (field == nullptr) return fail(ErrorKind::illegal_argument, "field name is null or empty");
  return field;
}

Result<void> read_date_rules(const Value& options, Range& to) {
  if (const auto* format = options.find("format"); format != nullptr && !format->is_null()) {
    to.format = scalar_text(*format);
    TRY_VOID(base::DateFormat::compile(to.format));
  }
  if (const auto* zone = options.find("time_zone"); zone != nullptr && !zone->is_null()) {
    TRY(to.zone, base::parse_zone(scalar_text(*zone)));
  }
  return {};
}

Result<void> read_old_form(const Value& options, Range& to) {
  const auto* from = options.find("from");
  const auto* until = options.find("to");
  const auto includes = [&](std::string_view name) -> Result<bool> {
    const auto* value = options.find(name);
    if (value == nullptr) return true;
    return read_flag(value);
  };
  TRY(const auto lower, includes("include_lower"));
  TRY(const auto upper, includes("include_upper"));
  if (from != nullptr && !from->is_null()) (lower ? to.gte : to.gt) = *from;
  if (until != nullptr && !until->is_null()) (upper ? to.lte : to.lt) = *until;
  return {};
}

}  // namespace

Result<Query> read_range(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY(const auto* field, range_field(body, context));
  Range node{.field = field->name, .gt = {}, .gte = {}, .lt = {}, .lte = {}, .now = context.now};
  for (const auto& option : field->value.as_object()) {
    const auto* bound = std::ranges::find(bounds, option.name, &Bound::name);
    const bool is_old = std::ranges::find(old_options, option.name) != old_options.end();
    if (option.value.is_array() || option.value.is_object())
      return fail(parsing(fmt::format("[range] query does not support a bound of type {}", option.value.token_name()), context.text,
                          option.value.offset()));
    if (bound != bounds.end()) {
      if (!option.value.is_null()) node.*(bound->member) = option.value;  // null is an open end
    } else if (option.name == "relation") {
      if (scalar_text(option.value) != "intersects") return fail(option_unsupported(name, option, context));
    } else if (!is_old && option.name != "format" && option.name != "time_zone" && !is_common_option(option.name)) {
      return fail(option_unknown(name, option, context));
    }
  }
  TRY_VOID(check_common_options(name, field->value));
  TRY_VOID(read_date_rules(field->value, node));
  TRY_VOID(read_old_form(field->value, node));
  return Query{std::move(node)};
}

}  // namespace headrace::content
