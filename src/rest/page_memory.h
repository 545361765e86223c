#pragma once
// Pages that were asked for last, for as long as nothing that they show has changed.

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace headrace::rest {

/// From many threads.
class PageMemory {
 public:
  static constexpr std::size_t usual_bytes = std::size_t{32} << 20;

  explicit PageMemory(std::size_t bytes = usual_bytes) : limit_(bytes) {}

  struct Page {
    std::shared_ptr<const std::string> body;
    std::optional<std::uint64_t> state;  ///< Answer::state
  };

  /// The page that `request` had when its index was in the state `version`; none when there is another one by now, or never was.
  std::optional<Page> find(const std::string& request, std::uint64_t version);
  /// A page above an eighth of the bound is not kept.
  void keep(const std::string& request, std::uint64_t version, Page page);

 private:
  struct Entry {
    std::string request;
    std::uint64_t version = 0;
    Page page;
  };

  static std::size_t size_of(const Entry& entry);
  void erase(std::list<Entry>::iterator entry);

  const std::size_t limit_;
  std::mutex mutex_;
  // All guarded by mutex_.
  std::list<Entry> recent_;  ///< the last used in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_request_;
  std::size_t bytes_ = 0;
};

}  // namespace headrace::rest
