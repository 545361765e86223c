#include "json/member_index.h"
#include "json/value.h"

namespace headrace::json {

bool merge(Value& into, const Value& part) {
  if (!into.is_object() || !part.is_object()) {
    if (into == part) return false;
    into = part;
    return true;
  }
  auto& members = into.as_object();
  const MemberIndex index(members);
  bool changed = false;
  for (const auto& member : part.as_object()) {
    if (const auto found = index.find(member.name)) {
      changed |= merge(members[*found].value, member.value);
    } else {
      members.push_back(member);
      changed = true;
    }
  }
  return changed;
}

}  // namespace headrace::json
