#pragma once
// One that looks things up in the file of a text index.

#include <functional>

#include "engine/text/index_file.h"
#include "engine/text/text_query.h"

namespace headrace::engine::text {

/// A document that may match. `score` is that of BM25 over the words of the whole document, the higher the better; 0 for one that was not
/// found by its words.
struct Candidate {
  std::string_view id;
  double score = 0;
};
/// Says whether to go on.
using Visit = std::function<bool(const Candidate& candidate)>;

/// Used by one thread at a time.
class IndexReader {
 public:
  static Result<std::unique_ptr<IndexReader>> open(const std::filesystem::path& file);

  /// See TextIndex::find.
  Result<std::uint64_t> find(const std::vector<TextQuery>& any_of, const Visit& visit);

 private:
  struct Statements {
    Statement position, column, count_fields, all, matching;
  };

  IndexReader(Connection connection, Statements statements) : connection_(std::move(connection)), statements_(std::move(statements)) {}

  Result<void> visit_all(const Visit& visit);
  Result<void> visit_matching(const Expressions& expressions, const Visit& visit);

  Connection connection_;
  Statements statements_;
};

}  // namespace headrace::engine::text
