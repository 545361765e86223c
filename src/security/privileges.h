#pragma once
// What somebody may do: role descriptors, read once (docs/spec/rest-conventions.md 14 and 15.1).

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace headrace::security {

/// A set of roles: what any of them grants.
class Roles {
 public:
  /// An object of role descriptors by name; `cluster` a list, `indices` (or `index`) a list of `names` and `privileges`. What else a
  /// descriptor may hold is let in and grants nothing. Errors: illegal_argument for unknown privileges, x_content_parse for other forms.
  static Result<Roles> read(const json::Value& descriptors);
  static Roles superuser();

  [[nodiscard]] bool empty() const { return cluster_.empty() && indices_.empty(); }
  [[nodiscard]] bool is_superuser() const { return is_superuser_; }
  [[nodiscard]] bool allow_cluster(std::string_view action) const;
  /// `name` as the request has it: a name that is granted does not grant what it is an alias of, nor the other way round (14.5).
  /// A pattern is granted when a granted pattern covers it.
  [[nodiscard]] bool allow_index(std::string_view name, std::string_view action) const;
  /// True when `action` is granted by `manage_own_api_key` alone.
  [[nodiscard]] bool allow_own_alone(std::string_view action) const;

 private:
  struct IndexGrant {
    std::vector<std::string> names;
    std::vector<std::string> privileges;
  };
  Result<void> add(const json::Value& descriptor);

  bool is_superuser_ = false;
  std::vector<std::string> cluster_;
  std::vector<IndexGrant> indices_;
};

/// Sets of roles that must all allow: an API key's own, and its creator's.
class Privileges {
 public:
  Privileges() = default;  ///< none at all
  explicit Privileges(std::vector<Roles> sets) : sets_(std::move(sets)) {}
  static Privileges everything() { return Privileges({Roles::superuser()}); }

  [[nodiscard]] bool are_everything() const;
  [[nodiscard]] bool allow_cluster(std::string_view action) const;
  [[nodiscard]] bool allow_index(std::string_view name, std::string_view action) const;
  [[nodiscard]] bool allow_own_alone(std::string_view action) const;

 private:
  std::vector<Roles> sets_;
};

}  // namespace headrace::security
