#include "sources/postgresql/certificates.h"

#include <fmt/format.h>
#include <openssl/x509.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

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

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Result<Certificates> Certificates::open(std::string_view own) {
  const auto text = database::restored_pem(own) + system_roots();
  if (text.empty()) {
    return fail(ErrorKind::internal,
                "There are no certificates to hold that of the server against: this system has none. Put that of the server, or of who "
                "has signed it, into [ssl_ca].");
  }
  Certificates made(memfd_create("headrace-certificates", MFD_CLOEXEC));
  if (made.file_ < 0 || !write_all(made.file_, text)) {
    return fail(ErrorKind::internal, fmt::format("The certificates cannot be kept in memory: {}", std::strerror(errno)));
  }
  return made;
}

Certificates::Certificates(Certificates&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Certificates::~Certificates() {
  if (file_ >= 0) close(file_);
}

std::string Certificates::path() const { return fmt::format("/proc/self/fd/{}", file_); }

}  // namespace headrace::sources::postgresql
