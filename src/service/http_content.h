#pragma once
// The documents of a sync go over HTTP, through connections of their own.

#include "service/backend.h"
#include "service/http_call.h"

namespace headrace::service {

class HttpContent final : public ContentTarget {
 public:
  explicit HttpContent(std::unique_ptr<HttpCaller> caller) : caller_(std::move(caller)) {}

  Result<void> ensure_index(const std::string& index, const json::Value& mappings) override;
  Result<std::optional<json::Value>> document(const std::string& index, const std::string& id) override;
  Result<bool> has_pipeline(const std::string& name) override;
  /// Content hashes cannot be told: the bodies would have to come over the line.
  Result<void> scan(const std::string& index, const ScanDetail& detail, const std::function<bool(const StoredDocument&)>& visit) override;
  Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string& pipeline,
                                        std::span<const Operation> operations) override;
  [[nodiscard]] std::uint64_t busy_answers() const override { return caller_->busy_answers(); }
  Result<std::uint64_t> count(const std::string& index) override;

 private:
  Result<void> scroll(json::Value page, const std::function<bool(const StoredDocument&)>& visit);
  Result<void> scan_by_id(const std::string& index, const std::function<bool(const StoredDocument&)>& visit);

  const std::unique_ptr<HttpCaller> caller_;
};

}  // namespace headrace::service
