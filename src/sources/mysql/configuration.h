#pragma once
// The configuration of a connector of this source (docs/spec/sources.md 6.1), read and as it is declared.

#include <string>
#include <vector>

#include "json/value.h"

namespace headrace::sources::mysql {

/// How to reach the server.
struct Settings {
  std::string host;
  unsigned port = 3306;
  std::string user;
  std::string password;
  std::string database;
  bool uses_tls = false;
  std::string certificate_authority;  ///< PEM, beside what the system trusts; "": none
};

struct Configuration {
  Settings settings;
  std::vector<std::string> tables;  ///< each once; empty: all
  std::string cursor_column;        ///< "": no changes
  std::string keep_id_as;           ///< the member that a column `id` becomes; "": none
  std::size_t parallel_tables = 2;  ///< at least 1
};

/// `values`: field name to value; fields of our own may be absent. Errors: illegal_argument.
Result<Configuration> read_configuration(const json::Value& values);

/// The fields as they go into a connector.
json::Value configuration_fields();
/// Fields of our own.
json::Value own_configuration_fields();

}  // namespace headrace::sources::mysql
