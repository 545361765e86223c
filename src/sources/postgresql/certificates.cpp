#include "sources/postgresql/certificates.h"

#include <openssl/x509.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "sources/database/pem.h"

namespace headrace::sources::postgresql {
namespace {

std::string content_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first that there is, as the library for TLS would look for it; "" on a system without one.
std::string system_roots() {
  const char* const named = std::getenv(X509_get_default_cert_file_env());
  for (const char* path : {named, X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}) {
    if (path == nullptr) continue;
    if (auto roots = content_of(path); !roots.empty()) return roots;
  }
  return {};
}

}  // namespace

Result<database::MemoryFile> certificates(std::string_view own) {
  const auto text = database::restored_pem(own) + system_roots();
  if (!text.empty()) return database::MemoryFile::make(text);
  return fail(ErrorKind::internal,
              "There are no certificates to hold that of the server against: this system has none. Put that of the server, or of who has "
              "signed it, into [ssl_ca].");
}

}  // namespace headrace::sources::postgresql
