#include "engine/query.h"

#include <atomic>

#include "engine/query_plan.h"

namespace headrace::engine {

std::uint64_t new_query_identity() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

bool matches(const Query& query, std::string_view id, const json::Value& source, const FieldTypes& types) {
  const auto* plan = plan_of(query, types);
  return plan != nullptr && plan->matches(id, source);
}

}  // namespace headrace::engine
