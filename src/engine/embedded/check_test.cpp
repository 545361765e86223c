#include "engine/embedded/check.h"

#include <fstream>

#include "engine/embedded/codec.h"
#include "engine/embedded/database.h"
#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/state_mappings.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

class Checking : public EngineFixture {
 protected:
  Checking() {
    for (const auto* id : {"a", "b", "c"}) {
      make(jobs, id, R"({"status":"pending","created_at":"2026-01-01T00:00:00Z"})");
      make("books", id, R"({"title":"Weir"})");
    }
    for (const auto& info : *run(state().indices())) numbers_[info.name] = numbers_.size() + 1;
    engine_->close();
    engine_.reset();
    // The state's indices are made in their own order at the first start.
    const auto database = this->database("state");
    for (auto& [name, number] : numbers_) number = decode_definition(**database->get(index_key(name)))->number;
    numbers_["books"] = 1;
  }
  void make(const std::string& to, const std::string& id, const std::string& source) {
    if (!index(to, id, source)) throw std::runtime_error("not written");
  }

  std::shared_ptr<Database> database(const std::string& store) {
    return *Database::open(folder_.path() / store, {.write_buffer = std::size_t{1} << 20, .block_cache = nullptr});
  }
  void put(const std::string& store, const std::string& key, const std::string& value) {
    ASSERT_TRUE(database(store)->rocks().Put({}, key, value).ok());
  }
  void remove(const std::string& store, const std::string& key) { ASSERT_TRUE(database(store)->rocks().Delete({}, key).ok()); }
  std::string value(const std::string& store, const std::string& key) { return (*database(store)->get(key)).value(); }

  /// "index/id: problem" of all, joined by line ends.
  std::string problems(const CheckOptions& more = {}) {
    auto options = more;
    options.folder = folder_.path();
    const auto report = check(options);
    if (!report) return "refused: " + report.error().reason;
    std::string text;
    for (const auto& problem : report->problems)
      text += fmt::format("{}{}/{}: {}", text.empty() ? "" : "\n", problem.index, problem.id, problem.what);
    EXPECT_EQ(report->problem_count, report->problems.size());
    return text;
  }
  std::uint64_t job_index() { return numbers_.at(jobs); }

  std::map<std::string, std::uint64_t> numbers_;
};

TEST_F(Checking, finds_nothing_wrong_where_nothing_is) {
  EXPECT_EQ(problems(), "");
  const auto report = *check({.folder = folder_.path()});
  EXPECT_EQ(report.documents, 6U);
  EXPECT_EQ(report.list_records, 3U);
  EXPECT_EQ(report.indices, state_indices().size() + 1);
  restart();
  EXPECT_EQ(source_of("books", "a"), R"({"title":"Weir"})");
}

TEST_F(Checking, changes_nothing) {
  const auto listing = [&] {
    std::map<std::string, std::uintmax_t> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) files[entry.path().string()] = entry.file_size();
    }
    return files;
  };
  const auto before = listing();
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(listing(), before);
}

TEST_F(Checking, finds_a_list_record_that_is_missing) {
  remove("state", list_key(job_index(), "b"));
  EXPECT_EQ(problems(), jobs + "/b: it is missing in the list");
}

TEST_F(Checking, finds_a_list_record_that_says_something_else) {
  auto record = *decode_list_record(value("state", list_key(job_index(), "b")));
  record.keywords.at(0) = {"error"};
  put("state", list_key(job_index(), "b"), encode(record));
  EXPECT_EQ(problems(), jobs + "/b: its record in the list says something else");
}

TEST_F(Checking, finds_a_list_record_without_a_document) {
  put("state", list_key(job_index(), "nobody"), value("state", list_key(job_index(), "a")));
  EXPECT_EQ(problems(), jobs + "/nobody: it is in the list, and there is no such document");
}

TEST_F(Checking, finds_a_stored_list_that_is_damaged_or_says_something_else) {
  stored_lists_from_ = 2;
  restart();
  make(jobs, "d", R"({"status":"pending","created_at":"2026-01-02T00:00:00Z"})");
  engine_->close();
  engine_.reset();
  const auto lists = folder_.path() / "state" / "lists";
  const auto file = [&] { return fs::directory_iterator(lists)->path(); };
  ASSERT_TRUE(fs::exists(lists));
  EXPECT_EQ(problems(), "");
  auto record = *decode_list_record(value("state", list_key(job_index(), "b")));
  const auto was = record;
  ++record.creation;
  put("state", list_key(job_index(), "b"), encode(record));
  EXPECT_EQ(problems(), jobs + "/b: its record in the list says something else\n" + jobs +
                            "/: its stored list is no good, and will be made anew: it says something else of [b]");
  put("state", list_key(job_index(), "b"), encode(was));
  fs::resize_file(file(), fs::file_size(file()) - 1);
  EXPECT_TRUE(problems().starts_with(jobs + "/: its stored list is no good, and will be made anew: "));
  fs::remove(file());
  EXPECT_EQ(problems(), "") << "a list that is not stored is no damage";
}

TEST_F(Checking, finds_a_document_that_is_missing) {
  remove("content", document_key(numbers_["books"], "a"));
  EXPECT_EQ(problems(), "books/: it has 2 documents, and its counter says 3\nbooks/: its sources have 32 bytes, and its counter says 48");
}

TEST_F(Checking, finds_records_that_make_no_sense) {
  put("content", document_key(numbers_["books"], "a"), "\x07");
  put("state", document_key(job_index(), "a"), "");
  const auto found = problems();
  EXPECT_TRUE(found.contains("books/a: a document record in the data folder has the unknown version [7]")) << found;
  EXPECT_TRUE(found.contains(jobs + "/a: a document record in the data folder is damaged")) << found;
}

TEST_F(Checking, finds_sources_that_are_no_objects) {
  auto document = *decode_document(value("content", document_key(numbers_["books"], "a")));
  document.source = std::make_shared<const std::string>(R"(["title", "Weir"])");
  document.source = std::make_shared<const std::string>(std::string(*document.source).substr(0, 16));
  put("content", document_key(numbers_["books"], "a"), encode(document));
  EXPECT_EQ(problems(), "books/a: its source is no JSON object");
}

TEST_F(Checking, finds_numbers_that_were_never_given_or_given_twice) {
  auto document = *decode_document(value("content", document_key(numbers_["books"], "a")));
  document.seq_no = 1;
  put("content", document_key(numbers_["books"], "a"), encode(document));
  EXPECT_EQ(problems(), "books/: two documents have the sequence number 1");
  document.seq_no = 3;
  document.creation = 9;
  put("content", document_key(numbers_["books"], "a"), encode(document));
  EXPECT_EQ(
      problems(),
      "books/a: its sequence number 3 was never given: the next one is 3\nbooks/a: its creation 9 was never given: the next one is 3");
}

TEST_F(Checking, finds_what_is_wrong_with_indices) {
  auto definition = *decode_definition(value("content", index_key("books")));
  definition.number = 77;
  definition.name = "other";
  definition.aliases = {Alias("books")};
  put("content", index_key("other"), encode(definition));
  const auto found = problems();
  EXPECT_TRUE(found.contains("other/: its counters are missing")) << found;
  EXPECT_TRUE(found.contains("other/: its number 77 was never given")) << found;
  EXPECT_TRUE(found.contains("other/: Invalid alias name [books], an index or data stream exists")) << found;
  remove("content", index_key("other"));
  remove("state", index_key(jobs));
  const auto without = problems();
  EXPECT_TRUE(without.contains(fmt::format("/: index [{}] is missing", jobs))) << without;
  EXPECT_TRUE(without.contains("belongs to nothing")) << without;
}

TEST_F(Checking, finds_templates_that_make_no_sense) {
  put("content", template_key("logs"), "\x01");
  IndexTemplate made;
  made.name = "other";
  put("content", template_key("books"), encode(made));
  EXPECT_EQ(problems(),
            "/: the record of template [other] stands under the name [books]\n/: template [logs]: a template record in the data folder is "
            "damaged");
}

TEST_F(Checking, finds_keys_that_belong_to_nothing) {
  put("content", "X\x01", "x");
  put("content", document_key(99, "a"), "x");
  const auto found = problems();
  EXPECT_TRUE(found.contains("/: the key [X\\x01] belongs to nothing")) << found;
  EXPECT_TRUE(found.contains("\\x00ca] belongs to nothing")) << found;
}

TEST_F(Checking, finds_sources_that_are_missing_or_belong_to_nothing_and_looks_at_all_others) {
  restart();
  const auto long_source = fmt::format(R"({{"title":"{}"}})", std::string(600, 'x'));
  make("books", "long", long_source);
  make("books", "longer", long_source);
  engine_->close();
  engine_.reset();
  EXPECT_EQ(problems(), "");
  {
    const auto database = this->database("content");
    auto& rocks = database->rocks();
    auto* bodies = database->families().at(1);
    ASSERT_TRUE(rocks.Delete({}, bodies, body_key(1, 3)).ok());
    ASSERT_TRUE(rocks.Put({}, bodies, body_key(1, 77), "{}").ok());
    ASSERT_TRUE(rocks.Put({}, bodies, body_key(5, 4), "{}").ok());
  }
  const auto found = problems();
  EXPECT_TRUE(found.contains("books/long: the source of a document is missing in the data folder\n")) << found;
  EXPECT_FALSE(found.contains("books/longer")) << found;
  EXPECT_TRUE(found.contains("/: the source with the sequence number 77 of index #1 belongs to no document")) << found;
  EXPECT_TRUE(found.contains("/: the source with the sequence number 4 of index #5 belongs to no document")) << found;
}

TEST_F(Checking, finds_single_records_that_are_damaged) {
  put("state", std::string(time_key), "short");
  EXPECT_EQ(problems(), "/: the record [T] is damaged");
}

TEST_F(Checking, finds_a_wrong_byte_in_a_table_and_goes_on_with_the_other_store) {
  ASSERT_TRUE(database("content")->flush());
  for (const auto& entry : fs::directory_iterator(folder_.path() / "content")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8);
    file.put('\x55');
  }
  remove("state", list_key(job_index(), "b"));
  const auto found = problems();
  EXPECT_TRUE(found.contains(".sst: Corruption")) << found;
  EXPECT_TRUE(found.contains(jobs + "/b: it is missing in the list")) << found;
}

TEST_F(Checking, tells_a_store_that_cannot_be_opened) {
  fs::remove(folder_.path() / "content" / "CURRENT");
  EXPECT_TRUE(problems().contains("/: It is damaged:")) << problems();
  fs::remove(folder_.path() / "format");
  EXPECT_TRUE(problems().contains("/: the file format is missing")) << problems();
}

TEST_F(Checking, asks_the_caller_about_documents_of_the_state) {
  CheckOptions options;
  options.look = [](std::string_view index, std::string_view id, const json::Value&) {
    return index == jobs && id == "c" ? "not nice" : "";
  };
  EXPECT_EQ(problems(options), jobs + "/c: not nice");
}

TEST_F(Checking, a_folder_in_use_or_not_there_is_refused) {
  restart();
  EXPECT_TRUE(problems().starts_with("refused: The data folder ")) << problems();
  const auto nowhere = check({.folder = folder_.path() / "nowhere"});
  EXPECT_TRUE(reason_of(nowhere, ErrorKind::unavailable).contains("It is not there."));
  EXPECT_FALSE(fs::exists(folder_.path() / "nowhere"));
}

}  // namespace
}  // namespace headrace::engine::embedded
