#include "engine/embedded/apply_write.h"

#include "base/strings.h"
#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {
namespace {

/// What a write is about: the index, the id, and the document that is there now.
struct Target {
  Index& index;
  std::string id;
  std::optional<StoredDocument> current;

  [[nodiscard]] const StoredDocument* document() const { return current ? &*current : nullptr; }
};

Written written(const Target& target, Outcome outcome, const StoredDocument& document) {
  return {.index = target.index.definition->name,
          .id = target.id,
          .outcome = outcome,
          .version = document.version,
          .seq_no = document.seq_no,
          .primary_term = document.primary_term};
}

Result<void> check_guard(const Target& target, const std::optional<Guard>& guard) {
  if (!guard) return {};
  const auto* current = target.document();
  if (current != nullptr && current->seq_no == guard->seq_no && current->primary_term == guard->primary_term) return {};
  return fail(guard_failed(*target.index.definition, target.id, *guard, current));
}

/// `source` fits the mapping of the index.
Result<Written> put(Group& group, const Target& target, const base::SharedText& source, const std::string& routing, std::string tag = {}) {
  TRY(auto list, group.record_for(target.index, target.id, source));
  const auto document = group.put(target.index, target.id, target.document(), source, std::move(list), routing, std::move(tag));
  return written(target, target.current ? Outcome::updated : Outcome::created, document);
}

Result<Written> create(Group& group, const Target& target, Write write) {
  if (target.current) return fail(already_exists(*target.index.definition, target.id, *target.current));
  return put(group, target, write.source, write.routing, std::move(write.tag));
}

/// What a document of `_update` has become is held against the mapping as it is about to be written.
Result<Written> put_checked(Group& group, const Target& target, const base::SharedText& source, const std::string& routing) {
  TRY_VOID(group.map_document(target.index, target.id, source));
  return put(group, target, source, routing);
}

/// docs/spec/document-api.md 6, 8
Result<Written> upsert(Group& group, const Target& target, const Write& write) {
  if (write.doc_as_upsert && write.doc) return put_checked(group, target, json::write(*write.doc), write.routing);
  if (write.upsert) return put_checked(group, target, json::write(*write.upsert), write.routing);
  return fail(document_missing(*target.index.definition, target.id));
}

Result<Written> update(Group& group, const Target& target, const Write& write) {
  if (!target.current) return upsert(group, target, write);
  TRY_VOID(check_guard(target, write.guard));
  TRY(auto source, json::parse(*target.current->source));
  const bool changed = write.doc && json::merge(source, *write.doc);
  if (!changed && write.detect_noop) return written(target, Outcome::noop, *target.current);
  return put_checked(group, target, json::write(source), write.routing.empty() ? target.current->routing : write.routing);
}

Result<Written> remove(Group& group, const Target& target) {
  auto result = written(target, Outcome::not_found, {});
  if (!target.current) {
    const auto removal = group.remove_nothing(target.index, target.id);
    result.version = removal.version;
    result.seq_no = removal.seq_no;
    return result;
  }
  result.outcome = Outcome::deleted;
  result.version = target.current->version + 1;
  result.seq_no = group.remove(target.index, target.id, *target.current);
  return result;
}

Result<Index*> index_for(Group& group, const Write& write) {
  // A removal makes no index.
  if (write.makes_index && write.action != Write::Action::remove) return group.find_or_create_index(write.index);
  TRY(auto* found, group.writable_index(write.index));
  if (found == nullptr) return fail(index_not_found(write.index));
  return found;
}

Result<Target> target_of(Group& group, const Write& write, const Group::OnDisk* on_disk) {
  if (write.id) TRY_VOID(check_id(*write.id));
  TRY(auto* index, index_for(group, write));
  if (!write.id) return Target{*index, base::make_id(), std::nullopt};
  // Only what is merged into must be read.
  const auto detail = write.action == Write::Action::update ? Detail::whole : Detail::record;
  TRY(auto current, group.read(*index, *write.id, detail, on_disk));
  return Target{*index, *write.id, std::move(current)};
}

}  // namespace

Result<void> check_id(std::string_view id) {
  constexpr std::size_t longest = 512;
  if (id.empty()) return fail(ErrorKind::illegal_argument, "if _id is specified it must not be empty");
  if (id.size() > longest)
    return fail(ErrorKind::illegal_argument,
                fmt::format("id [{}] is too long, must be no longer than {} bytes but was: {}", id, longest, id.size()));
  return {};
}

Result<Written> apply_write(Group& group, Write write, const Group::OnDisk* on_disk) {
  using enum Write::Action;
  const bool needs_id = write.action == update || write.action == remove;
  if (needs_id && !write.id) return fail(ErrorKind::illegal_argument, "an id must be provided for an update or a delete");
  TRY(const auto target, target_of(group, write, on_disk));
  // Before what is there is looked at, as in the original.
  if (write.action == create || write.action == index) TRY_VOID(group.map_document(target.index, target.id, write.source));
  switch (write.action) {
    case update:
      return embedded::update(group, target, write);
    case create:
      return embedded::create(group, target, std::move(write));
    case index:
      TRY_VOID(check_guard(target, write.guard));
      return put(group, target, write.source, write.routing, std::move(write.tag));
    case remove:
      TRY_VOID(check_guard(target, write.guard));
      return embedded::remove(group, target);
  }
  return fail(ErrorKind::internal, "unknown kind of write");
}

}  // namespace headrace::engine::embedded
