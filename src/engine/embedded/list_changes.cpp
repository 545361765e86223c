#include "engine/embedded/list_changes.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t changes_version = 1;
constexpr std::uint64_t stored_list_version = 1;

Error damaged(std::string_view what) { return {ErrorKind::unavailable, fmt::format("a {} record in the data folder is damaged", what)}; }

}  // namespace

ListChangesEncoder::ListChangesEncoder(std::uint64_t next) { encoder_.number(changes_version).number(next); }

void ListChangesEncoder::put(std::string_view id, const ListRecord& record) { encoder_.text(id).text(encode(record)); }

void ListChangesEncoder::remove(std::string_view id) { encoder_.text(id).text({}); }

Result<std::uint64_t> visit_list_changes(std::string_view bytes,
                                         const std::function<Result<void>(std::string_view id, const ListRecord* record)>& visit) {
  Decoder decoder(bytes);
  const auto version = decoder.number();
  const auto next = decoder.number();
  if (!decoder.is_intact() || version != changes_version) return fail(damaged("list change"));
  while (!decoder.is_at_end()) {
    const auto id = decoder.text();
    const auto stored = decoder.text();
    if (!decoder.is_intact()) return fail(damaged("list change"));
    if (stored.empty()) {
      TRY_VOID(visit(id, nullptr));
      continue;
    }
    TRY(const auto record, decode_list_record(stored));
    TRY_VOID(visit(id, &record));
  }
  return next;
}

std::string encode(const StoredList& stored) {
  return Encoder().number(stored_list_version).number(stored.seq_no).text(stored.file).take();
}

Result<StoredList> decode_stored_list(std::string_view bytes) {
  Decoder decoder(bytes);
  const auto version = decoder.number();
  StoredList stored;
  stored.seq_no = decoder.number();
  stored.file = decoder.text();
  if (!decoder.is_intact() || version != stored_list_version) return fail(damaged("stored list"));
  return stored;
}

}  // namespace headrace::engine::embedded
