#include "http/router.h"

#include <algorithm>
#include <array>
#include <map>

namespace headrace::http {
namespace {

using Segments = std::vector<std::string_view>;

/// The segments of a path; empty ones at the end do not count, empty ones in the middle do (docs/spec/rest-conventions.md 3.5).
Segments split_path(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  Segments segments;
  if (path.empty()) return segments;
  for (;;) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_capture(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

/// The place of a method in the list of allowed ones.
std::size_t method_rank(std::string_view method) {
  static constexpr std::array<std::string_view, 9> order = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT"};
  return static_cast<std::size_t>(std::ranges::find(order, method) - order.begin());
}

}  // namespace

/// One segment of the templates; a template ends where there are endings.
struct Router::Node {
  struct Ending {
    std::string method;
    std::size_t route;
    std::vector<std::string> names;  ///< of the captures, from the left
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> capture;
  std::vector<Ending> endings;
};

/// Walks the tree for one path and notes, in the order of docs/spec/rest-conventions.md 4.1, the nodes where templates end.
struct Router::Search {
  struct Candidate {
    const Node* node;
    Segments captured;
  };
  const Segments& segments;
  Segments captured = {};
  std::vector<Candidate> ends_in_literal = {};
  std::vector<Candidate> ends_in_capture = {};

  // Recursion is bounded by the longest template of our own table, not by the path.
  void walk(const Node& node, std::size_t at) {
    const bool last = at + 1 == segments.size();
    const auto found = node.literals.find(segments[at]);
    const Node* literal = found == node.literals.end() ? nullptr : found->second.get();
    if (literal != nullptr) {
      if (!last) {
        walk(*literal, at + 1);
      } else if (!literal->endings.empty()) {
        ends_in_literal.push_back({literal, captured});
        return;  // at the last segment a fitting literal hides the capture, for every method
      }
    }
    if (node.capture == nullptr) return;
    captured.push_back(segments[at]);
    if (!last) {
      walk(*node.capture, at + 1);
    } else if (!node.capture->endings.empty()) {
      ends_in_capture.push_back({node.capture.get(), captured});
    }
    captured.pop_back();
  }

  static Result<Match> found(const Candidate& candidate, const Node::Ending& ending) {
    Match match{.kind = Match::Kind::found, .route = ending.route, .captures = {}, .allowed = {}};
    match.captures.reserve(candidate.captured.size());
    for (std::size_t i = 0; i < candidate.captured.size(); ++i) {
      auto value = percent_decode(candidate.captured[i], false);
      if (!value) return fail(std::move(value).error());
      match.captures.emplace_back(ending.names[i], std::move(*value));
    }
    return match;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::string_view method, std::string_view path_template, std::size_t route) {
  const auto segments = split_path(path_template);
  deepest_ = std::max(deepest_, segments.size());
  std::vector<std::string> names;
  Node* node = root_.get();
  for (const auto segment : segments) {
    auto& next = is_capture(segment) ? node->capture : node->literals[std::string(segment)];
    if (next == nullptr) next = std::make_unique<Node>();
    if (is_capture(segment)) names.emplace_back(segment.substr(1, segment.size() - 2));
    node = next.get();
  }
  std::erase_if(node->endings, [method](const Node::Ending& ending) { return ending.method == method; });
  node->endings.push_back({std::string(method), route, std::move(names)});
}

Result<Match> Router::find(std::string_view method, std::string_view path) const {
  const auto segments = split_path(path);
  Search search{segments};
  if (segments.empty()) {
    if (!root_->endings.empty()) search.ends_in_literal.push_back({root_.get(), {}});
  } else if (segments.size() <= deepest_) {
    search.walk(*root_, 0);
  }

  Match refused;
  for (const auto* candidates : {&search.ends_in_literal, &search.ends_in_capture}) {
    for (const auto& candidate : *candidates) {
      refused.kind = Match::Kind::wrong_method;
      for (const auto& ending : candidate.node->endings) {
        if (ending.method == method) return Search::found(candidate, ending);
        if (std::ranges::find(refused.allowed, ending.method) == refused.allowed.end()) refused.allowed.push_back(ending.method);
      }
    }
  }
  std::ranges::sort(refused.allowed, [](const std::string& a, const std::string& b) {
    return std::pair(method_rank(a), std::string_view(a)) < std::pair(method_rank(b), std::string_view(b));
  });
  return refused;
}

}  // namespace headrace::http
