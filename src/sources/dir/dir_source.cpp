#include "sources/dir/dir_source.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/strings.h"
#include "sources/configuration_field.h"
#include "sources/dir/file_content.h"
#include "sources/dir/file_document.h"

namespace headrace::sources::dir {
namespace {

constexpr std::string_view default_pattern = "**/*.*";

/// The whole folder is one scope: an id is the hash of a path and does not tell in which folder its file was.
class Stream final : public DocumentStream {
 public:
  explicit Stream(Walk walk) : walk_(std::move(walk)) {}

  Result<std::optional<SourceItem>> next() override {
    TRY(auto found, walk_.next());
    if (!found) return end();
    if (auto* file = std::get_if<FoundFile>(&*found)) return made_of(std::move(*file));
    return made_of(std::get<WalkFailure>(std::move(*found)));
  }

 private:
  std::optional<SourceItem> end() {
    if (!walk_.is_complete() || std::exchange(has_ended_, true)) return std::nullopt;
    return ScopeEvent{.kind = ScopeEvent::Kind::complete, .scope = walk_.directory()};
  }

  SourceItem made_of(FoundFile file) const {
    auto id = document_id(file.path);
    if (!base::is_utf8(file.path)) {
      return SourceFailure{std::move(id), walk_.directory(),
                           fmt::format("the name of the file [{}] is not UTF-8; rename it to have it read", readable(file.path))};
    }
    auto fields = document_fields(file);
    auto content = std::make_unique<FileContent>(std::move(file.path), static_cast<std::uint64_t>(file.status.st_size));
    return SourceDocument{.id = std::move(id), .scope = walk_.directory(), .fields = std::move(fields), .content = std::move(content)};
  }

  SourceItem made_of(WalkFailure failure) const {
    const bool is_file = failure.what == WalkFailure::What::file;
    return SourceFailure{
        is_file ? document_id(failure.path) : std::string(), walk_.directory(),
        fmt::format("the {} [{}] cannot be read: {}", is_file ? "file" : "folder", readable(failure.path), failure.reason)};
  }

  Walk walk_;
  bool has_ended_ = false;
};

class DirSource final : public Source {
 public:
  DirSource(std::string directory, PathPattern pattern) : directory_(std::move(directory)), pattern_(std::move(pattern)) {}

  // docs/spec/sources.md 4.2: the original checks nothing, reads no file from a folder that is not there, and deletes all documents.
  Result<void> validate() override { return ping(); }

  Result<void> ping() override {
    const StopFlag never = false;
    TRY([[maybe_unused]] const auto walk, Walk::open(directory_, pattern_, never));
    return {};
  }

  Result<std::unique_ptr<DocumentStream>> read(const ReadRequest& request) override {
    TRY(auto walk, Walk::open(directory_, pattern_, request.stop));
    return std::make_unique<Stream>(std::move(walk));
  }

 private:
  std::string directory_;
  PathPattern pattern_;
};

/// Ids are made of this: no dots, no double or final slashes, links as they are.
Result<std::string> absolute(std::string_view directory) {
  std::error_code problem;
  auto path = std::filesystem::absolute(directory, problem).lexically_normal();
  if (problem)
    return fail(ErrorKind::internal, fmt::format("the directory [{}] cannot be made absolute: {}", directory, problem.message()));
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return path.string();
}

Result<std::unique_ptr<Source>> make(const json::Value& configuration) {
  const auto directory = configuration.text("directory");
  if (directory.empty()) return fail(ErrorKind::illegal_argument, "'Directory path' cannot be empty.");
  const auto* pattern = configuration.find("pattern");
  const bool is_given = pattern != nullptr && pattern->is_string();
  TRY(auto parsed, PathPattern::parse(is_given ? std::string_view(pattern->as_string()) : default_pattern));
  TRY(auto path, absolute(directory));
  return std::make_unique<DirSource>(std::move(path), std::move(parsed));
}

/// docs/spec/sources.md 1.2. The original's source of this kind has no such field.
json::Value extraction_field(int order) {
  return configuration_field(order, {.label = "Use text extraction service",
                                     .type = "bool",
                                     .value = false,
                                     .default_value = false,
                                     .required = false,
                                     .advanced = true});
}

}  // namespace

SourceType dir_source_type() {
  const char* system_directory = std::getenv("SYSTEM_DIR");
  const std::string_view directory = system_directory == nullptr ? "" : system_directory;
  return {.service_type = "dir",
          .name = "System Directory",
          .configuration = json::object({{"directory", configuration_field(1, {.label = "Directory path", .value = directory})},
                                         {"pattern", configuration_field(2, {.label = "File glob-like pattern", .value = default_pattern})},
                                         {"use_text_extraction_service", extraction_field(3)}}),
          .features = features({}),
          .make = make};
}

}  // namespace headrace::sources::dir
