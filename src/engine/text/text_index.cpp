#include "engine/text/text_index.h"

#include "engine/text/file_seal.h"

namespace headrace::engine::text {
namespace {

constexpr std::size_t most_idle_readers = 4;

}  // namespace

Result<std::unique_ptr<TextIndex>> TextIndex::open(const std::filesystem::path& folder, const IndexIdentity& index) {
  std::unique_ptr<TextIndex> opened(new TextIndex(file_of(folder, index.number), index));
  TRY_VOID(opened->open_writer());
  return opened;
}

TextIndex::~TextIndex() {
  readers_.clear();
  if (!writer_) return;
  writer_.reset();
  std::error_code problem;
  // The last connection that closes moves the log into the file; a log that is left says more than the file.
  if (!std::filesystem::exists(std::filesystem::path(file_) += "-wal", problem) && !problem) seal(file_);
}

Result<void> TextIndex::open_writer() {
  auto writer = IndexWriter::open(file_, index_);
  // A file that looked good and was not.
  if (!writer && writer.error().kind == ErrorKind::internal) {
    TRY_VOID(remove_file(file_));
    writer = IndexWriter::open(file_, index_);
  }
  TRY(writer_, std::move(writer));
  position_ = writer_->position();
  return {};
}

Result<void> TextIndex::apply(std::span<const Change> changes, std::uint64_t position) {
  if (!writer_) TRY_VOID(open_writer());
  TRY_VOID(writer_->apply(changes, position));
  position_ = writer_->position();
  return {};
}

Result<bool> TextIndex::apply_scan(std::span<const Change> page, const std::optional<std::string>& after, bool is_last,
                                   std::uint64_t position) {
  if (!writer_) TRY_VOID(open_writer());
  TRY(const bool is_done, writer_->apply_scan(page, after, is_last, position));
  position_ = writer_->position();
  return is_done;
}

Result<std::uint64_t> TextIndex::find(const std::vector<TextQuery>& any_of, const Visit& visit) {
  std::shared_lock lock(in_use_, std::defer_lock);
  {
    const std::lock_guard entrance(entrance_);
    lock.lock();
  }
  TRY(auto reader, take_reader());
  auto position = reader->find(any_of, visit);
  if (position) give_back(std::move(reader));
  return position;
}

Result<std::unique_ptr<IndexReader>> TextIndex::take_reader() {
  {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return IndexReader::open(file_);
}

void TextIndex::give_back(std::unique_ptr<IndexReader> reader) {
  const std::lock_guard lock(mutex_);
  if (readers_.size() < most_idle_readers) readers_.push_back(std::move(reader));
}

Result<void> TextIndex::close_and_remove() {
  {
    const std::lock_guard lock(mutex_);
    readers_.clear();
  }
  writer_.reset();
  position_ = 0;
  return remove_file(file_);
}

Result<void> TextIndex::discard() {
  const std::lock_guard entrance(entrance_);
  const std::unique_lock lock(in_use_);
  TRY_VOID(close_and_remove());
  return open_writer();
}

Result<void> TextIndex::remove() {
  const std::lock_guard entrance(entrance_);
  const std::unique_lock lock(in_use_);
  return close_and_remove();
}

}  // namespace headrace::engine::text
