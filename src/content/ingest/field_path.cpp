#include "content/ingest/field_path.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace headrace::content::ingest {
namespace {

constexpr std::string_view ingest_prefix = "_ingest.";
constexpr std::string_view source_prefix = "_source.";
/// No document is deeper (json/value.h).
constexpr std::size_t most_steps = 1000;

}  // namespace

Result<FieldPath> FieldPath::parse(std::string_view text) {
  if (text.empty()) return fail(ErrorKind::illegal_argument, "path cannot be null nor empty");
  FieldPath path;
  path.text_ = text;
  auto rest = text;
  if (rest.starts_with(ingest_prefix)) {
    path.is_ingest_ = true;
    rest.remove_prefix(ingest_prefix.size());
  } else if (rest.starts_with(source_prefix)) {
    rest.remove_prefix(source_prefix.size());
  }
  path.steps_ = base::split_list(rest, '.');
  if (path.steps_.empty()) return fail(ErrorKind::illegal_argument, fmt::format("path [{}] is not valid", text));
  if (path.steps_.size() > most_steps)
    return fail(ErrorKind::illegal_argument, fmt::format("a path of {} steps is longer than {}", path.steps_.size(), most_steps));
  return path;
}

}  // namespace headrace::content::ingest
