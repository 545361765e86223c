#pragma once
// A router made from a table: method and template such as `/_connector/{connector_id}/_check_in` (docs/spec/rest-conventions.md 4).

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/uri.h"

namespace headrace::http {

struct Match {
  enum class Kind { found, wrong_method, no_path };
  Kind kind = Kind::no_path;
  std::size_t route = 0;                                      ///< what was given to add(), when found
  std::vector<std::pair<std::string, std::string>> captures;  ///< name and percent-decoded value, when found
  /// Methods that the path has, when not found, in the order GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH (then others by name).
  std::vector<std::string> allowed;
};

/// Add all routes first; then find() may be called from many threads.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// A later route of the same method and shape replaces the earlier one.
  void add(std::string_view method, std::string_view path_template, std::size_t route);
  /// `path` is raw: split first, decoded after. Errors: illegal_argument for a bad escape in a captured segment.
  [[nodiscard]] Result<Match> find(std::string_view method, std::string_view path) const;

 private:
  struct Node;
  struct Search;
  std::unique_ptr<Node> root_;
  std::size_t deepest_ = 0;  ///< segments of the longest template
};

}  // namespace headrace::http
