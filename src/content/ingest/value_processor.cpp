#include "content/ingest/value_processor.h"

namespace headrace::content::ingest {

Result<Fate> ValueProcessor::run(Document& document, Run& run) const {
  std::optional<FieldPath> made_from;
  std::optional<FieldPath> made_to;
  TRY(const auto* from, field_.path(document, made_from));
  const auto* value = document.find(*from);
  if (ignores_missing_ && (value == nullptr || value->is_null())) return Fate::kept;
  TRY(value, document.get(*from));
  if (value->is_null()) return fail(ErrorKind::illegal_argument, fault_of_null(*from));
  TRY(auto made, changed(*from, *value, run));
  TRY(const auto* to, target_.path(document, made_to));
  TRY_VOID(document.set(*to, std::move(made)));
  return Fate::kept;
}

}  // namespace headrace::content::ingest
