#pragma once
// The configuration of a connector of this type (docs/spec/sources.md 5.1) and the fields that are ours.

#include <string>
#include <vector>

#include "json/value.h"
#include "sources/postgresql/session.h"

namespace headrace::sources::postgresql {

struct Settings {
  Endpoint endpoint;
  std::string schema;
  std::vector<std::string> tables;
  int attempts = 3;           ///< to connect
  int parallel_tables = 2;    ///< at most so many connections read at once
  std::string cursor_column;  ///< "": none
};

/// The fields as they go into a connector.
json::Value configuration_fields();
json::Value own_configuration_fields();
/// `configuration`: field name to value. Errors: illegal_argument.
Result<Settings> read_settings(const json::Value& configuration);

}  // namespace headrace::sources::postgresql
