#include "content/index_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/strings.h"
#include "content/errors.h"

namespace headrace::content {
namespace {

using engine::IndexInfo;

/// Names that begin so are the server's own.
constexpr std::array<std::string_view, 3> reserved{".connector-secrets", ".headrace-", ".security"};

/// Addresses of the server that have no underscore.
constexpr std::array<std::string_view, 3> addresses{"healthz", "metrics", "readyz"};

bool is_pattern(std::string_view piece) { return piece.find('*') != std::string_view::npos; }

/// Hidden aliases are found by their names alone, unless `hidden`.
bool matches(const IndexInfo& index, std::string_view pattern, bool hidden) {
  return base::glob_matches(pattern, index.name) || std::ranges::any_of(index.aliases, [&](const auto& alias) {
           return (hidden || !alias.is_hidden || pattern.starts_with('.')) && base::glob_matches(pattern, alias.name);
         });
}

/// The pieces of an expression, applied one after the other.
class Selection {
 public:
  Selection(const IndexOptions& options, std::span<const IndexInfo> all) : options_(options), all_(all) {}

  Result<void> apply(std::string_view piece) {
    if (piece.starts_with('-') && wildcard_seen_) {
      exclude(piece.substr(1));
      return {};
    }
    if (piece == "_all" || is_pattern(piece)) return expand(piece == "_all" ? "*" : piece);
    return name(piece);
  }

  [[nodiscard]] std::vector<IndexInfo> result() const {
    std::vector<IndexInfo> selected;
    for (const auto position : chosen_) selected.push_back(all_[position]);
    std::ranges::sort(selected, {}, &IndexInfo::name);
    return selected;
  }

 private:
  Result<void> expand(std::string_view pattern) {
    wildcard_seen_ = true;
    const auto before = chosen_.size();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const bool wanted = all_[i].is_closed ? options_.expand_closed : options_.expand_open;
      const bool visible = wanted && (options_.expand_hidden || pattern.starts_with('.') || !is_hidden(all_[i]));
      if (visible && matches(all_[i], pattern, options_.expand_hidden)) TRY_VOID(choose(i));
    }
    if (chosen_.size() == before && !options_.allow_no_indices) return fail(index_not_found(pattern));
    return {};
  }

  Result<void> name(std::string_view name) {
    if (name.starts_with('_')) return fail(invalid_index_name(name, "must not start with '_'."));
    const auto found = std::ranges::find_if(all_, [&](const auto& index) { return has_name(index, name); });
    if (found == all_.end()) {
      if (options_.ignore_unavailable) return {};
      return fail(index_not_found(name));
    }
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (has_name(all_[i], name)) TRY_VOID(choose(i));
    return {};
  }

  Result<void> choose(std::size_t position) {
    if (all_[position].is_closed && options_.forbid_closed) {
      if (options_.ignore_unavailable) return {};
      return fail(index_closed(all_[position]));
    }
    chosen_.insert(position);
    return {};
  }

  void exclude(std::string_view pattern) {
    std::erase_if(chosen_, [&](auto position) { return matches(all_[position], pattern, true); });
  }

  const IndexOptions& options_;
  std::span<const IndexInfo> all_;
  std::set<std::size_t> chosen_;
  bool wildcard_seen_ = false;
};

}  // namespace

Result<void> read_expand_wildcards(std::string_view text, IndexOptions& options) {
  options.expand_open = false;
  options.expand_closed = false;
  options.expand_hidden = false;
  for (const auto& piece : base::split_list(text)) {
    if (piece == "all" || piece == "hidden") {
      options.expand_open = true;
      options.expand_hidden = true;
      options.expand_closed = options.expand_closed || piece == "all";
    } else if (piece == "open") {
      options.expand_open = true;
    } else if (piece == "closed") {
      options.expand_closed = true;
    } else if (piece == "none") {
      options.expand_open = false;
      options.expand_closed = false;
      options.expand_hidden = false;
    } else {
      return fail(ErrorKind::illegal_argument, fmt::format("No valid expand wildcard value [{}]", piece));
    }
  }
  return {};
}

bool is_reserved(std::string_view index) {
  return std::ranges::any_of(reserved, [&](auto prefix) { return index.starts_with(prefix); });
}

Result<void> check_writable(std::string_view index) {
  if (is_reserved(index)) return fail(reserved_index(index));
  if (std::ranges::find(addresses, index) != addresses.end()) return fail(invalid_index_name(index, "is an address of the server itself"));
  return {};
}

bool is_hidden(const IndexInfo& index) {
  if (index.name.starts_with('.')) return true;
  const auto* hidden = index.settings.at_path("index.hidden");
  return hidden != nullptr && ((hidden->is_bool() && hidden->as_bool()) || (hidden->is_string() && hidden->as_string() == "true"));
}

Result<std::vector<IndexInfo>> select_indices(std::string_view expression, const IndexOptions& options, std::span<const IndexInfo> all) {
  Selection selection(options, all);
  const auto pieces = expression.empty() ? std::vector<std::string>{"_all"} : base::split_list(expression);
  for (const auto& piece : pieces) TRY_VOID(selection.apply(piece));
  return selection.result();
}

Result<ResolvedNames> resolve_names(std::string_view expression, const IndexOptions& options, std::span<const IndexInfo> all) {
  TRY(const auto selected, select_indices(expression, options, all));
  const auto pieces = base::split_list(expression);
  // Each name by itself: the last piece that means it says whether it is wanted.
  const auto is_named = [&](std::string_view name, bool hidden) {
    bool named = false;
    for (const std::string_view piece : pieces) {
      const bool takes_away = piece.starts_with('-');
      const auto pattern = piece == "_all" ? "*" : piece.substr(takes_away ? 1 : 0);
      const bool visible = !is_pattern(pattern) || !hidden || options.expand_hidden || pattern.starts_with('.');
      if (visible && base::glob_matches(pattern, name)) named = !takes_away;
    }
    return named;
  };
  ResolvedNames found;
  for (const auto& index : selected) {
    if (is_named(index.name, is_hidden(index))) found.indices.push_back(index);
    for (const auto& alias : index.aliases)
      if (is_named(alias.name, alias.is_hidden || alias.name.starts_with('.'))) found.aliases[alias.name].push_back(index.name);
  }
  return found;
}

Awaitable<Result<std::vector<IndexInfo>>> all_indices(engine::Engine& engine) {
  CO_TRY(auto all, co_await engine.content().indices());
  CO_TRY(auto state, co_await engine.state().indices());
  std::ranges::move(state, std::back_inserter(all));
  std::erase_if(all, [](const auto& index) { return is_reserved(index.name); });
  std::ranges::sort(all, {}, &IndexInfo::name);
  co_return all;
}

Awaitable<Result<std::vector<IndexInfo>>> find_indices(engine::Engine& engine, std::string expression, IndexOptions options) {
  CO_TRY(const auto all, co_await all_indices(engine));
  co_return select_indices(expression, options, all);
}

Awaitable<Result<std::vector<std::string>>> find_names(engine::Engine& engine, std::string expression, IndexOptions options) {
  if (const auto concrete = engine::Engine::concrete_name(expression);
      concrete == engine::connectors_index || concrete == engine::sync_jobs_index)
    co_return std::vector<std::string>{concrete};
  options.forbid_closed = true;
  CO_TRY(const auto found, co_await find_indices(engine, std::move(expression), options));
  std::vector<std::string> names;
  for (const auto& index : found) names.push_back(index.name);
  co_return names;
}

}  // namespace headrace::content
