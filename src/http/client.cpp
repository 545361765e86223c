#include "http/client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/strings.h"
#include "http/gzip.h"
#include "http/host_check.h"

namespace headrace::http {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderList& list, const std::string& line) {
  auto* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;  // out of memory: the list stays as it was
  std::ignore = list.release();
  list.reset(longer);
}

// No exception may pass through curl: 0 makes the transfer fail.
std::size_t on_body(char* data, std::size_t, std::size_t size, void* response) try {
  static_cast<Response*>(response)->body.append(data, size);
  return size;
} catch (const std::exception&) {
  return 0;
}

std::string_view trim_end(std::string_view line) {
  const auto last = line.find_last_not_of(" \t\r\n");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* to) try {
  auto& response = *static_cast<Response*>(to);
  const auto line = trim_end({data, size});
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // an interim answer such as 100 came before
  } else if (colon != std::string_view::npos) {
    const auto value = line.substr(colon + 1);
    const auto start = std::min(value.find_first_not_of(" \t"), value.size());
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(value.substr(start))});
  }
  return size;
} catch (const std::exception&) {
  return 0;
}

int on_progress_of_stoppable(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(stop) ? 1 : 0;
}

bool is_loopback_url(CURLU* url) {
  char* host = nullptr;
  if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK) return false;
  const auto name = host_name(host);
  const bool loopback = name == "localhost" || name == "::1" || name.starts_with("127.");
  curl_free(host);
  return loopback;
}

/// `host:port` of a URL, for error messages: no path, no password.
std::string authority_of(CURLU* url) {
  char* host = nullptr;
  char* port = nullptr;
  if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK) return {};
  std::string authority(host);
  if (curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) authority += ":" + std::string(port);
  curl_free(host);
  curl_free(port);
  return authority;
}

}  // namespace

struct Client::Pool {
  ClientOptions options;
  std::string authority;  ///< host and port of the base URL, or the URL itself when it is none
  bool is_loopback = false;
  std::mutex mutex;
  std::vector<Handle> idle;  ///< guarded by mutex; each keeps its connection

  explicit Pool(ClientOptions given);
  Handle take();
  void give_back(Handle handle);
  void prepare(CURL* handle, Response& response) const;
  HeaderList headers(const std::vector<Header>& own, bool has_body) const;
  Error unreachable(CURL* handle, CURLcode code, const char* details) const;
};

Client::Pool::Pool(ClientOptions given) : options(std::move(given)) {
  static const auto ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  std::ignore = ready;
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  authority = options.base_url;
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, options.base_url.c_str(), CURLU_GUESS_SCHEME) == CURLUE_OK) {
    authority = authority_of(url.get());
    is_loopback = is_loopback_url(url.get());
  }
}

Handle Client::Pool::take() {
  {
    const std::lock_guard lock(mutex);
    if (!idle.empty()) {
      auto handle = std::move(idle.back());
      idle.pop_back();
      return handle;
    }
  }
  return Handle(curl_easy_init());
}

void Client::Pool::give_back(Handle handle) {
  curl_easy_reset(handle.get());  // options only: the connection stays
  const std::lock_guard lock(mutex);
  idle.push_back(std::move(handle));
}

void Client::Pool::prepare(CURL* handle, Response& response) const {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  if (!options.verify_certificates) {
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!options.certificate_authorities.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options.certificate_authorities.c_str());
  if (options.stop != nullptr) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &on_progress_of_stoppable);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, options.stop);
  }
  if (is_loopback) curl_easy_setopt(handle, CURLOPT_PROXY, "");  // http_proxy in the environment is meant for elsewhere
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &response);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &response);
}

HeaderList Client::Pool::headers(const std::vector<Header>& own, bool has_body) const {
  HeaderList list;
  bool has_type = false;
  bool has_authorization = false;
  auto all = own;
  for (const auto& header : options.headers) {
    const auto is_same = [&](const Header& one) { return base::equals_ignoring_case(one.name, header.name); };
    if (std::ranges::none_of(own, is_same)) all.push_back(header);
  }
  for (const auto& [name, value] : all) {
    has_type = has_type || base::equals_ignoring_case(name, "content-type");
    has_authorization = has_authorization || base::equals_ignoring_case(name, "authorization");
    append(list,
           value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));  // curl's way to say a header without value
  }
  if (!options.authorization.empty() && !has_authorization) append(list, "Authorization: " + options.authorization);
  if (has_body && !has_type) append(list, "Content-Type: application/json");
  if (!has_body && !has_type) append(list, "Content-Type:");
  append(list, "Expect:");  // no waiting for 100 before a large body
  return list;
}

Error Client::Pool::unreachable(CURL* handle, CURLcode code, const char* details) const {
  long system_error = 0;
  curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &system_error);
  std::string reason = details[0] == '\0' ? curl_easy_strerror(code) : details;
  if (code == CURLE_COULDNT_CONNECT && system_error != 0)
    reason = std::error_code(static_cast<int>(system_error), std::generic_category()).message();
  if (code == CURLE_OPERATION_TIMEDOUT) reason = fmt::format("no answer within {} ms", options.timeout.count());
  return {ErrorKind::connection, fmt::format("cannot reach {}: {}", authority, reason)};
}

Client::Client(ClientOptions options) : pool_(std::make_unique<Pool>(std::move(options))) {}
Client::~Client() = default;

/// One request on one handle.
struct Client::Exchange {
  Handle handle;
  std::string url, verb;
  HeaderList headers = {};
  Response response = {};
  Upload* upload = nullptr;
  const Sink* sink = nullptr;
  Result<void> outcome = {};  ///< of the upload's side

  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* exchange);
  static std::size_t on_bounded_body(char* data, std::size_t size, std::size_t count, void* exchange);
  static std::size_t on_piece(char* data, std::size_t size, std::size_t count, void* exchange);
  static int on_progress(void* exchange, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
};

std::size_t Client::Exchange::on_read(char* to, std::size_t size, std::size_t count, void* exchange) try {
  auto& self = *static_cast<Exchange*>(exchange);
  auto taken = self.upload->take(std::span(to, size * count));
  if (taken) return *taken;
  self.outcome = fail(std::move(taken).error());
  return CURL_READFUNC_ABORT;
} catch (const std::exception&) {
  return CURL_READFUNC_ABORT;
}

std::size_t Client::Exchange::on_bounded_body(char* data, std::size_t size, std::size_t count, void* exchange) try {
  auto& self = *static_cast<Exchange*>(exchange);
  if (self.response.body.size() + count > self.upload->most_answer) {
    self.outcome = fail(ErrorKind::connection, fmt::format("the answer is longer than {} bytes", self.upload->most_answer));
    return 0;
  }
  return on_body(data, size, count, &self.response);
} catch (const std::exception&) {
  return 0;
}

std::size_t Client::Exchange::on_piece(char* data, std::size_t size, std::size_t count, void* exchange) try {
  auto& self = *static_cast<Exchange*>(exchange);
  long status = 0;
  curl_easy_getinfo(self.handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 400) return on_body(data, size, count, &self.response);
  return (*self.sink)({data, count}) ? count : 0;
} catch (const std::exception&) {
  return 0;
}

int Client::Exchange::on_progress(void* exchange, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& self = *static_cast<Exchange*>(exchange);
  if (self.upload->stop == nullptr || !*self.upload->stop) return 0;
  self.outcome = fail(ErrorKind::unavailable, "the server is stopping");
  return 1;
}

Result<Response> Client::perform(Exchange& exchange) {
  auto* handle = exchange.handle.get();
  std::array<char, CURL_ERROR_SIZE> details{};
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(handle, CURLOPT_URL, exchange.url.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, exchange.headers.get());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, exchange.verb.c_str());
  const auto code = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  auto error = code == CURLE_OK ? Error() : pool_->unreachable(handle, code, details.data());
  pool_->give_back(std::move(exchange.handle));
  if (!exchange.outcome) return fail(std::move(exchange.outcome).error());
  if (code != CURLE_OK) return fail(std::move(error));
  exchange.response.status = static_cast<unsigned>(status);
  return std::move(exchange.response);
}

Result<Response> Client::send(std::string_view method, std::string_view target, std::string body, const std::vector<Header>& headers) {
  Exchange exchange{.handle = pool_->take(), .url = pool_->options.base_url + std::string(target), .verb = std::string(method)};
  if (exchange.handle == nullptr) return fail(ErrorKind::internal, "no memory for a connection");
  auto all_headers = headers;
  constexpr std::size_t worth_it = 1024;
  if (pool_->options.compresses && body.size() >= worth_it) {
    body = gzip(body);
    all_headers.push_back({"Content-Encoding", "gzip"});
  }
  exchange.headers = pool_->headers(all_headers, !body.empty());
  auto* handle = exchange.handle.get();
  pool_->prepare(handle, exchange.response);
  if (exchange.verb == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (!body.empty() || exchange.verb == "POST" || exchange.verb == "PUT") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  }
  return perform(exchange);
}

Result<Response> Client::upload(std::string_view method, std::string_view target, Upload upload, const std::vector<Header>& headers) {
  Exchange exchange{.handle = pool_->take(), .url = pool_->options.base_url + std::string(target), .verb = std::string(method)};
  if (exchange.handle == nullptr) return fail(ErrorKind::internal, "no memory for a connection");
  exchange.headers = pool_->headers(headers, true);
  exchange.upload = &upload;
  auto* handle = exchange.handle.get();
  pool_->prepare(handle, exchange.response);
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, static_cast<long>(std::clamp<std::size_t>(upload.piece, 16384, 2 << 20)));
  if (upload.size) curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(*upload.size));
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Exchange::on_read);
  curl_easy_setopt(handle, CURLOPT_READDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Exchange::on_bounded_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &exchange);
  return perform(exchange);
}

Result<Response> Client::receive(std::string_view method, std::string_view target, const Sink& sink) {
  Exchange exchange{.handle = pool_->take(), .url = pool_->options.base_url + std::string(target), .verb = std::string(method)};
  if (exchange.handle == nullptr) return fail(ErrorKind::internal, "no memory for a connection");
  exchange.headers = pool_->headers({}, false);
  exchange.sink = &sink;
  auto* handle = exchange.handle.get();
  pool_->prepare(handle, exchange.response);
  if (exchange.verb == "POST" || exchange.verb == "PUT") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t{0});
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "");
  }
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 0L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);  // bytes a second
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME,
                   static_cast<long>(std::chrono::ceil<std::chrono::seconds>(pool_->options.timeout).count()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Exchange::on_piece);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  return perform(exchange);
}

}  // namespace headrace::http
