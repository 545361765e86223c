#include "http/client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <cstring>
#include <mutex>

#include "base/strings.h"
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

/// An exchange that is under way.
struct Exchange {
  CURL* handle;
  Response& response;
  const Client::Sink* sink;  ///< none: the response takes the body
};

// No exception may pass through curl: 0 makes the transfer fail.
std::size_t on_body(char* data, std::size_t, std::size_t size, void* to) try {
  const auto& [handle, response, sink] = *static_cast<Exchange*>(to);
  long status = 0;
  if (sink != nullptr) curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (sink != nullptr && status < 400) return (*sink)({data, size}) ? size : 0;
  response.body.append(data, size);
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
  void prepare(Exchange& exchange) const;
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

void Client::Pool::prepare(Exchange& exchange) const {
  auto* handle = exchange.handle;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.timeout).count();
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  if (exchange.sink == nullptr) {
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  } else {
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);  // bytes a second
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(seconds));
  }
  if (is_loopback) curl_easy_setopt(handle, CURLOPT_PROXY, "");  // http_proxy in the environment is meant for elsewhere
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange.response);
}

HeaderList Client::Pool::headers(const std::vector<Header>& own, bool has_body) const {
  HeaderList list;
  bool has_type = false;
  bool has_authorization = false;
  for (const auto& [name, value] : own) {
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

Result<Response> Client::send(std::string_view method, std::string_view target, std::string body, const std::vector<Header>& headers) {
  return exchange(method, target, std::move(body), headers, nullptr);
}

Result<Response> Client::receive(std::string_view method, std::string_view target, std::string body, const Sink& sink) {
  return exchange(method, target, std::move(body), {}, &sink);
}

Result<Response> Client::exchange(std::string_view method, std::string_view target, std::string body, const std::vector<Header>& headers,
                                  const Sink* sink) {
  auto handle = pool_->take();
  if (handle == nullptr) return fail(ErrorKind::internal, "no memory for a connection");
  Response response;
  std::array<char, CURL_ERROR_SIZE> details{};
  const auto url = pool_->options.base_url + std::string(target);
  const std::string verb(method);
  const auto list = pool_->headers(headers, !body.empty());
  Exchange under_way{.handle = handle.get(), .response = response, .sink = sink};
  pool_->prepare(under_way);
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, list.get());
  if (verb == "HEAD") {
    curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
  } else if (!body.empty() || verb == "POST" || verb == "PUT") {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.data());
  }
  curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, verb.c_str());

  const auto code = curl_easy_perform(handle.get());
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) {
    auto error = pool_->unreachable(handle.get(), code, details.data());
    pool_->give_back(std::move(handle));
    return fail(std::move(error));
  }
  pool_->give_back(std::move(handle));
  response.status = static_cast<unsigned>(status);
  return response;
}

}  // namespace headrace::http
