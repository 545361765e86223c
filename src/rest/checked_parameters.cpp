#include "rest/checked_parameters.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "content/time_value.h"

namespace headrace::rest {
namespace {

Result<void> check_rate(RequestContext& request) {
  const auto wanted = request.parameter("requests_per_second");
  if (!wanted) return {};
  const auto rate = json::Value(json::Number{*wanted}).real();
  const auto is_spelled = wanted->find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (*wanted == "-1" || (is_spelled && rate.value_or(0) > 0)) return {};
  return fail(ErrorKind::illegal_argument, "[requests_per_second] must be a float greater than 0. Use -1 to disable throttling.");
}

Result<void> check_slices(RequestContext& request) {
  const auto wanted = request.parameter("slices");
  if (!wanted || *wanted == "auto") return {};
  if (const auto number = base::parse_integer(*wanted); number && *number >= 1) return {};
  return fail(ErrorKind::illegal_argument,
              fmt::format(R"([slices] must be a positive integer or the string "auto", but was [{}])", *wanted));
}

}  // namespace

Result<void> check_hints(RequestContext& request, const Hints& hints) {
  for (const auto name : hints.flags) {
    if (const auto flag = request.flag(name); !flag) return fail(flag.error());
  }
  for (const auto name : hints.integers) {
    if (const auto number = request.integer(name, 0); !number) return fail(number.error());
  }
  for (const auto name : hints.times) {
    const auto sent = request.parameter(name);
    const auto time = content::read_time_value(name, sent.value_or("0"));
    if (!time) return fail(time.error());
  }
  request.accept(hints.texts);
  return {};
}

Result<void> check_active_shards(RequestContext& request) {
  const auto wanted = request.parameter("wait_for_active_shards");
  if (!wanted || *wanted == "all") return {};
  const auto number = base::parse_integer(*wanted);
  if (!number)
    return fail(Error{ErrorKind::illegal_argument, fmt::format("cannot parse ActiveShardCount[{}]", *wanted)}.because(
        {ErrorKind::number_format, fmt::format("For input string: \"{}\"", *wanted)}));
  // -1 is how the original says "all", and -2 "the default", to itself.
  if (*number < -2) return fail(ErrorKind::illegal_argument, "shard count cannot be a negative value");
  return {};
}

Result<void> check_search_type(RequestContext& request) {
  const auto wanted = request.parameter("search_type");
  if (!wanted || *wanted == "query_then_fetch" || *wanted == "dfs_query_then_fetch") return {};
  return fail(ErrorKind::illegal_argument, fmt::format("No search type for [{}]", *wanted));
}

Result<void> check_by_query_hints(RequestContext& request) {
  TRY_VOID(check_rate(request));
  TRY_VOID(check_slices(request));
  TRY_VOID(check_active_shards(request));
  TRY_VOID(check_search_type(request));
  return check_hints(request, {.flags = {"wait_for_completion", "request_cache"},
                               .times = {"scroll", "timeout", "search_timeout"},
                               .integers = {"scroll_size"},
                               .texts = {"preference", "routing"}});
}

Result<void> refuse_parameters(RequestContext& request, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (request.parameter(name))
      return fail(ErrorKind::illegal_argument, fmt::format("parameter [{}] is not supported by this server", name));
  return {};
}

Result<std::optional<std::uint64_t>> read_count(RequestContext& request, std::string_view name) {
  if (!request.parameter(name)) return std::nullopt;
  TRY(const auto number, request.integer(name, 0));
  if (number < 0) return fail(ErrorKind::illegal_argument, fmt::format("[{}] parameter cannot be negative, found [{}]", name, number));
  return static_cast<std::uint64_t>(number);
}

}  // namespace headrace::rest
