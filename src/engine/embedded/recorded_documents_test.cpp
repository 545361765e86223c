#include "engine/embedded/recorded_documents.h"

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t documents_per_writer = 20;
constexpr std::uint64_t most_at_once = 12;
constexpr std::uint64_t books = 2;
constexpr std::uint64_t changing = 2;

std::string source_text(std::uint64_t number, std::size_t padding) {
  return fmt::format(R"({{"number":{},"title":"water wheel {}","padding":"{}"}})", number, number % 7, std::string(padding, 'y'));
}

bool is_among(const std::vector<IndexInfo>& indices, const std::string& name) {
  return std::ranges::find(indices, name, &IndexInfo::name) != indices.end();
}

/// The documents of this index as they are found by a search, by id.
Result<std::map<std::string, std::string>> searched(DocumentStore& store, const std::string& index) {
  SearchRequest request;
  request.indices = {index};
  request.size = 10'000;
  TRY(const auto found, run(store.search(std::move(request))));
  std::map<std::string, std::string> sources;
  for (const auto& hit : found.hits) sources.emplace(hit.document.id, *hit.document.source);
  if (found.total != sources.size()) return fail(ErrorKind::internal, "the total is not the number of hits");
  return sources;
}

}  // namespace

Write RecordedDocuments::some_write(int writer) {
  Write write;
  write.index = fmt::format("books-{}", below(books));
  write.id = fmt::format("{}-{}", writer, below(documents_per_writer));
  if (below(5) == 0) {
    write.action = Write::Action::remove;
    return write;
  }
  write.source = source_text(next_number_++, below(60) == 0 ? 70'000 : below(1'000));  // of half of them the source lies apart
  return write;
}

const std::optional<RecordedDocuments::Kept>& RecordedDocuments::known(const Key& key) const {
  static const std::optional<Kept> none;
  const auto found = documents_.find(key);
  return found == documents_.end() ? none : found->second;
}

void RecordedDocuments::add_to(Pending& pending, const Write& write) {
  const Key key{write.index, *write.id};
  auto& document = pending.documents.try_emplace(key, known(key)).first->second;
  auto& removed = pending.removed.try_emplace(key, removed_[key]).first->second;
  const auto version = (document ? document->version : removed) + 1;
  const bool removes = write.action == Write::Action::remove;
  removed = removes ? version : 0;
  document = removes ? std::nullopt : std::optional(Kept{.source = std::string(write.source), .version = version});
  if (!removes) pending.indices[write.index] = true;
}

void RecordedDocuments::complain(std::string problem) {
  if (!problem_) problem_ = std::move(problem);
}

Awaitable<bool> RecordedDocuments::write(DocumentStore& store, int writer) {
  std::vector<Write> writes;
  Pending pending;
  for (auto i = 1 + below(most_at_once); i > 0; --i) {
    auto one = some_write(writer);
    add_to(pending, one);
    writes.push_back(std::move(one));
  }
  const auto results = co_await store.write(std::move(writes));
  if (results) {
    acknowledge(*results, std::move(pending));
  } else {
    pending_.push_back(std::move(pending));
  }
  co_return results.has_value();
}

void RecordedDocuments::acknowledge(const std::vector<Result<Written>>& results, Pending done) {
  ++acknowledged_;
  for (const auto& result : results) {
    if (!result) {
      if (result.error().kind != ErrorKind::index_not_found) complain("a document was refused: " + result.error().reason);
      continue;  // a removal makes no index
    }
    auto& highest = highest_.try_emplace(result->index, 0).first->second;
    if (result->seq_no < highest) complain(fmt::format("sequence number {} after {}", result->seq_no, highest));
    highest = result->seq_no;
    auto& document = done.documents.at({result->index, result->id});
    if (!document || result->outcome == Outcome::deleted || result->outcome == Outcome::not_found) continue;
    document->seq_no = result->seq_no;  // of the last of several writes of one document
  }
  for (const auto& [index, is_there] : done.indices) indices_[index] = is_there;
  for (auto& [key, document] : done.documents) documents_[key] = std::move(document);
  for (const auto& [key, version] : done.removed) removed_[key] = indices_[key.first] ? version : 0;
}

Awaitable<bool> RecordedDocuments::change_index(DocumentStore& store) {
  const auto index = fmt::format("changing-{}", below(changing));
  const Key key{index, "d"};
  Pending pending;
  if (!indices_[index]) {
    pending.indices[index] = true;
    IndexInfo wanted;
    wanted.name = index;
    const auto made = co_await store.create_index(std::move(wanted));
    pending.documents[key] = std::nullopt;
    if (made) acknowledge({}, pending);
    if (!made) pending_.push_back(std::move(pending));
    co_return made.has_value();
  }
  if (!known(key)) {
    Write one;
    one.index = index;
    one.id = "d";
    one.source = source_text(next_number_++, 0);
    add_to(pending, one);
    std::vector<Write> writes;
    writes.push_back(std::move(one));
    const auto results = co_await store.write(std::move(writes));
    if (results) acknowledge(*results, std::move(pending));
    if (!results) pending_.push_back(std::move(pending));
    co_return results.has_value();
  }
  pending.indices[index] = false;
  pending.documents[key] = std::nullopt;
  pending.removed[key] = 0;
  const auto deleted = co_await store.delete_index(index);
  if (deleted) highest_.erase(index);
  if (deleted) acknowledge({}, std::move(pending));
  if (!deleted) pending_.push_back(std::move(pending));
  co_return deleted.has_value();
}

Awaitable<void> RecordedDocuments::write_many(DocumentStore& store, int writer, int most) {
  for (int i = 0; i < most; ++i) {
    const bool changes = writer == 0 && below(3) == 0;
    const bool done = changes ? co_await change_index(store) : co_await write(store, writer);
    if (!done) co_return;
  }
}

std::optional<std::string> RecordedDocuments::settle(DocumentStore& store, const Pending& pending) {
  const auto indices = run(store.indices());
  if (!indices) return "the indices cannot be read: " + indices.error().reason;
  std::vector<std::string> changed, unchanged;
  for (const auto& [index, is_there] : pending.indices) {
    if (is_there == indices_[index]) continue;
    (is_among(*indices, index) == is_there ? changed : unchanged).push_back(index);
  }
  for (const auto& [key, wanted] : pending.documents) {
    const auto& before = known(key);
    if (!wanted && !before) continue;
    const bool has_index = is_among(*indices, key.first);
    const auto found = has_index ? run(store.get(key.first, key.second)) : std::optional<Document>();
    if (!found) return key.second + " cannot be read: " + found.error().reason;
    const bool is_new = *found ? wanted && *(*found)->source == wanted->source : !wanted;
    (is_new ? changed : unchanged).push_back(key.second);
  }
  if (!changed.empty() && !unchanged.empty())
    return fmt::format("half of a request is there: {}, but not {}", fmt::join(changed, " "), fmt::join(unchanged, " "));
  if (changed.empty()) return std::nullopt;
  for (const auto& [key, wanted] : pending.documents) documents_[key] = wanted;
  for (const auto& [index, is_there] : pending.indices) {
    indices_[index] = is_there;
    if (!is_there) highest_.erase(index);
  }
  return std::nullopt;
}

std::optional<std::string> RecordedDocuments::settle(DocumentStore& store) {
  if (problem_) return problem_;
  for (const auto& pending : pending_) {
    if (auto problem = settle(store, pending)) return problem;
  }
  pending_.clear();
  removed_.clear();
  return std::nullopt;
}

std::optional<std::string> RecordedDocuments::check_document(DocumentStore& store, const Key& key, std::optional<Kept>& wanted) {
  const auto& [index, id] = key;
  if (!indices_[index]) return wanted ? std::optional(fmt::format("index {} is gone with {}", index, id)) : std::nullopt;
  const auto found = run(store.get(index, id));
  if (!found) return fmt::format("{} of {} cannot be read: {}", id, index, found.error().reason);
  if (found->has_value() != wanted.has_value())
    return fmt::format("{} of {} is {}", id, index, wanted ? "missing" : "there though removed");
  if (!wanted) return std::nullopt;
  const auto& document = **found;
  if (*document.source != wanted->source) return fmt::format("{} of {} is {}, not {}", id, index, *document.source, wanted->source);
  if (document.version != wanted->version)
    return fmt::format("{} of {} has version {}, not {}", id, index, document.version, wanted->version);
  if (wanted->seq_no && document.seq_no != *wanted->seq_no)
    return fmt::format("{} of {} has sequence number {}, not {}", id, index, document.seq_no, *wanted->seq_no);
  const auto highest = highest_.find(index);
  if (!wanted->seq_no && highest != highest_.end() && document.seq_no <= highest->second)
    return fmt::format("{} of {} has sequence number {}, which was given before", id, index, document.seq_no);
  wanted->seq_no = document.seq_no;
  return std::nullopt;
}

std::optional<std::string> RecordedDocuments::check_index(DocumentStore& store, const IndexInfo& info) {
  std::map<std::string, std::string> wanted;
  std::uint64_t bytes = 0;
  for (const auto& [key, document] : documents_) {
    if (key.first != info.name || !document) continue;
    wanted.emplace(key.second, document->source);
    bytes += document->source.size();
  }
  if (info.documents != wanted.size() || info.bytes != bytes)
    return fmt::format("{} documents of {} bytes are counted in {}, {} of {} are there", info.documents, info.bytes, info.name,
                       wanted.size(), bytes);
  const auto found = searched(store, info.name);
  if (!found) return "a search failed: " + found.error().reason;
  if (*found != wanted) return fmt::format("a search of {} finds other documents", info.name);
  return std::nullopt;
}

std::optional<std::string> RecordedDocuments::check(DocumentStore& store) {
  if (auto problem = settle(store)) return problem;
  const auto indices = run(store.indices());
  if (!indices) return "the indices cannot be read: " + indices.error().reason;
  for (const auto& [index, is_there] : indices_) {
    if (is_among(*indices, index) != is_there)
      return fmt::format("index {} is {}", index, is_there ? "missing" : "there though it was deleted");
  }
  for (auto& [key, wanted] : documents_) {
    if (auto problem = check_document(store, key, wanted)) return problem;
  }
  for (const auto& [key, document] : documents_) {
    if (!document) continue;
    auto& highest = highest_.try_emplace(key.first, 0).first->second;
    highest = std::max(highest, *document->seq_no);
  }
  for (const auto& info : *indices) {
    if (!indices_.contains(info.name)) return "there is an index that nobody made: " + info.name;
    if (auto problem = check_index(store, info)) return problem;
  }
  return std::nullopt;
}

namespace {

class RecordedContent : public EngineFixture {
 protected:
  void write_some() { drive(record_.write_many(content(), 0, 60)); }
  RecordedDocuments record_{7};
};

TEST_F(RecordedContent, documents_that_are_all_there_are_well) {
  write_some();
  EXPECT_EQ(record_.acknowledged(), 60U);
  EXPECT_EQ(record_.check(content()), std::nullopt);
  restart();
  EXPECT_EQ(record_.check(content()), std::nullopt);
}

TEST_F(RecordedContent, a_document_that_is_gone_or_another_one_is_told) {
  write_some();
  const auto id = searched(content(), "books-0")->begin()->first;
  ASSERT_TRUE(index("books-0", id, "{}"));
  EXPECT_TRUE(record_.check(content())->contains(" is {}, not "));
  ASSERT_TRUE(remove("books-0", id));
  EXPECT_TRUE(record_.check(content())->ends_with(" is missing"));
}

TEST_F(RecordedContent, a_document_that_nobody_wrote_is_told) {
  write_some();
  ASSERT_TRUE(index("books-0", "mine", "{}"));
  EXPECT_TRUE(record_.check(content())->contains(" are counted in books-0, "));
}

TEST_F(RecordedContent, an_index_that_nobody_made_is_told) {
  write_some();
  ASSERT_TRUE(index("mine", "1", "{}"));
  EXPECT_TRUE(record_.check(content())->ends_with("nobody made: mine"));
}

}  // namespace
}  // namespace headrace::engine::embedded
