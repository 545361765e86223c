#include "sources/dir/dir_source.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>

#include "sources/dir/file_document.h"
#include "sources/dir/temporary_folder.h"

namespace headrace::sources::dir {
namespace {

Result<std::unique_ptr<Source>> make(const std::string& directory, std::string_view pattern = "**/*.*") {
  return dir_source_type().make(json::object({{"directory", directory}, {"pattern", pattern}}));
}

struct Outcome {
  std::vector<SourceDocument> documents;
  std::vector<SourceFailure> failures;
  std::vector<std::string> complete_scopes;
};

Outcome read(Source& source) {
  const StopFlag stop = false;
  const auto stream = source.read({.stop = stop});
  EXPECT_TRUE(stream) << stream.error().reason;
  Outcome outcome;
  while (true) {
    auto next = (*stream)->next();
    EXPECT_TRUE(next) << next.error().reason;
    if (!next || !*next) break;
    EXPECT_TRUE(outcome.complete_scopes.empty()) << "complete before the end";
    if (auto* failure = std::get_if<SourceFailure>(&**next)) {
      outcome.failures.push_back(std::move(*failure));
    } else if (auto* event = std::get_if<ScopeEvent>(&**next)) {
      EXPECT_EQ(event->kind, ScopeEvent::Kind::complete);
      outcome.complete_scopes.push_back(event->scope);
    } else {
      outcome.documents.push_back(std::get<SourceDocument>(std::move(**next)));
    }
  }
  return outcome;
}

/// Runs `check` where permissions count: as nobody in a process of its own when we are root. What it says; none when that cannot be had.
std::optional<std::string> as_nobody(const std::function<std::string()>& check) {
  if (geteuid() != 0) return check();
  constexpr uid_t nobody = 65534;
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return std::nullopt;
  const auto child = fork();
  if (child == 0) {
    const auto said = setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0 ? check() : std::string();
    _exit(write(pipe_ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  close(pipe_ends[1]);
  std::string said(4096, '\0');
  const auto bytes = ::read(pipe_ends[0], said.data(), said.size());
  close(pipe_ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || bytes <= 0) return std::nullopt;
  said.resize(static_cast<std::size_t>(bytes));
  return said;
}

TEST(DirSource, files_become_documents_with_lazy_content) {
  const TemporaryFolder folder;
  const auto path = folder.write("docs/readme.md", "Hello world\n");
  const auto outcome = read(**make(folder.path()));
  ASSERT_EQ(outcome.documents.size(), 1U);
  const auto& document = outcome.documents[0];
  EXPECT_EQ(document.id, document_id(path));
  EXPECT_EQ(document.scope, folder.path());
  EXPECT_EQ(document.fields.text("path"), path);
  EXPECT_EQ(document.fields.find("size")->integer(), 12);
  EXPECT_EQ(document.fields.find("id"), nullptr);
  EXPECT_EQ(document.content->name(), "readme.md");
  EXPECT_EQ(*document.content->read(100), "Hello world\n");
  EXPECT_EQ(outcome.complete_scopes, std::vector{folder.path()});
}

TEST(DirSource, a_file_that_vanishes_after_it_was_listed_is_a_document_without_content) {
  const TemporaryFolder folder;
  folder.write("a.txt");
  const auto source = *make(folder.path());
  const StopFlag stop = false;
  const auto stream = *source->read({.stop = stop});
  auto next = *stream->next();
  std::filesystem::remove(folder / "a.txt");
  EXPECT_FALSE(std::get<SourceDocument>(*next).content->read(100));
}

TEST(DirSource, the_way_a_directory_is_written_does_not_change_ids) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.txt");
  for (const auto* spelling : {"", "/", "//", "/.", "/x/.."}) {
    const auto outcome = read(**make(folder.path() + spelling));
    ASSERT_EQ(outcome.documents.size(), 1U);
    EXPECT_EQ(outcome.documents[0].fields.text("path"), path) << spelling;
    EXPECT_EQ(outcome.complete_scopes, std::vector{folder.path()});
  }
  EXPECT_TRUE(make("/", "*.none").value()->validate());
}

TEST(DirSource, a_name_that_is_not_utf8_is_a_failure_with_an_id_and_the_rest_is_read) {
  const TemporaryFolder folder;
  folder.write("a.txt");
  const auto path = folder.write("b\xFF.txt");
  const auto outcome = read(**make(folder.path()));
  EXPECT_EQ(outcome.documents.size(), 1U);
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].id, document_id(path));
  EXPECT_EQ(outcome.failures[0].reason, "the name of the file [" + folder.path() + "/b\\xff.txt] is not UTF-8; rename it to have it read");
  EXPECT_EQ(outcome.complete_scopes, std::vector{folder.path()});
}

// docs/spec/sources.md 4.2: here the original would delete the whole index.
TEST(DirSource, a_folder_that_is_not_there_is_an_error_that_says_what_to_do) {
  const TemporaryFolder folder;
  const auto missing = *make(folder / "missing");
  const auto expected =
      "the directory [" + folder.path() +
      "/missing] cannot be read: No such file or directory; create it, mount it, or correct the directory path of the connector";
  const StopFlag stop = false;
  EXPECT_EQ(missing->validate().error().reason, expected);
  EXPECT_EQ(missing->ping().error().reason, expected);
  EXPECT_EQ(missing->read({.stop = stop}).error().reason, expected);
  const auto file = *make(folder.write("a.txt"));
  EXPECT_EQ(file->validate().error().reason,
            "the directory [" + folder.path() +
                "/a.txt] cannot be read: Not a directory; the directory path of the connector must lead to a directory");
  EXPECT_TRUE(make(folder / std::string(300, 'x')).value()->validate().error().reason.contains("File name too long"));
}

TEST(DirSource, a_wrong_configuration_is_refused) {
  EXPECT_EQ(make("").error().reason, "'Directory path' cannot be empty.");
  EXPECT_EQ(make("/tmp", "/etc/*").error().kind, ErrorKind::illegal_argument);
  EXPECT_FALSE(make("/tmp", ""));
}

TEST(DirSource, a_folder_without_permission_makes_the_read_incomplete) {
  const TemporaryFolder folder;
  folder.write("a.txt");
  folder.write("closed/b.txt");
  folder.write("listed/c.txt");
  ASSERT_EQ(chmod((folder / "closed").c_str(), 0000), 0);
  ASSERT_EQ(chmod((folder / "listed").c_str(), 0444), 0);
  const auto said = as_nobody([&] {
    const auto outcome = read(**make(folder.path()));
    std::string text = std::to_string(outcome.documents.size()) + " " + std::to_string(outcome.complete_scopes.size());
    auto reasons = std::vector<std::string>();
    for (const auto& failure : outcome.failures) reasons.push_back(failure.reason + (failure.id.empty() ? "" : " " + failure.id));
    std::ranges::sort(reasons);
    for (const auto& reason : reasons) text += "\n" + reason;
    return text;
  });
  for (const auto* name : {"closed", "listed"}) chmod((folder / name).c_str(), 0755);
  if (!said) GTEST_SKIP() << "root that cannot become anybody else: permissions do not count";
  const auto& root = folder.path();
  EXPECT_EQ(*said, "1 0\nthe file [" + root + "/listed/c.txt] cannot be read: Permission denied " + document_id(root + "/listed/c.txt") +
                       "\nthe folder [" + root + "/closed] cannot be read: Permission denied");
}

TEST(DirSource, a_directory_without_permission_is_refused_before_anything_is_read) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "listed");
  ASSERT_EQ(chmod((folder / "listed").c_str(), 0444), 0);
  const auto said = as_nobody([&] {
    const auto valid = make(folder / "listed").value()->validate();
    return valid ? std::string("valid") : valid.error().reason;
  });
  if (!said) GTEST_SKIP() << "root that cannot become anybody else: permissions do not count";
  EXPECT_EQ(*said, "the directory [" + folder.path() +
                       "/listed] cannot be read: Permission denied; give the service the right to read and to enter it");
}

TEST(DirSource, a_file_without_permission_keeps_its_metadata) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.txt");
  ASSERT_EQ(chmod(path.c_str(), 0000), 0);
  const auto said = as_nobody([&] {
    const auto outcome = read(**make(folder.path()));
    return std::to_string(outcome.complete_scopes.size()) + " " + outcome.documents.at(0).content->read(100).error().reason;
  });
  if (!said) GTEST_SKIP() << "root that cannot become anybody else: permissions do not count";
  EXPECT_EQ(*said, "1 the file [" + path + "] cannot be read: Permission denied");
}

TEST(DirSource, the_fields_of_the_configuration_are_the_specified_ones) {
  const auto type = dir_source_type();
  EXPECT_EQ(type.service_type, "dir");
  EXPECT_EQ(type.configuration.at_path("pattern.value")->as_string(), "**/*.*");
  EXPECT_EQ(type.configuration.at_path("directory.label")->as_string(), "Directory path");
  EXPECT_FALSE(type.configuration.at_path("use_text_extraction_service.value")->as_bool());
  EXPECT_FALSE(type.features.at_path("sync_rules.advanced.enabled")->as_bool());
}

}  // namespace
}  // namespace headrace::sources::dir
