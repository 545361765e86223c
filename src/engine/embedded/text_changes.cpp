#include "engine/embedded/text_changes.h"

#include <algorithm>

namespace headrace::engine::embedded {

using text::ChangePage;
using text::ChangeRequest;

void TextChanges::note(const Published::Changes& changes) {
  const std::lock_guard lock(mutex_);
  for (const auto& index : changes.deleted) {
    noted_.erase(index.definition->number);
    logs_.erase(index.definition->number);
  }
  for (const auto& index : changes.indices) noted_[index.definition->number] = index.counters.next_seq_no;
  if (logs_.empty()) return;
  std::vector<const DocumentChange*> documents;
  for (const auto& [key, change] : *changes.documents) {
    if (logs_.contains(change.index)) documents.push_back(&change);
  }
  std::ranges::sort(documents, {}, [](const auto* change) { return change->seq_no; });
  for (const auto* change : documents) logs_.at(change->index).log.add({change->seq_no, change->id});
}

std::optional<std::uint64_t> TextChanges::logged_from(std::uint64_t index) const {
  const std::lock_guard lock(mutex_);
  const auto found = logs_.find(index);
  if (found == logs_.end()) return std::nullopt;
  return found->second.log.first();
}

TextChanges::Logged& TextChanges::log_of(std::uint64_t index) {
  auto& logged = logs_[index];
  logged.asked = ++asked_;
  if (logs_.size() > most_logs) logs_.erase(std::ranges::min_element(logs_, {}, [](const auto& entry) { return entry.second.asked; }));
  return logged;
}

std::optional<Changes> TextChanges::logged(const IndexView& view, std::uint64_t from, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const auto number = view.definition->number;
  const bool is_new = !logs_.contains(number);
  auto& log = log_of(number).log;
  // What was noted before there was a log is not in it, published or not.
  if (is_new) log.begin_at(std::max(view.counters.next_seq_no, noted_.contains(number) ? noted_.at(number) : 0));
  auto found = log.from(from, limit);
  if (!found) return found;
  const bool is_all = found->next >= log.end();
  const auto end = view.counters.next_seq_no;
  // What is noted and not published yet is not in this state.
  std::erase_if(found->changes, [&](const auto& change) { return change.seq_no >= end; });
  found->next = is_all ? end : std::min(found->next, end);
  return found;
}

Result<ChangePage> TextChanges::next_changes(const ChangeRequest& request) {
  TRY(const auto view, published_.numbered(request.index));
  const auto changes = logged(view, request.from, request.most_documents);
  return changes ? read(view, *changes, request) : scan(view, request);
}

Result<ChangePage> TextChanges::read(const IndexView& view, const Changes& changes, const ChangeRequest& request) {
  ChangePage page{.position = changes.next};
  std::size_t bytes = 0;
  for (const auto& change : changes.changes) {
    if (bytes > 0 && bytes >= request.most_bytes) {
      page.position = change.seq_no;
      break;
    }
    const auto key = document_key(view.definition->number, change.id);
    TRY(const auto stored, view.snapshot->database().get(key, view.snapshot->get()));
    if (!stored) {
      page.changes.push_back({change.id, change.seq_no});
      continue;
    }
    TRY(const auto document, view_document(*stored));
    if (document.seq_no != change.seq_no) continue;  // a later change says what it is
    bytes += document.source.size();
    page.changes.push_back({change.id, document.seq_no, std::string(document.source)});
  }
  return page;
}

Result<ChangePage> TextChanges::scan(const IndexView& view, const ChangeRequest& request) {
  ChangePage page{.form = ChangePage::Form::scan, .position = view.counters.next_seq_no};
  auto range = documents_range(view.definition->number);
  if (request.scanned_to) range.first = document_key(view.definition->number, *request.scanned_to) + '\0';
  std::size_t bytes = 0;
  TRY_VOID(
      view.snapshot->database().scan_while(range, view.snapshot->get(), [&](std::string_view key, std::string_view value) -> Result<bool> {
        page.is_last = page.changes.size() < request.most_documents && (bytes == 0 || bytes < request.most_bytes);
        if (!page.is_last) return false;
        TRY(const auto document, view_document(value));
        text::Change change{std::string(id_of(key)), document.seq_no};
        if (document.seq_no >= request.from) {
          change.source = std::string(document.source);
          bytes += document.source.size();
        }
        page.changes.push_back(std::move(change));
        return true;
      }));
  return page;
}

}  // namespace headrace::engine::embedded
