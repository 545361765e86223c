#include "sources/mysql/connect_failure.h"

#include <errmsg.h>
#include <fmt/format.h>
#include <mysqld_error.h>

namespace headrace::sources::mysql {
namespace {

/// Server errors that mysqld_error.h of the driver does not know.
constexpr unsigned disconnected_for_inactivity = 4031;

}  // namespace

ConnectFailure connect_failure(const Settings& settings, unsigned number, std::string_view message) {
  const auto where = fmt::format("{}:{}", settings.host, settings.port);
  switch (number) {
    case ER_BAD_DB_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
      return {
          ConnectStage::database,
          fmt::format("The database [{}] on [{}] is either not present or not accessible for the user [{}]: {} ({}). Check its name, and "
                      "grant the user SELECT on it.",
                      settings.database, where, settings.user, message, number)};
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
      return {ConnectStage::login, fmt::format("The server [{}] refuses the user [{}]: {} ({}). Check user and password, and from which "
                                               "hosts the user may connect.",
                                               where, settings.user, message, number)};
    case CR_SSL_CONNECTION_ERROR:
      return {ConnectStage::encryption,
              fmt::format("No encrypted connection to [{}]: {} ({}). Check that the server offers TLS, that 'SSL certificate' holds the "
                          "authority that signed its certificate, and that the certificate is for [{}].",
                          where, message, number, settings.host)};
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_UNKNOWN_HOST:
    case CR_SERVER_LOST:
    case CR_SERVER_GONE_ERROR:
      return {ConnectStage::host,
              fmt::format("Can't connect to MySQL on [{}]: {} ({}). Check host and port, that the server runs, and that "
                          "nothing between blocks the way.",
                          where, message, number)};
    default:
      // Others come from a server that is there: too many connections, a blocked host, a login of a kind that the driver does not know.
      return {ConnectStage::login,
              fmt::format("The server [{}] does not take a connection of the user [{}]: {} ({}).", where, settings.user, message, number)};
  }
}

bool ends_connection(unsigned number) {
  if (number >= CR_MIN_ERROR && number < 3000) return true;  // errors of the driver: the stream of packets is broken
  switch (number) {
    case ER_CON_COUNT_ERROR:
    case ER_SERVER_SHUTDOWN:
    case ER_ABORTING_CONNECTION:
    case ER_NEW_ABORTING_CONNECTION:
    case ER_NET_READ_ERROR:
    case ER_NET_READ_INTERRUPTED:
    case ER_NET_ERROR_ON_WRITE:
    case ER_NET_WRITE_INTERRUPTED:
    case ER_CONNECTION_KILLED:
    case disconnected_for_inactivity:
      return true;
    default:
      return false;
  }
}

}  // namespace headrace::sources::mysql
