#pragma once
// What it means that a connection was not made, or broke, by the numbers of the protocol.

#include <string>
#include <string_view>

#include "sources/mysql/configuration.h"

namespace headrace::sources::mysql {

/// How far an attempt to connect came, in this order.
enum class ConnectStage { host, encryption, login, database };

struct ConnectFailure {
  ConnectStage stage = ConnectStage::host;  ///< that it failed at
  std::string reason;                       ///< what, where, why and what to do, without the password
};

/// `number` and `message`: of the driver.
ConnectFailure connect_failure(const Settings& settings, unsigned number, std::string_view message);

/// True when the connection is over after this error; false when only the statement failed.
bool ends_connection(unsigned number);

}  // namespace headrace::sources::mysql
