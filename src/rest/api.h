#pragma once
// The API over HTTP: takes a request through the conventions of docs/spec/rest-conventions.md (media types, routing, parameters, body,
// validation, in the original's order), calls control/ or content/, and writes the answer. No rules here.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "control/sync_job_retention.h"
#include "control/sync_jobs.h"
#include "crypto/key_file.h"
#include "engine/store.h"
#include "extract/file_reader.h"
#include "http/message.h"

namespace headrace::rest {

struct ApiOptions {
  control::Mode mode = control::Mode::standard;
  std::string version = "9.6.0";            ///< what `GET /` says; clients check it (docs/spec/rest-conventions.md 12.2)
  std::string license_type = "enterprise";  ///< what `GET /_license` says; one of the words of docs/spec/rest-conventions.md 12.3
  std::string cluster_name = "headrace";
  std::string node_name = "headrace";
  std::string program_version = {};                     ///< of Headrace itself, for what backups say of themselves
  std::string cluster_uuid = {};                        ///< empty: one is made
  std::filesystem::path sealing_key_file = {};          ///< of connector secrets; made at first need
  std::shared_ptr<crypto::KeyFile> key_file = nullptr;  ///< the same file, shared with whoever else seals; none: one of its own
  bool authentication = false;                          ///< false: everybody may do everything
  std::chrono::seconds idle_limit{300};
  std::uint64_t most_bulk_bytes = 128ULL << 20;                ///< of all bulk requests at once; above it they are told to come again
  control::Retention retention = {};                           ///< what `_prune` does when it is not told
  std::shared_ptr<const extract::FileReader> files = nullptr;  ///< for the `attachment` processor; none: one that reads texts
  base::Clock* clock = &base::system_clock();
  /// Why `/readyz` answers 503; empty text: ready. May be called from any thread.
  std::function<std::string()> fault = {};
};

class Api {
 public:
  /// `engine` outlives it.
  Api(engine::Engine& engine, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  /// Answers one request; never throws. From many threads.
  Awaitable<http::Response> handle(http::Request request);
  /// Answers what never became a request.
  [[nodiscard]] http::Response protocol_fault(http::ProtocolFault fault, const std::string& detail) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headrace::rest
