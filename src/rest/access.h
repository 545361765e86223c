#pragma once
// What each endpoint needs: the transport action whose privileges open it (docs/spec/rest-conventions.md 14.3 and 14.4), as one table.

#include <optional>
#include <string_view>

namespace headrace::rest {

struct Access {
  enum class Kind {
    open,     ///< nobody is asked who they are
    anybody,  ///< whoever has good credentials
    cluster,  ///< a cluster privilege
    index,    ///< an index privilege for what the path names; patterns find what is granted
    items,    ///< an index privilege for what each item of the body names
  };
  Kind kind = Kind::cluster;
  std::string_view action = {};
};

/// Of a route by its template. None: the table does not have it, and the server must not start.
std::optional<Access> access_of(std::string_view method, std::string_view path);

}  // namespace headrace::rest
