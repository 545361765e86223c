#include "engine/embedded/list_file.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace headrace::engine::embedded {
namespace {

// A file is segments, then the directory, then the end: size and checksum of the directory and the mark, 8 bytes each.
constexpr std::uint64_t file_version = 1;
constexpr std::string_view mark = "HR-LISTS";
constexpr std::size_t end_bytes = 24;

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t read_sortable(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

Result<void> checked(const rocksdb::IOStatus& status) {
  if (status.ok()) return {};
  return fail(ErrorKind::unavailable, status.ToString());
}

Error no_good(std::string_view why) { return {ErrorKind::unavailable, std::string(why)}; }

Result<void> sync_folder(rocksdb::FileSystem& files, const std::string& folder) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  TRY_VOID(checked(files.NewDirectory(folder, {}, &directory, nullptr)));
  return checked(directory->Fsync({}, nullptr));
}

struct Segment {
  std::uint64_t bytes = 0, documents = 0, checksum = 0;
};

struct Directory {
  ListFileTitle title;
  std::uint64_t documents = 0;
  std::vector<ListIndex::Keywords> keywords;
  std::vector<Segment> segments;
};

Result<Directory> decode_directory(std::string_view bytes, const ListLayout& layout) {
  Decoder decoder(bytes);
  if (const auto version = decoder.number(); version != file_version)
    return fail(no_good(fmt::format("it has the unknown version [{}]", version)));
  if (decoder.number() != list_layout_version) return fail(no_good("it was made by another list layout"));
  Directory directory;
  auto& title = directory.title;
  title.index = decoder.number();
  title.uuid = decoder.text();
  title.file = decoder.text();
  title.seq_no = decoder.number();
  directory.documents = decoder.number();
  for (auto left = decoder.number(); left > 0 && decoder.is_intact(); --left) {
    auto& keywords = directory.keywords.emplace_back();
    for (auto fields = decoder.number(); fields > 0 && decoder.is_intact(); --fields) {
      auto& values = keywords.emplace_back();
      for (auto more = decoder.number(); more > 0 && decoder.is_intact(); --more) values.emplace_back(decoder.text());
    }
    if (keywords.size() != layout.keywords.size()) return fail(no_good("its directory is damaged"));
  }
  std::uint64_t counted = 0;
  for (auto left = decoder.number(); left > 0 && decoder.is_intact(); --left) {
    const auto size = decoder.number();
    const auto documents = decoder.number();
    directory.segments.push_back({size, documents, decoder.number()});
    counted += documents;
  }
  if (!decoder.is_intact() || !decoder.is_at_end() || counted != directory.documents) return fail(no_good("its directory is damaged"));
  return directory;
}

class ListFileReader {
 public:
  static Result<ListFileReader> open(rocksdb::FileSystem& files, const std::string& path) {
    ListFileReader reader;
    TRY_VOID(checked(files.GetFileSize(path, {}, &reader.size_, nullptr)));
    TRY_VOID(checked(files.NewRandomAccessFile(path, {}, &reader.file_, nullptr)));
    reader.file_->Hint(rocksdb::FSRandomAccessFile::kSequential);
    return reader;
  }

  Result<Directory> directory(const ListLayout& layout) {
    if (size_ < end_bytes) return fail(no_good("it is not whole"));
    const auto end = size_ - end_bytes;
    TRY(const auto last, read(end, end_bytes));
    if (last.substr(16) != mark) return fail(no_good("it is not whole"));
    const auto bytes = read_sortable(last.substr(0, 8));
    const auto sum = read_sortable(last.substr(8, 8));
    if (bytes > end) return fail(no_good("its directory is damaged"));
    segments_end_ = end - bytes;
    TRY(const auto stored, read(segments_end_, bytes));
    if (checksum(stored) != sum) return fail(no_good("its directory is damaged"));
    return decode_directory(stored, layout);
  }

  /// Of all segments.
  [[nodiscard]] std::uint64_t bytes() const { return segments_end_; }
  /// The documents of the next segment.
  Result<std::string_view> segment(const Segment& segment) {
    if (segment.bytes > segments_end_ - position_) return fail(no_good("a segment is damaged"));
    TRY(const auto stored, read(position_, segment.bytes));
    if (checksum(stored) != segment.checksum) return fail(no_good("a segment is damaged"));
    position_ += segment.bytes;
    return stored;
  }

 private:
  /// Good until the next read.
  Result<std::string_view> read(std::uint64_t offset, std::uint64_t bytes) {
    if (bytes > size_) return fail(no_good("it is not whole"));
    if (room_.size() < bytes) room_.resize(bytes);
    rocksdb::Slice found;
    TRY_VOID(checked(file_->Read(offset, bytes, {}, &found, room_.data(), nullptr)));
    if (found.size() != bytes) return fail(no_good("it is not whole"));
    return std::string_view(found.data(), found.size());
  }

  std::unique_ptr<rocksdb::FSRandomAccessFile> file_;
  std::string room_;
  std::uint64_t size_ = 0, segments_end_ = 0, position_ = 0;
};

Result<void> fill_from(std::string_view bytes, std::uint64_t documents, std::size_t keyword_sets, ListFilling& filling) {
  Decoder decoder(bytes);
  for (; documents > 0; --documents) {
    PlaceView place;
    place.order = decoder.text();
    place.id = decoder.text();
    place.seq_no = decoder.number();
    place.creation = decoder.number();
    const auto keywords = decoder.number();
    if (!decoder.is_intact() || keywords >= keyword_sets) return fail(no_good("a segment is damaged"));
    filling.add(place, static_cast<std::size_t>(keywords));
  }
  return {};
}

}  // namespace

std::string list_folder(const std::string& store) { return store + "/lists"; }
std::string list_file_name(std::uint64_t index, std::uint64_t seq_no) { return fmt::format("{}.{}.segments", index, seq_no); }

Result<std::unique_ptr<ListFileWriter>> ListFileWriter::create(rocksdb::FileSystem& files, const std::string& store,
                                                               const ListFileTitle& title) {
  const auto folder = list_folder(store);
  if (!files.FileExists(folder, {}, nullptr).ok()) {
    TRY_VOID(checked(files.CreateDirIfMissing(folder, {}, nullptr)));
    TRY_VOID(sync_folder(files, store));
  }
  std::unique_ptr<ListFileWriter> writer(new ListFileWriter(files, folder, title));
  rocksdb::FileOptions options;
  options.use_mmap_writes = false;
  TRY_VOID(checked(files.NewWritableFile(writer->unfinished_path(), options, &writer->file_, nullptr)));
  return writer;
}

ListFileWriter::~ListFileWriter() {
  if (!file_) return;
  file_->Close({}, nullptr).PermitUncheckedError();
  files_.DeleteFile(unfinished_path(), {}, nullptr).PermitUncheckedError();
}

void ListFileWriter::add(const PlaceView& place, std::size_t keywords) {
  segment_.text(place.order).text(place.id).number(place.seq_no).number(place.creation).number(keywords);
  ++waiting_;
}

std::size_t ListFileWriter::add_keywords(const ListIndex::Keywords& keywords) {
  keywords_.number(keywords.size());
  for (const auto& values : keywords) {
    keywords_.number(values.size());
    for (const auto& value : values) keywords_.text(value);
  }
  return keywords_count_++;
}

Result<void> ListFileWriter::append(std::string_view bytes) {
  TRY_VOID(checked(file_->Append(slice(bytes), {}, nullptr)));
  // Begun now, so that the sync at the end has little left to do and others need not wait for it.
  TRY_VOID(checked(file_->RangeSync(written_, bytes.size(), {}, nullptr)));
  written_ += bytes.size();
  return {};
}

Result<void> ListFileWriter::write_segment() {
  if (waiting_ == 0) return {};
  const auto bytes = segment_.take();
  segment_ = {};
  segments_.number(bytes.size()).number(waiting_).number(checksum(bytes));
  ++segment_count_;
  documents_ += waiting_;
  waiting_ = 0;
  return append(bytes);
}

Result<void> ListFileWriter::finish() {
  TRY_VOID(write_segment());
  Encoder directory;
  directory.number(file_version).number(list_layout_version);
  directory.number(title_.index).text(title_.uuid).text(title_.file).number(title_.seq_no).number(documents_);
  directory.number(keywords_count_).rest(keywords_.take()).number(segment_count_).rest(segments_.take());
  const auto bytes = directory.take();
  TRY_VOID(append(bytes));
  TRY_VOID(append(sortable(bytes.size()) + sortable(checksum(bytes)) + std::string(mark)));
  TRY_VOID(checked(file_->Fsync({}, nullptr)));
  TRY_VOID(checked(file_->Close({}, nullptr)));
  TRY_VOID(checked(files_.RenameFile(unfinished_path(), path(), {}, nullptr)));
  file_.reset();
  return sync_folder(files_, folder_);
}

Result<void> read_list_file(rocksdb::FileSystem& files, const std::string& store, const ListFileTitle& title, ListIndex& list) {
  TRY(auto reader, ListFileReader::open(files, list_folder(store) + '/' + list_file_name(title.index, title.seq_no)));
  TRY(const auto directory, reader.directory(list.layout()));
  if (directory.title != title) return fail(no_good("it is another one than was written last"));
  for (std::uint64_t size = 0; const auto& segment : directory.segments) {
    size += segment.bytes;
    if (segment.documents > segment.bytes || size > reader.bytes()) return fail(no_good("its directory is damaged"));
  }
  ListFilling filling(list, static_cast<std::size_t>(directory.documents));
  for (const auto& keywords : directory.keywords) filling.add_keywords(keywords);
  for (const auto& segment : directory.segments) {
    TRY(const auto bytes, reader.segment(segment));
    TRY_VOID(fill_from(bytes, segment.documents, directory.keywords.size(), filling));
  }
  filling.finish();
  return {};
}

}  // namespace headrace::engine::embedded
