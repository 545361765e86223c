#include "sources/source.h"

namespace headrace::sources {
namespace {

Finding finding_of(std::string what, const Result<void>& result) {
  return {std::move(what), result.has_value(), result ? "works" : result.error().reason};
}

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

}  // namespace

std::vector<Finding> Source::probe() {
  auto reached = finding_of("connection", ping());
  if (!reached.is_good) return {std::move(reached)};
  return {std::move(reached), finding_of("configuration", validate())};
}

Result<void> Source::check_advanced_rules(const json::Value&) { return refuse("This source knows no advanced sync rules."); }

Result<std::unique_ptr<DocumentStream>> Source::changes(const ReadRequest&, const json::Value&) {
  return refuse("This source cannot tell what has changed.");
}

Result<std::unique_ptr<DocumentStream>> Source::identities(const StopFlag&) {
  return refuse("This source tells nothing about who may see its documents.");
}

bool Source::may_hold(std::string_view, std::string_view) const { return true; }

}  // namespace headrace::sources
