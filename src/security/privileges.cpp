#include "security/privileges.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "security/privilege_names.h"

namespace headrace::security {
namespace {

using json::Value;

/// A list of texts, or one text. Errors: x_content_parse.
Result<std::vector<std::string>> texts(const Value& descriptor, std::string_view name) {
  std::vector<std::string> found;
  const auto* member = descriptor.find(name);
  if (member == nullptr) return found;
  if (member->is_string()) return std::vector{member->as_string()};
  if (member->is_array()) {
    for (const auto& value : member->as_array()) {
      if (!value.is_string())
        return fail(ErrorKind::x_content_parse, fmt::format("could not parse the list of [{}]: texts are wanted", name));
      found.push_back(value.as_string());
    }
    return found;
  }
  return fail(ErrorKind::x_content_parse, fmt::format("expected field [{}] value to be an array of strings", name));
}

bool is_pattern(std::string_view name) { return name == "_all" || name.contains('*') || name.contains('?'); }

/// A pattern is covered where its own text matches and the grant's only wildcard is `*`: then all that it finds matches too.
bool covers(std::string_view granted, std::string_view wanted) {
  if (wanted == "_all" || wanted.empty()) wanted = "*";
  if (is_pattern(wanted) && granted.contains('?')) return false;
  return base::glob_matches(granted, wanted);
}

}  // namespace

Result<Roles> Roles::read(const Value& descriptors) {
  Roles roles;
  if (!descriptors.is_object()) return fail(ErrorKind::x_content_parse, "role descriptors are an object of descriptors by name");
  for (const auto& [name, descriptor, offset] : descriptors.as_object()) {
    if (!descriptor.is_object())
      return fail(ErrorKind::x_content_parse, fmt::format("failed to parse role descriptor [{}]: an object is wanted", name));
    TRY_VOID(roles.add(descriptor));
  }
  return roles;
}

Result<void> Roles::add(const Value& descriptor) {
  TRY(const auto cluster, texts(descriptor, "cluster"));
  for (const auto& name : cluster) {
    if (!is_cluster_privilege(name)) return fail(ErrorKind::illegal_argument, fmt::format("unknown cluster privilege [{}]", name));
    cluster_.push_back(name);
  }
  for (const auto* member : {"indices", "index"}) {
    const auto* list = descriptor.find(member);
    if (list == nullptr) continue;
    if (!list->is_array()) return fail(ErrorKind::x_content_parse, fmt::format("expected field [{}] value to be an array", member));
    for (const auto& entry : list->as_array()) {
      if (!entry.is_object()) return fail(ErrorKind::x_content_parse, fmt::format("expected an entry of [{}] to be an object", member));
      IndexGrant grant;
      TRY(grant.names, texts(entry, "names"));
      TRY(grant.privileges, texts(entry, "privileges"));
      const auto unknown = std::ranges::find_if_not(grant.privileges, is_index_privilege);
      if (unknown != grant.privileges.end())
        return fail(ErrorKind::illegal_argument, fmt::format("unknown index privilege [{}]", *unknown));
      indices_.push_back(std::move(grant));
    }
  }
  return {};
}

Roles Roles::superuser() {
  Roles roles;
  roles.is_superuser_ = true;
  roles.cluster_ = {"all"};
  roles.indices_ = {{.names = {"*"}, .privileges = {"all"}}};
  return roles;
}

bool Roles::allow_cluster(std::string_view action) const {
  return std::ranges::any_of(cluster_, [&](const auto& privilege) { return cluster_privilege_grants(privilege, action); });
}

bool Roles::allow_index(std::string_view name, std::string_view action) const {
  return std::ranges::any_of(indices_, [&](const IndexGrant& grant) {
    return std::ranges::any_of(grant.names, [&](const auto& granted) { return covers(granted, name); }) &&
           std::ranges::any_of(grant.privileges, [&](const auto& privilege) { return index_privilege_grants(privilege, action); });
  });
}

bool Roles::allow_own_alone(std::string_view action) const {
  const auto grants = [&](const auto& privilege) {
    return privilege != "manage_own_api_key" && cluster_privilege_grants(privilege, action);
  };
  return allow_cluster(action) && std::ranges::none_of(cluster_, grants);
}

bool Privileges::are_everything() const {
  return !sets_.empty() && std::ranges::all_of(sets_, [](const Roles& roles) { return roles.is_superuser(); });
}

bool Privileges::allow_cluster(std::string_view action) const {
  return !sets_.empty() && std::ranges::all_of(sets_, [&](const Roles& roles) { return roles.allow_cluster(action); });
}

bool Privileges::allow_index(std::string_view name, std::string_view action) const {
  return !sets_.empty() && std::ranges::all_of(sets_, [&](const Roles& roles) { return roles.allow_index(name, action); });
}

bool Privileges::allow_own_alone(std::string_view action) const {
  return std::ranges::any_of(sets_, [&](const Roles& roles) { return roles.allow_own_alone(action); });
}

}  // namespace headrace::security
