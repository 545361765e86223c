#include "engine/embedded/check_records.h"

#include <algorithm>
#include <set>

#include "engine/embedded/apply_write.h"
#include "engine/embedded/catalog.h"
#include "engine/embedded/codec.h"
#include "engine/embedded/list_layout.h"
#include "engine/embedded/list_recovery.h"
#include "engine/embedded/state_mappings.h"

namespace headrace::engine::embedded {
namespace {

/// Numbers of so many documents are looked at for doubles; they take 8 bytes each.
constexpr std::uint64_t most_numbers = std::uint64_t{1} << 24;

std::string text_of(std::string_view key) {
  std::string text;
  for (const char byte : key.substr(0, 40))
    text += byte >= ' ' && byte <= '~' ? std::string(1, byte) : fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  return text;
}

class Records {
 public:
  Records(const RecordCheck& check, CheckReport& report) : check_(check), database_(check.database), report_(report) {}

  void run() {
    check_numbers();
    read_catalog();
    if (!check_.holds_state) read_templates();
    check_names();
    for (const auto& index : indices_) check_index(index);
    check_other_keys();
    check_bodies();
  }

 private:
  void complain(std::string what, const Index* index = nullptr, std::string_view id = {}) {
    report_.add({check_.store, index == nullptr ? "" : index->definition->name, std::string(id), std::move(what)});
  }
  void complain_of(const Result<void>& result, const Index* index = nullptr) {
    if (!result) complain(result.error().reason, index);
  }

  /// The single records of 8 bytes.
  void check_numbers() {
    next_number_ = number_of(next_number_key, 1);
    number_of(time_key, 0);
    if (check_.holds_state) list_layout_ = number_of(list_layout_key, 0);
  }
  std::uint64_t number_of(std::string_view key, std::uint64_t missing) {
    const auto bytes = database_.get(key);
    if (!bytes) complain(bytes.error().reason);
    if (!bytes || !*bytes) return missing;
    const auto number = from_sortable(**bytes);
    if (!number) complain(fmt::format("the record [{}] is damaged", key));
    return number.value_or(missing);
  }

  void read_catalog() {
    complain_of(database_.scan(indices_range(), nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
      auto definition = decode_definition(value);
      if (!definition) {
        complain(fmt::format("index [{}]: {}", text_of(key.substr(1)), definition.error().reason));
        return {};
      }
      if (index_key(definition->name) != key)
        complain(fmt::format("the record of index [{}] stands under the name [{}]", definition->name, text_of(key.substr(1))));
      Index index{std::make_shared<const IndexDefinition>(std::move(*definition)), {}};
      read_counters(index);
      indices_.push_back(std::move(index));
      return {};
    }));
    report_.indices += indices_.size();
  }
  void read_templates() {
    complain_of(database_.scan(templates_range(), nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
      const auto made = decode_template(value);
      if (!made) {
        complain(fmt::format("template [{}]: {}", text_of(key.substr(1)), made.error().reason));
      } else if (template_key(made->name) != key) {
        complain(fmt::format("the record of template [{}] stands under the name [{}]", made->name, text_of(key.substr(1))));
      }
      return {};
    }));
  }
  void read_counters(Index& index) {
    const auto bytes = database_.get(counters_key(index.definition->number));
    if (!bytes || !*bytes) {
      complain(bytes ? "its counters are missing" : bytes.error().reason, &index);
      return;
    }
    auto counters = decode_counters(**bytes);
    if (!counters) complain(counters.error().reason, &index);
    if (counters) index.counters = *counters;
  }

  /// Numbers and names are given once, and aliases go together with them.
  void check_names() {
    std::set<std::uint64_t> numbers;
    Catalog catalog;
    for (const auto& index : indices_) catalog.put(index);
    for (const auto& index : indices_) {
      const auto number = index.definition->number;
      const auto& name = index.definition->name;
      if (!numbers.insert(number).second) complain(fmt::format("another index has its number {} too", number), &index);
      if (number >= next_number_) complain(fmt::format("its number {} was never given: the next one is {}", number, next_number_), &index);
      if (Engine::is_state_index(name) != check_.holds_state) complain("it does not belong into this store", &index);
      complain_of(check_aliases(catalog, *index.definition), &index);
    }
    if (!check_.holds_state) return;
    for (const auto& wanted : state_indices()) {
      if (catalog.named(wanted.name) == nullptr) complain(fmt::format("index [{}] is missing", wanted.name));
    }
  }

  /// What the documents of an index come to.
  struct Sums {
    std::uint64_t documents = 0, bytes = 0, listed = 0;
    bool has_sealed = false;  ///< then nobody knows how long the sources are
    std::vector<std::uint64_t> seq_nos;
  };

  /// All documents with their sources. Where a source is missing, one by one, so that the others are looked at all the same.
  Result<void> check_documents(const Index& index, Sums& sums) {
    const auto range = documents_range(index.definition->number);
    const auto problems_before = report_;
    const auto read = database_.scan(range, nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
      check_document(index, id_of(key), value, sums);
      return {};
    });
    if (read) return {};
    report_ = problems_before;
    sums = {};
    return database_.scan(
        range, nullptr,
        [&](std::string_view key, std::string_view) -> Result<void> {
          const auto whole = database_.get(key);
          if (!whole) complain(whole.error().reason, &index, id_of(key));
          if (whole && *whole) check_document(index, id_of(key), **whole, sums);
          return {};
        },
        Detail::record);
  }

  void check_index(const Index& index) {
    Sums sums;
    const auto read = check_documents(index, sums);
    complain_of(read, &index);
    if (read) compare(index, sums);
    if (check_.holds_state && list_layout_ == list_layout_version) check_lists(index, sums.listed);
    report_.documents += sums.documents;
    report_.bytes += sums.bytes;
  }

  void check_document(const Index& index, std::string_view id, std::string_view value, Sums& sums) {
    ++sums.documents;
    if (const auto good = check_id(id); !good) complain(good.error().reason, &index, id);
    const auto document = view_document(value);
    if (!document) {
      complain(document.error().reason, &index, id);
      return;
    }
    sums.bytes += document->source.size();
    if (sums.seq_nos.size() < most_numbers) sums.seq_nos.push_back(document->seq_no);
    if (document->seq_no >= index.counters.next_seq_no)
      complain(fmt::format("its sequence number {} was never given: the next one is {}", document->seq_no, index.counters.next_seq_no),
               &index, id);
    if (document->creation >= index.counters.next_creation)
      complain(fmt::format("its creation {} was never given: the next one is {}", document->creation, index.counters.next_creation), &index,
               id);
    const auto source = json::parse(document->source);
    if (!source || !source->is_object()) {
      complain("its source is no JSON object", &index, id);
      return;
    }
    if (!check_.holds_state) return;
    check_sealing(index, id, document->source, sums);
    if (check_.look) {
      if (auto wrong = check_.look(index.definition->name, id, *source); !wrong.empty()) complain(std::move(wrong), &index, id);
    }
    if (list_layout_ == list_layout_version) check_list_record(index, id, *document, *source, sums);
  }

  void check_sealing(const Index& index, std::string_view id, std::string_view source, Sums& sums) {
    if (!is_sealed(source)) return;
    sums.has_sealed = true;
    if (check_.has_keys) complain("a sealed value cannot be opened with the keys that are there", &index, id);
  }

  void check_list_record(const Index& index, std::string_view id, const DocumentBytes& document, const json::Value& source, Sums& sums) {
    const auto bytes = database_.get(list_key(index.definition->number, id));
    if (!bytes || !*bytes) {
      complain(bytes ? "it is missing in the list" : bytes.error().reason, &index, id);
      return;
    }
    ++sums.listed;
    auto wanted = list_record(layout_of(index.definition->name), source);
    wanted.seq_no = document.seq_no;
    wanted.creation = document.creation;
    if (encode(wanted) != **bytes) complain("its record in the list says something else", &index, id);
  }

  /// List records without a document; `listed`: those that have one.
  void check_lists(const Index& index, std::uint64_t listed) {
    std::uint64_t records = 0;
    complain_of(database_.scan(lists_range(index.definition->number), nullptr,
                               [&](std::string_view, std::string_view) -> Result<void> {
                                 ++records;
                                 return {};
                               }),
                &index);
    report_.list_records += records;
    if (records == listed) return check_stored(index);
    complain_of(database_.scan(lists_range(index.definition->number), nullptr,
                               [&](std::string_view key, std::string_view) -> Result<void> {
                                 TRY(const auto document, database_.get(document_key(index.definition->number, id_of(key))));
                                 if (!document) complain("it is in the list, and there is no such document", &index, id_of(key));
                                 return {};
                               }),
                &index);
  }

  void check_stored(const Index& index) {
    if (const auto good = check_stored_list(database_, index); !good)
      complain(fmt::format("its stored list is no good, and will be made anew: {}", good.error().reason), &index);
  }

  void compare(const Index& index, Sums& sums) {
    const auto& counters = index.counters;
    if (sums.documents != counters.documents)
      complain(fmt::format("it has {} documents, and its counter says {}", sums.documents, counters.documents), &index);
    if (sums.bytes != counters.bytes && !sums.has_sealed)
      complain(fmt::format("its sources have {} bytes, and its counter says {}", sums.bytes, counters.bytes), &index);
    std::ranges::sort(sums.seq_nos);
    const auto twice = std::ranges::adjacent_find(sums.seq_nos);
    if (twice != sums.seq_nos.end()) complain(fmt::format("two documents have the sequence number {}", *twice), &index);
  }

  /// Every key is of a kind that is known, and of an index that is there.
  void check_other_keys() {
    std::vector<KeyRange> known{indices_range()};
    const auto add_key = [&](const std::string& key) { known.push_back({key, key + '\0'}); };
    for (const auto key : {time_key, next_number_key}) add_key(std::string(key));
    if (check_.holds_state) add_key(std::string(list_layout_key));
    if (!check_.holds_state) known.push_back(templates_range());
    for (const auto& index : indices_) {
      const auto number = index.definition->number;
      add_key(counters_key(number));
      known.push_back(documents_range(number));
      if (!check_.holds_state) continue;
      known.push_back(lists_range(number));
      known.push_back(list_changes_range(number, 0, std::numeric_limits<std::uint64_t>::max()));
      add_key(stored_list_key(number));
    }
    std::ranges::sort(known, {}, &KeyRange::first);
    std::string begin;
    known.push_back({std::string(1, '\xFF'), ""});
    for (const auto& [first, last] : known) {
      if (begin < first) {
        complain_of(database_.scan({begin, first}, nullptr, [&](std::string_view key, std::string_view) -> Result<void> {
          complain(fmt::format("the key [{}] belongs to nothing", text_of(key)));
          return {};
        }));
      }
      begin = std::max(begin, last);
    }
  }

  /// Every source that lies apart belongs to a document that says so.
  void check_bodies() {
    std::map<std::uint64_t, std::vector<std::uint64_t>> wanted;  // seq_nos by index
    for (const auto& index : indices_) {
      auto& seq_nos = wanted[index.definition->number];
      complain_of(database_.scan(
                      documents_range(index.definition->number), nullptr,
                      [&](std::string_view, std::string_view value) -> Result<void> {
                        const auto document = view_document(value);
                        if (document && document->bytes_apart) seq_nos.push_back(document->seq_no);
                        return {};
                      },
                      Detail::record),
                  &index);
      std::ranges::sort(seq_nos);
    }
    complain_of(database_.scan_bodies([&](std::uint64_t index, std::uint64_t seq_no) {
      const auto found = wanted.find(index);
      if (found == wanted.end() || !std::ranges::binary_search(found->second, seq_no))
        complain(fmt::format("the source with the sequence number {} of index #{} belongs to no document", seq_no, index));
    }));
  }

  const RecordCheck& check_;
  Database& database_;
  CheckReport& report_;
  std::vector<Index> indices_;
  std::uint64_t next_number_ = 1;
  std::uint64_t list_layout_ = 0;

  [[nodiscard]] bool is_sealed(std::string_view source) const { return database_.may_be_sealed(source); }
};

}  // namespace

void check_records(const RecordCheck& check, CheckReport& report) { Records(check, report).run(); }

}  // namespace headrace::engine::embedded
