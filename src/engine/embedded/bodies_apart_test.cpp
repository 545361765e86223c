// Sources that lie apart from the records of their documents (database.h).
#include "engine/embedded/database.h"
#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

class BodiesApart : public EngineFixture {
 protected:
  static std::string long_source(std::string_view word) {
    return fmt::format(R"({{"word":"{}","padding":"{}"}})", word, std::string(600, 'x'));
  }

  static Write written(const std::string& id, std::string source, std::string tag = {}) {
    return {.index = "books", .id = id, .source = std::move(source), .tag = std::move(tag)};
  }
  std::vector<Result<Written>> write_all(std::vector<Write> writes) { return *run(content().write(std::move(writes))); }

  /// The sequence numbers of all sources that lie apart; closes the engine for it.
  std::vector<std::uint64_t> bodies() {
    engine_->close();
    engine_.reset();
    std::vector<std::uint64_t> found;
    {
      const auto database = *Database::open(folder_.path() / "content", {.write_buffer = std::size_t{1} << 20, .block_cache = nullptr});
      EXPECT_TRUE(database->scan_bodies([&](std::uint64_t, std::uint64_t seq_no) { found.push_back(seq_no); }));
    }
    restart();
    return found;
  }

  Result<SearchResult> walk(bool tags_suffice) {
    SearchRequest request;
    request.indices = {"books"};
    request.sort = {{.field = "_id"}};
    request.size = 100;
    request.tags_suffice = tags_suffice;
    return run(content().search(std::move(request)));
  }
  std::uint64_t bytes_of_books() {
    for (const auto& info : *run(content().indices())) {
      if (info.name == "books") return info.bytes;
    }
    return 0;
  }
};

TEST_F(BodiesApart, are_those_that_are_not_small) {
  ASSERT_TRUE(index("books", "small", R"({"word":"weir"})"));
  ASSERT_TRUE(index("books", "long", long_source("weir")));
  EXPECT_EQ(bodies(), std::vector<std::uint64_t>{1});
  EXPECT_EQ(source_of("books", "small"), R"({"word":"weir"})");
  EXPECT_EQ(source_of("books", "long"), long_source("weir"));
}

TEST_F(BodiesApart, go_when_their_document_is_written_again_or_removed) {
  for (const auto* id : {"a", "b", "c", "d"}) ASSERT_TRUE(index("books", id, long_source(id)));
  ASSERT_TRUE(index("books", "a", long_source("again")));       // 4
  ASSERT_TRUE(index("books", "b", R"({"word":"short now"})"));  // 5
  ASSERT_TRUE(remove("books", "c"));                            // 6
  ASSERT_TRUE(update("books", "d", R"({"word":"merged"})"));    // 7
  EXPECT_EQ(bodies(), (std::vector<std::uint64_t>{4, 7}));
  EXPECT_EQ(source_of("books", "a"), long_source("again"));
  EXPECT_EQ(source_of("books", "b"), R"({"word":"short now"})");
  EXPECT_EQ(source_of("books", "c"), "none");
  EXPECT_EQ(source_of("books", "d"), long_source("merged"));
  EXPECT_EQ(bytes_of_books(), long_source("again").size() + 20 + long_source("merged").size());
}

TEST_F(BodiesApart, of_documents_that_one_request_writes_several_times_only_the_last_stays) {
  ASSERT_TRUE(index("books", "a", long_source("first")));
  for (const auto& result : write_all({written("a", long_source("1")),
                                       written("b", long_source("2")),
                                       written("a", long_source("3")),
                                       {.action = Write::Action::remove, .index = "books", .id = "b", .source = {}},
                                       written("b", long_source("4")),
                                       written("c", long_source("5")),
                                       {.action = Write::Action::remove, .index = "books", .id = "c", .source = {}}}))
    ASSERT_TRUE(result) << result.error().reason;
  EXPECT_EQ(bodies(), (std::vector<std::uint64_t>{3, 5}));
  EXPECT_EQ(source_of("books", "a"), long_source("3"));
  EXPECT_EQ(source_of("books", "b"), long_source("4"));
  EXPECT_EQ(bytes_of_books(), long_source("3").size() + long_source("4").size());
}

TEST_F(BodiesApart, go_with_their_index) {
  ASSERT_TRUE(index("books", "a", long_source("a")));
  ASSERT_TRUE(index("other", "b", long_source("b")));
  ASSERT_TRUE(run(content().delete_index("books")));
  EXPECT_EQ(bodies(), std::vector<std::uint64_t>{0});
  ASSERT_TRUE(index("books", "a", long_source("new")));
  EXPECT_EQ(source_of("books", "a"), long_source("new"));
  EXPECT_EQ(source_of("other", "b"), long_source("b"));
}

TEST_F(BodiesApart, are_found_by_searches_in_any_order_and_with_gaps) {
  for (int i = 0; i < 40; ++i)
    ASSERT_TRUE(index("books", fmt::format("{}", (i * 17) % 40), long_source(fmt::format("w{}", (i * 17) % 40))));
  for (int i = 0; i < 40; i += 3) ASSERT_TRUE(remove("books", fmt::format("{}", i)));
  const auto found = walk(false);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->hits.size(), 26U);
  for (const auto& hit : found->hits) EXPECT_EQ(*hit.document.source, long_source("w" + hit.document.id));
}

TEST_F(BodiesApart, are_those_of_the_state_that_is_searched) {
  ASSERT_TRUE(index("books", "a", long_source("before")));
  const auto view = *run(content().open_view({"books"}));
  ASSERT_TRUE(index("books", "a", long_source("after")));
  ASSERT_TRUE(remove("books", "a"));
  SearchRequest request;
  request.indices = {"books"};
  request.view = view;
  const auto found = run(content().search(std::move(request)));
  ASSERT_TRUE(found);
  ASSERT_EQ(found->hits.size(), 1U);
  EXPECT_EQ(*found->hits[0].document.source, long_source("before"));
}

TEST_F(BodiesApart, tags_come_without_the_source_and_go_with_the_next_write) {
  for (const auto& result : write_all({written("a", long_source("a"), "tag a"), written("b", long_source("b")),
                                       written("c", R"({"word":"c"})", "not kept"), written("d", long_source("d"), "tag d")}))
    ASSERT_TRUE(result);
  ASSERT_TRUE(update("books", "d", R"({"word":"other"})"));
  const auto found = walk(true);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->hits.size(), 4U);
  EXPECT_EQ(found->hits[0].document.source, nullptr);
  EXPECT_EQ(found->hits[0].document.tag, "tag a");
  for (const std::size_t i : {1, 2, 3}) {
    ASSERT_NE(found->hits[i].document.source, nullptr);
    EXPECT_EQ(found->hits[i].document.tag, "");
  }
  EXPECT_EQ(*found->hits[3].document.source, long_source("other"));
  const auto whole = walk(false);
  EXPECT_EQ(*whole->hits[0].document.source, long_source("a"));
}

TEST_F(BodiesApart, a_guard_and_a_create_look_at_the_record_alone) {
  ASSERT_TRUE(index("books", "a", long_source("a")));
  auto create = written("a", long_source("b"));
  create.action = Write::Action::create;
  EXPECT_EQ(write(create).error().kind, ErrorKind::version_conflict);
  auto guarded = written("a", long_source("c"));
  guarded.guard = Guard{.seq_no = 7, .primary_term = 1};
  EXPECT_EQ(write(guarded).error().kind, ErrorKind::version_conflict);
  guarded.guard = Guard{.seq_no = 0, .primary_term = 1};
  EXPECT_EQ(write(guarded)->version, 2U);
}

/// As a server of before format 4 has left it, and one of today finds it.
TEST(BodiesApartOfDatabase, are_made_in_a_store_that_had_none_and_stay_readable_however_it_is_opened) {
  const TemporaryFolder folder;
  const auto key = document_key(1, "a");
  StoredDocument document{.seq_no = 5, .source = std::make_shared<const std::string>(600, 'x'), .tag = "t"};
  const auto open = [&](std::optional<std::size_t> least_apart, bool is_read_only = false) {
    return *Database::open(folder.path(), {.write_buffer = std::size_t{1} << 20,
                                           .block_cache = nullptr,
                                           .may_create = true,
                                           .is_read_only = is_read_only,
                                           .least_apart = least_apart});
  };
  const auto put = [&](Database& database) {
    rocksdb::WriteBatch batch;
    database.put(batch, key, document);
    ASSERT_TRUE(database.write(batch));
  };
  const auto whole = [&](const Database& database) { return *decode_document(database.get(key)->value())->source; };
  const auto is_apart = [&](const Database& database) {
    const auto record = database.get(key, nullptr, Patience::wait_for_disk, Detail::record);
    return view_document(record->value())->bytes_apart.has_value();
  };
  {
    const auto before = open(std::nullopt);
    put(*before);
    EXPECT_EQ(before->families().size(), 1U);
  }
  {
    const auto now = open(512);
    EXPECT_EQ(whole(*now), *document.source);
    EXPECT_FALSE(is_apart(*now));
    put(*now);
    EXPECT_TRUE(is_apart(*now));
    EXPECT_EQ(whole(*now), *document.source);
    EXPECT_EQ(now->get_records({key, document_key(1, "b")})->at(1), std::nullopt);
    ASSERT_TRUE(now->flush());
  }
  EXPECT_EQ(whole(*open(std::nullopt)), *document.source);
  EXPECT_EQ(whole(*open(std::nullopt, true)), *document.source);
}

/// Of the many tables of a large store only some are open.
TEST(BodiesApartOfDatabase, are_not_taken_for_empty_where_their_table_is_not_open_and_nobody_may_wait) {
  const TemporaryFolder folder;
  const auto open = [&] {
    return *Database::open(folder.path(), {.write_buffer = std::size_t{1} << 20,
                                           .block_cache = rocksdb::NewLRUCache(std::size_t{1} << 20),
                                           .may_create = true,
                                           .bounds_memory = true,
                                           .least_apart = 512});
  };
  constexpr std::uint64_t tables = 40;
  const auto key_of = [](std::uint64_t i) { return document_key(1, fmt::format("{}", i)); };
  {
    const auto database = open();
    for (std::uint64_t i = 0; i < tables; ++i) {
      rocksdb::WriteBatch batch;
      database->put(batch, key_of(i), {.seq_no = i, .source = std::make_shared<const std::string>(600, 'x')});
      ASSERT_TRUE(database->write(batch));
      ASSERT_TRUE(database->flush());
    }
  }
  const auto database = open();
  std::uint64_t deferred = 0;
  for (std::uint64_t i = 0; i < tables; ++i) {
    const auto quick = database->get(key_of(i), nullptr, Patience::memory_only);
    if (!quick) {
      EXPECT_EQ(quick.error().kind, ErrorKind::rejected_execution) << quick.error().reason;
      ++deferred;
    }
    const auto found = database->get(key_of(i));
    ASSERT_TRUE(found && *found) << i;
    EXPECT_EQ(decode_document(**found)->source->size(), 600U);
    if (quick) EXPECT_EQ(*quick, *found);
  }
  EXPECT_GT(deferred, 0U);
}

}  // namespace
}  // namespace headrace::engine::embedded
