#include "service/preflight.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "base/log.h"
#include "base/strings.h"

namespace headrace::service {
namespace {

constexpr int first_major = 8;
constexpr int first_minor = 12;  ///< of first_major
constexpr int last_known_major = 9;
/// A target that takes connections and says nothing is asked anew after that.
constexpr std::chrono::seconds longest_question{30};

struct Version {
  int major = 0;
  int minor = 0;
};

/// `9.6.0-SNAPSHOT`: what stands behind the second number does not matter.
std::optional<Version> parse_version(std::string_view text) {
  Version version;
  const auto* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  return minor.ec == std::errc() ? std::optional(version) : std::nullopt;
}

/// docs/spec/connector-service.md 5.2
bool may_mismatch() {
  const auto* value = std::getenv("ALLOW_ES_VERSION_MISMATCH");
  if (value == nullptr) return false;
  for (const auto* yes : {"true", "1", "yes"}) {
    if (base::equals_ignoring_case(value, yes)) return true;
  }
  return false;
}

class Preflight {
 public:
  Preflight(http::ClientOptions target, Backend& backend, const PreflightSettings& settings, Interruption& interruption, base::Clock& clock)
      : url_(target.base_url),
        backend_(backend),
        settings_(settings),
        interruption_(interruption),
        clock_(clock),
        client_(with_patience(std::move(target), settings, interruption)) {}

  Result<bool> run() {
    TRY(const auto root, wait_for_target());
    if (!root) return false;
    const auto finding = check_version(*root);
    if (!finding.warning.empty()) base::log_warning("service", finding.warning, {{"url.full", url_}});
    if (!finding.error.empty() && !may_mismatch()) return fail(ErrorKind::illegal_argument, finding.error);
    if (!finding.error.empty()) base::log_warning("service", finding.error, {{"url.full", url_}});
    return make_indices();
  }

 private:
  static http::ClientOptions with_patience(http::ClientOptions target, const PreflightSettings& settings, Interruption& interruption) {
    const auto longest = std::max<std::chrono::milliseconds>(std::chrono::seconds(1),
                                                             std::min<std::chrono::milliseconds>(longest_question, settings.max_wait));
    target.timeout = std::min(target.timeout, longest);
    target.connect_timeout = std::min(target.connect_timeout, longest);
    target.stop = &interruption.flag();
    return target;
  }

  /// The answer to `GET /`; none when it was interrupted (docs/spec/connector-service.md 5.1).
  Result<std::optional<json::Value>> wait_for_target() {
    const auto until = clock_.now() + settings_.max_wait;
    base::Nanoseconds pause = settings_.first_pause;
    for (;;) {
      auto answer = client_.send("GET", "/");
      if (interruption_.flag()) return std::nullopt;
      if (answer && !is_busy(*answer)) return read(*answer);
      const auto why = answer ? fmt::format("it answers with status {}", answer->status) : answer.error().reason;
      const auto left = until - clock_.now();
      if (left <= base::Nanoseconds(0)) return fail(unreachable(why));
      const auto rest = std::min<base::Nanoseconds>(pause, left);
      base::log_warning("service", "the target does not answer yet, trying again",
                        {{"url.full", url_}, {"error.message", why}, {"pause_ms", std::to_string(rest / std::chrono::milliseconds(1))}});
      if (!interruption_.pause(clock_, rest)) return std::nullopt;
      pause = base::Nanoseconds(static_cast<std::int64_t>(static_cast<double>(pause.count()) * settings_.pause_growth));
    }
  }

  static bool is_busy(const http::Response& answer) {
    return answer.status == 429 || answer.status == 502 || answer.status == 503 || answer.status == 504;
  }

  [[nodiscard]] Error unreachable(const std::string& why) const {
    return {ErrorKind::connection,
            fmt::format("{} did not answer within {} s.\nThe last try: {}.\nCheck elasticsearch.host and that the server runs; "
                        "elasticsearch.max_wait_duration says how long to wait for it.",
                        url_, std::chrono::ceil<std::chrono::seconds>(settings_.max_wait).count(), why)};
  }

  [[nodiscard]] Result<std::optional<json::Value>> read(const http::Response& answer) const {
    if (answer.status == 401 || answer.status == 403) {
      return fail(answer.status == 401 ? ErrorKind::authentication : ErrorKind::security,
                  fmt::format("{} does not let this service in (status {}).\n{}\nCheck elasticsearch.api_key, or username and password.",
                              url_, answer.status, error_of(answer, "GET /").reason));
    }
    auto root = answer.status == 200 ? json::parse(answer.body) : Result<json::Value>(fail(error_of(answer, "GET /")));
    if (root && root->at_path("version.number") != nullptr) return std::optional(std::move(*root));
    const auto why = root ? std::string("Its answer to GET / names no version.") : root.error().reason;
    return fail(ErrorKind::illegal_argument,
                fmt::format("{} does not answer like Headrace or Elasticsearch.\n{}\nCheck elasticsearch.host: "
                            "another server may listen there, or a proxy stands before it.",
                            url_, why));
  }

  /// docs/spec/connector-service.md 5.5. What will not get better by itself is told at once.
  Result<bool> make_indices() {
    for (unsigned tries = 1;; ++tries) {
      const auto prepared = backend_.prepare();
      if (prepared) return true;
      const auto& error = prepared.error();
      const bool is_refused = error.kind == ErrorKind::authentication || error.kind == ErrorKind::security;
      if (is_refused || tries >= settings_.tries) {
        return fail(error.kind, fmt::format("The indices of the connectors cannot be made on {}.\n{}\n{}", url_, error.reason,
                                            is_refused ? "Give the service's user or API key the rights on .elastic-connectors*."
                                                       : "See to the server, then start the service again."));
      }
      base::log_warning("service", "the target is not ready, next try follows", {{"url.full", url_}, {"error.message", error.reason}});
      if (!interruption_.pause(clock_, settings_.pause)) return false;
    }
  }

  const std::string url_;
  Backend& backend_;
  const PreflightSettings& settings_;
  Interruption& interruption_;
  base::Clock& clock_;
  http::Client client_;
};

}  // namespace

VersionFinding check_version(const json::Value& root) {
  const auto* stated = root.find("version");
  if (stated == nullptr || !stated->is_object()) return {};
  const auto number = std::string(stated->text("number"));
  if (stated->text("build_flavor") == "serverless") return {};
  if (stated->text("distribution") == "opensearch") {
    return {.error = "",
            .warning = fmt::format("The target is OpenSearch {}, which has no Connector API of its own: checking in, claiming and "
                                   "reporting will fail unless something in front of it answers them.",
                                   number)};
  }
  const auto version = parse_version(number);
  if (!version)
    return {.error = "", .warning = fmt::format("The target's version [{}] cannot be read; it is taken for a good one.", number)};
  if (version->major < first_major || (version->major == first_major && version->minor < first_minor)) {
    return {.error = fmt::format("The target is of version {}, which has no Connector API.\nThat came with {}.{}.\nUpdate it, or set "
                                 "ALLOW_ES_VERSION_MISMATCH=true to try all the same.",
                                 number, first_major, first_minor),
            .warning = ""};
  }
  if (version->major > last_known_major) {
    return {.error = "",
            .warning = fmt::format("The target is of version {}; this service knows those up to {}.x.", number, last_known_major)};
  }
  return {};
}

Result<bool> preflight(http::ClientOptions target, Backend& backend, const PreflightSettings& settings, Interruption& interruption,
                       base::Clock& clock) {
  return Preflight(std::move(target), backend, settings, interruption, clock).run();
}

}  // namespace headrace::service
