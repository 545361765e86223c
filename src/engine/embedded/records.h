#pragma once
// The values of one RocksDB instance (docs/formats.md). Each begins with a version byte.

#include <memory>

#include "engine/index_template.h"

namespace headrace::engine::embedded {

/// A document as it is kept.
struct StoredDocument {
  std::uint64_t version = 1;
  std::uint64_t seq_no = 0;
  std::uint64_t primary_term = 1;
  std::uint64_t creation = 0;                     ///< how many documents of this index had been made before it
  std::shared_ptr<const std::string> source;      ///< none where only the record was read and the source lies apart from it
  std::string routing = {};                       ///< "": none
  std::string tag = {};                           ///< as in Write; kept where the source lies apart
  std::optional<std::uint64_t> bytes_apart = {};  ///< of a source that lies apart, under the seq_no
};

/// Bytes of its source, read or not.
std::uint64_t source_bytes(const StoredDocument&);

/// What an index is, beside its documents.
struct IndexDefinition {
  std::uint64_t number = 0;
  std::string name;
  std::string uuid;
  std::vector<Alias> aliases;
  base::Instant created_at{};
  json::Value mappings;
  json::Value settings;
  bool is_closed = false;
  /// Every document in it was held against the mappings: a field that they do not name is in none.
  bool maps_documents = false;
};

/// What every write to an index changes.
struct IndexCounters {
  std::uint64_t next_seq_no = 0;
  std::uint64_t next_creation = 0;
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
};

/// What a list has to know of a document, so that it need not be read.
struct ListRecord {
  std::string order;  ///< compares as the list is ordered
  std::uint64_t seq_no = 0;
  std::uint64_t creation = 0;
  std::vector<std::vector<std::string>> keywords;  ///< the values of each field of the layout
};

/// What stands before the source of a document, where both are one value.
std::string encode_front(const StoredDocument&);
/// With its source.
std::string encode(const StoredDocument&);
/// Of a document whose source lies apart.
std::string encode_apart(const StoredDocument&);
std::string encode(const IndexDefinition&);
std::string encode(const IndexCounters&);
std::string encode(const IndexTemplate&);
std::string encode(const ListRecord&);

/// A document as it stands in its value, without a copy of the source.
struct DocumentBytes {
  std::uint64_t version = 1;
  std::uint64_t seq_no = 0;
  std::uint64_t primary_term = 1;
  std::uint64_t creation = 0;
  std::string_view source;
  std::string_view routing = {};
  std::string_view tag = {};
  std::optional<std::uint64_t> bytes_apart = {};  ///< then `source` is empty
};

/// Errors: unavailable, when the bytes are damaged or of an unknown version.
Result<DocumentBytes> view_document(std::string_view bytes);
Result<StoredDocument> decode_document(std::string_view bytes);
Result<IndexDefinition> decode_definition(std::string_view bytes);
Result<IndexTemplate> decode_template(std::string_view bytes);
Result<IndexCounters> decode_counters(std::string_view bytes);
Result<ListRecord> decode_list_record(std::string_view bytes);

/// The document as the seam shows it.
Document to_document(std::string_view index, std::string_view id, const StoredDocument&);

}  // namespace headrace::engine::embedded
