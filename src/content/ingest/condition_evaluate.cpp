#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/ingest/condition_node.h"
#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;
using Kind = ConditionNode::Kind;

const Value null_value;

/// A value of the document or of the condition, or one that was made on the way; or `ctx` itself.
struct Term {
  const Value* seen = nullptr;
  Value made = {};
  bool is_context = false;

  [[nodiscard]] const Value& get() const { return seen == nullptr ? made : *seen; }
};

std::string_view type_of(const Term& term) { return term.is_context ? "java.util.Map" : java_type(term.get()); }

Error bad_cast(const Term& term, std::string_view to) {
  return {ErrorKind::class_cast, fmt::format("Cannot cast from [{}] to [{}].", type_of(term), to)};
}

Error null_access(std::string_view name) {
  return {ErrorKind::null_pointer, fmt::format("cannot access method/field [{}] from a null def reference", name)};
}

std::strong_ordering direction(double a, double b) {
  return a < b ? std::strong_ordering::less : (a > b ? std::strong_ordering::greater : std::strong_ordering::equal);
}

std::strong_ordering compare_numbers(const Value& a, const Value& b) {
  const auto x = a.integer();
  const auto y = b.integer();
  return x && y ? *x <=> *y : direction(a.real().value_or(0), b.real().value_or(0));
}

bool same(const Term& a, const Term& b) {
  if (a.is_context || b.is_context) return a.is_context && b.is_context;
  const auto& x = a.get();
  const auto& y = b.get();
  return x.is_number() && y.is_number() ? compare_numbers(x, y) == std::strong_ordering::equal : x == y;
}

class Evaluation {
 public:
  explicit Evaluation(const Document& document) : document_(document) {}

  Result<bool> truth(const ConditionNode& node) {
    TRY(const auto term, evaluate(node));
    if (term.is_context || !term.get().is_bool()) return fail(bad_cast(term, "boolean"));
    return term.get().as_bool();
  }

 private:
  Result<Term> evaluate(const ConditionNode& node) {
    switch (node.kind) {
      case Kind::literal:
        return Term{&node.literal};
      case Kind::context:
        return Term{nullptr, {}, true};
      case Kind::chain:
        return follow(node);
      case Kind::instance:
        return instance(node);
      default:
        break;
    }
    TRY(const bool answer, decide(node));
    return Term{nullptr, answer};
  }

  Result<bool> decide(const ConditionNode& node) {
    if (node.kind == Kind::negation) {
      TRY(const bool inner, truth(node.operands.front()));
      return !inner;
    }
    if (node.kind == Kind::any || node.kind == Kind::all) {
      const bool decides = node.kind == Kind::any;
      for (const auto& operand : node.operands) {
        TRY(const bool answer, truth(operand));
        if (answer == decides) return decides;
      }
      return !decides;
    }
    TRY(const auto left, evaluate(node.operands.front()));
    TRY(const auto right, evaluate(node.operands.back()));
    if (node.kind == Kind::equal || node.kind == Kind::unequal) return same(left, right) == (node.kind == Kind::equal);
    return compare(node.kind, left, right);
  }

  static Result<bool> compare(Kind kind, const Term& left, const Term& right) {
    const bool is_less = kind == Kind::less || kind == Kind::less_equal;
    const bool may_be_equal = kind == Kind::less_equal || kind == Kind::greater_equal;
    if (left.is_context || right.is_context || !left.get().is_number() || !right.get().is_number())
      return fail(ErrorKind::class_cast, fmt::format("Cannot apply [{}{}] operation to types [{}] and [{}].", is_less ? '<' : '>',
                                                     may_be_equal ? "=" : "", type_of(left), type_of(right)));
    const auto order = compare_numbers(left.get(), right.get());
    return (order == std::strong_ordering::equal && may_be_equal) ||
           order == (is_less ? std::strong_ordering::less : std::strong_ordering::greater);
  }

  Result<Term> instance(const ConditionNode& node) {
    TRY(const auto term, evaluate(node.operands.front()));
    const std::string_view type = node.literal.as_string();
    if (term.is_context) return Term{nullptr, type == "Map"};
    const auto& value = term.get();
    if (type == "List") return Term{nullptr, value.is_array()};
    if (type == "Map") return Term{nullptr, value.is_object()};
    if (type == "Number") return Term{nullptr, value.is_number()};
    return Term{nullptr, java_type(value) == fmt::format("java.lang.{}", type)};
  }

  Result<Term> follow(const ConditionNode& node) {
    TRY(auto at, evaluate(node.operands.front()));
    for (const auto& link : node.links) {
      const bool is_null = !at.is_context && at.get().is_null();
      if (is_null && link.is_null_safe) {
        at = Term{&null_value};
        continue;
      }
      if (is_null) return fail(null_access(link.name));
      TRY(at, step(at, link));
    }
    return at;
  }

  Result<Term> step(const Term& at, const ConditionLink& link) {
    if (link.kind == ConditionLink::Kind::method) return call(at, link);
    if (link.kind == ConditionLink::Kind::member) return member(at, link.name);
    TRY(const auto index, evaluate(link.arguments.front()));
    if (index.get().is_string()) return member(at, index.get().as_string());
    return element(at, index);
  }

  Result<Term> member(const Term& at, const std::string& name) {
    if (at.is_context) return found(name == "_source" || name == "_ingest" ? nullptr : document_.top(name));
    if (at.get().is_object()) return found(at.get().find(name));
    if (at.get().is_array()) {
      const auto number = base::parse_integer(name);
      if (number) return element(at, Term{nullptr, *number});
    }
    return fail(ErrorKind::illegal_argument, fmt::format("dynamic getter [{}, {}] not found", type_of(at), name));
  }

  /// A member of what was made on the way would go away with it; but only numbers and booleans are made.
  static Term found(const Value* value) { return Term{value == nullptr ? &null_value : value}; }

  static Result<Term> element(const Term& at, const Term& index) {
    const auto number = index.is_context ? std::nullopt : index.get().integer();
    if (at.is_context || !at.get().is_array() || !number)
      return fail(ErrorKind::illegal_argument, fmt::format("Attempting to address a non-array type [{}] as an array.", type_of(at)));
    const auto& list = at.get().as_array();
    const auto place = *number < 0 ? *number + static_cast<std::int64_t>(list.size()) : *number;
    if (place < 0 || static_cast<std::size_t>(place) >= list.size())
      return fail(ErrorKind::illegal_argument, fmt::format("Index {} out of bounds for length {}", *number, list.size()));
    return Term{&list[static_cast<std::size_t>(place)]};
  }

  Result<Term> call(const Term& at, const ConditionLink& link) {
    Term argument;
    if (!link.arguments.empty()) {
      TRY(argument, evaluate(link.arguments.front()));
    }
    if (link.method == Method::equals) return Term{nullptr, same(at, argument)};
    if (at.is_context || at.get().is_object()) return call_map(at, link, argument);
    if (at.get().is_array()) return call_list(at.get().as_array(), at, link, argument);
    if (at.get().is_string()) return call_text(at.get().as_string(), at, link, argument);
    return fail(unknown_method(at, link));
  }

  static Error unknown_method(const Term& at, const ConditionLink& link) {
    return {ErrorKind::illegal_argument,
            fmt::format("dynamic method [{}, {}/{}] not found", type_of(at), link.name, link.arguments.size())};
  }

  Result<Term> call_map(const Term& at, const ConditionLink& link, const Term& argument) {
    const bool is_key = link.method == Method::contains_key && !argument.is_context && argument.get().is_string();
    if (is_key) {
      const auto& name = argument.get().as_string();
      const auto* member = at.is_context ? document_.top(name) : at.get().find(name);
      return Term{nullptr, member != nullptr && name != "_source" && name != "_ingest"};
    }
    const auto size =
        at.is_context ? document_.source().as_object().size() + document_.metadata().as_object().size() : at.get().as_object().size();
    if (link.method == Method::size) return Term{nullptr, size};
    if (link.method == Method::is_empty) return Term{nullptr, size == 0};
    if (link.method == Method::contains_key) return Term{nullptr, false};
    return fail(unknown_method(at, link));
  }

  static Result<Term> call_list(const json::Array& list, const Term& at, const ConditionLink& link, const Term& argument) {
    if (link.method == Method::size) return Term{nullptr, list.size()};
    if (link.method == Method::is_empty) return Term{nullptr, list.empty()};
    if (link.method == Method::contains)
      return Term{nullptr, std::ranges::any_of(list, [&](const Value& element) { return same(Term{&element}, argument); })};
    return fail(unknown_method(at, link));
  }

  static Result<Term> call_text(const std::string& text, const Term& at, const ConditionLink& link, const Term& argument) {
    if (link.method == Method::length) return Term{nullptr, java_length(text)};
    if (link.method == Method::is_empty) return Term{nullptr, text.empty()};
    const bool wants_text = link.method == Method::contains || link.method == Method::starts_with || link.method == Method::ends_with;
    if (!wants_text && link.method != Method::equals_ignoring_case) return fail(unknown_method(at, link));
    const bool is_text = !argument.is_context && argument.get().is_string();
    if (!is_text && !wants_text) return Term{nullptr, false};
    if (!is_text && !argument.is_context && argument.get().is_null()) return fail(null_access(link.name));
    if (!is_text) return fail(bad_cast(argument, "java.lang.String"));
    const auto& part = argument.get().as_string();
    if (link.method == Method::contains) return Term{nullptr, text.contains(part)};
    if (link.method == Method::starts_with) return Term{nullptr, text.starts_with(part)};
    if (link.method == Method::ends_with) return Term{nullptr, text.ends_with(part)};
    return Term{nullptr, base::equals_ignoring_case(text, part)};
  }

  const Document& document_;
};

}  // namespace

Result<bool> evaluate(const ConditionNode& node, const Document& document) { return Evaluation(document).truth(node); }

}  // namespace headrace::content::ingest
