#pragma once
// For tests only: a folder of one's own, and documents in memory as a source of changes.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "engine/text/text_index.h"

namespace headrace::engine::text {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "headrace-text-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline const IndexIdentity an_index{.number = 7, .uuid = "some-uuid"};

using Ids = std::vector<std::string>;

/// The ids that are found, in the order in which they come; "error: …" for a failure.
inline Ids found_in(TextIndex& index, const std::vector<TextQuery>& any_of) {
  Ids ids;
  const auto position = index.find(any_of, [&](const Candidate& candidate) {
    ids.emplace_back(candidate.id);
    return true;
  });
  if (!position) return {"error: " + position.error().reason};
  return ids;
}
inline Ids found_in(TextIndex& index, TextQuery query) { return found_in(index, std::vector{std::move(query)}); }

inline std::unique_ptr<TextIndex> opened(const std::filesystem::path& folder, const IndexIdentity& index = an_index) {
  auto file = TextIndex::open(folder, index);
  EXPECT_TRUE(file) << file.error().reason;
  return file ? std::move(*file) : nullptr;
}

/// One index with its documents, from many threads.
class MemorySource final : public ChangeSource {
 public:
  using Form = ChangePage::Form;

  explicit MemorySource(Form form) : form_(form) {}

  void put(const std::string& id, std::string source) { write(id, std::move(source)); }
  void remove(const std::string& id) { write(id, std::nullopt); }
  /// Where the next write will be.
  std::uint64_t position() {
    const std::lock_guard lock(mutex_);
    return next_;
  }
  void set_form(Form form) {
    const std::lock_guard lock(mutex_);
    form_ = form;
  }
  /// Calls fail with it, until it is none.
  void set_failure(std::optional<Error> failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  /// Called before each page, without a lock.
  void set_before_page(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    before_page_ = std::move(hook);
  }
  /// How many sources were handed out.
  std::size_t sources() {
    const std::lock_guard lock(mutex_);
    return sources_;
  }

  Result<ChangePage> next_changes(const ChangeRequest& request) override {
    std::function<void()> hook;
    {
      const std::lock_guard lock(mutex_);
      hook = before_page_;
    }
    if (hook) hook();
    const std::lock_guard lock(mutex_);
    if (failure_) return fail(*failure_);
    return form_ == Form::log && !request.scanned_to ? logged(request) : scanned(request);
  }

 private:
  void write(const std::string& id, std::optional<std::string> source) {
    const std::lock_guard lock(mutex_);
    if (const auto found = changes_.find(id); found != changes_.end()) log_.erase(found->second.seq_no);
    log_[next_] = id;
    changes_[id] = {.id = id, .seq_no = next_, .source = std::move(source)};
    ++next_;
  }

  ChangePage logged(const ChangeRequest& request) {
    ChangePage page{.form = Form::log, .position = request.from};
    for (auto at = log_.lower_bound(request.from); at != log_.end(); ++at) {
      if (page.changes.size() == request.most_documents) return page;
      page.changes.push_back(changes_.at(at->second));
      page.position = at->first + 1;
      ++sources_;
    }
    page.position = next_;
    return page;
  }

  ChangePage scanned(const ChangeRequest& request) {
    ChangePage page{.form = Form::scan, .position = next_};
    auto at = request.scanned_to ? changes_.upper_bound(*request.scanned_to) : changes_.begin();
    for (; at != changes_.end(); ++at) {
      if (!at->second.source) continue;
      if (page.changes.size() == request.most_documents) {
        page.is_last = false;
        return page;
      }
      page.changes.push_back(at->second);
      if (at->second.seq_no < request.from) {
        page.changes.back().source.reset();
      } else {
        ++sources_;
      }
    }
    return page;
  }

  std::mutex mutex_;
  Form form_;
  std::map<std::string, Change> changes_;     ///< the last one of each document
  std::map<std::uint64_t, std::string> log_;  ///< of which these are
  std::uint64_t next_ = 0;
  std::optional<Error> failure_;
  std::function<void()> before_page_;
  std::size_t sources_ = 0;
};

}  // namespace headrace::engine::text
