#include "content/write_options.h"

#include <gtest/gtest.h>

namespace headrace::content {
namespace {

using Action = engine::Write::Action;

engine::Write write_of(Action action, std::optional<std::string> id = "1") {
  engine::Write write;
  write.action = action;
  write.id = std::move(id);
  return write;
}

/// The first finding or error.
std::string fault(const WriteOptions& options, engine::Write write = write_of(Action::index)) {
  std::vector<std::string> invalid;
  const auto good = apply_options(options, write, invalid);
  if (!good) return good.error().reason;
  return invalid.empty() ? "none" : invalid.front();
}

WriteOptions guard(std::optional<std::string> seq_no, std::optional<std::string> term) {
  WriteOptions options;
  options.if_seq_no = std::move(seq_no);
  options.if_primary_term = std::move(term);
  return options;
}

TEST(WriteOptions, a_guard_is_both_of_its_numbers) {
  auto write = write_of(Action::index);
  std::vector<std::string> invalid;
  EXPECT_TRUE(apply_options(guard("7", "1"), write, invalid));
  EXPECT_EQ(write.guard->seq_no, 7U);
  EXPECT_EQ(fault(guard("7", std::nullopt)), "ifSeqNo is set, but primary term is [0]");
  EXPECT_EQ(fault(guard(std::nullopt, "1")), "ifSeqNo is unassigned, but primary term is [1]");
  EXPECT_EQ(fault(guard("x", "1")), "Failed to parse long parameter [if_seq_no] with value [x]");
  EXPECT_EQ(fault(guard("-5", "1")), "sequence numbers must be non negative. got [-5].");
  EXPECT_EQ(fault(guard("7", "1"), write_of(Action::create)), "create operations do not support compare and set. use index instead");
}

TEST(WriteOptions, op_type_makes_an_index_a_create) {
  WriteOptions options;
  options.op_type = "CREATE";
  auto write = write_of(Action::index);
  std::vector<std::string> invalid;
  EXPECT_TRUE(apply_options(options, write, invalid));
  EXPECT_EQ(write.action, Action::create);
  options.op_type = "delete";
  EXPECT_EQ(fault(options), "opType must be 'create' or 'index', found: [delete]");
}

TEST(WriteOptions, ids_are_bounded_and_needed_where_a_document_must_be_there) {
  EXPECT_EQ(fault({}, write_of(Action::index, std::string(512, 'x'))), "none");
  EXPECT_EQ(fault({}, write_of(Action::index, std::string(513, 'x'))),
            "id [" + std::string(513, 'x') + "] is too long, must be no longer than 512 bytes but was: 513");
  EXPECT_EQ(fault({}, write_of(Action::index, std::nullopt)), "none");
  EXPECT_EQ(fault({}, write_of(Action::remove, std::nullopt)), "id is missing");
}

TEST(WriteOptions, versions_are_refused) {
  WriteOptions options;
  options.version = "3";
  EXPECT_TRUE(fault(options).starts_with("internal versioning can not be used"));
  options.version_type = "external";
  EXPECT_EQ(fault(options), "version type [external] is not supported by this server");
}

}  // namespace
}  // namespace headrace::content
