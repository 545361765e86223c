#pragma once
// A router made from a table: method and template such as `/_connector/{connector_id}/_check_in` (docs/spec/rest-conventions.md 4).

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace headrace::http {

struct Match {
  enum class Kind { found, wrong_method, no_path };
  Kind kind = Kind::no_path;
  std::size_t route = 0;                                      ///< what was given to add(), when found
  std::vector<std::pair<std::string, std::string>> captures;  ///< name and percent-decoded value
  std::vector<std::string> allowed;  ///< methods that the path has, in the order GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH
};

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  void add(std::string_view method, std::string_view path_template, std::size_t route);
  /// `path` is raw: split first, decoded after. Errors: illegal_argument for a bad escape in a captured segment.
  [[nodiscard]] Result<Match> find(std::string_view method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

/// Percent-decodes one path segment (`+` stays) or a query piece (`+` is a space). Errors: illegal_argument with the texts of
/// docs/spec/rest-conventions.md 3.3.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);
/// Everything but letters, digits, `-`, `.`, `_`, `~` becomes %XX.
std::string percent_encode(std::string_view text);

/// Name and value pairs of a query string in order: `&` and `;` separate, `#` ends. Errors: bad_parameter caused by illegal_argument.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace headrace::http
