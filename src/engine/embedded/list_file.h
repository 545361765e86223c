#pragma once
// A file that holds the list of one index, so that a start need not look at each document (docs/formats.md). It says nothing that the list
// records do not say, and is thrown away whenever it is no good.

#include <rocksdb/file_system.h>

#include "engine/embedded/codec.h"
#include "engine/embedded/list_index.h"

namespace headrace::engine::embedded {

/// Whose list it is, and in which state.
struct ListFileTitle {
  std::uint64_t index = 0;  ///< the number
  std::string uuid;         ///< of the index
  std::string file;         ///< another text for each file that was ever written
  std::uint64_t seq_no = 0;

  bool operator==(const ListFileTitle&) const = default;
};

/// Where the files of a state store stand, and their names.
std::string list_folder(const std::string& store);
std::string list_file_name(std::uint64_t index, std::uint64_t seq_no);

/// Writes a file piece by piece, under another name until it is whole.
class ListFileWriter {
 public:
  /// Errors of all: unavailable, with what the file system says. The folder is made when it is missing.
  static Result<std::unique_ptr<ListFileWriter>> create(rocksdb::FileSystem& files, const std::string& store, const ListFileTitle& title);
  /// Removes what is not finished.
  ~ListFileWriter();
  ListFileWriter(const ListFileWriter&) = delete;
  ListFileWriter& operator=(const ListFileWriter&) = delete;

  /// A document; its keywords are the `keywords`-th that were added.
  void add(const PlaceView& place, std::size_t keywords);
  /// Gives their number, from 0.
  std::size_t add_keywords(const ListIndex::Keywords& keywords);
  /// Of the documents that are not in the file yet.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  /// Writes those as one segment.
  Result<void> write_segment();
  /// Writes the rest, syncs, and gives the file its name.
  Result<void> finish();

 private:
  ListFileWriter(rocksdb::FileSystem& files, std::string folder, ListFileTitle title)
      : files_(files), folder_(std::move(folder)), title_(std::move(title)) {}

  Result<void> append(std::string_view bytes);
  [[nodiscard]] std::string path() const { return folder_ + '/' + list_file_name(title_.index, title_.seq_no); }
  [[nodiscard]] std::string unfinished_path() const { return path() + ".unfinished"; }

  rocksdb::FileSystem& files_;
  const std::string folder_;
  const ListFileTitle title_;
  std::unique_ptr<rocksdb::FSWritableFile> file_;
  Encoder segment_;
  std::size_t waiting_ = 0;
  Encoder segments_, keywords_;  ///< of the directory
  std::uint64_t segment_count_ = 0, keywords_count_ = 0, documents_ = 0;
  std::uint64_t written_ = 0;
};

/// Fills an empty list from the file with this title. Errors: unavailable, saying why the file is no good; the list is not to be used then.
Result<void> read_list_file(rocksdb::FileSystem& files, const std::string& store, const ListFileTitle& title, ListIndex& list);

}  // namespace headrace::engine::embedded
