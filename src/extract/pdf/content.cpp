#include "extract/pdf/content.h"

#include <cmath>
#include <unordered_map>

#include "extract/pdf/lexer.h"
#include "extract/pdf/streams.h"

namespace headrace::extract::pdf {
namespace {

constexpr std::size_t most_fonts = 1000;
constexpr std::size_t most_operands = 100'000;  // of one operator, with what stands in its list
constexpr std::size_t most_states = 512;

struct Operand {
  Token::Kind kind;
  double number;
  std::string text;
};

struct TextState {
  std::shared_ptr<const Font> font;
  double size = 0, character_spacing = 0, word_spacing = 0, scale = 1, leading = 0, rise = 0;
};

struct State {
  Matrix matrix;
  TextState text;
};

class Interpreter {
 public:
  Interpreter(Object resources, const Matrix& matrix, Fonts& fonts, Budget& budget, Layout& layout, std::size_t depth)
      : resources_(std::move(resources)), fonts_(fonts), budget_(budget), layout_(layout), depth_(depth), state_{matrix, {}} {}

  void read(std::string_view content) {
    Lexer lexer(content);
    std::size_t dictionaries = 0;
    for (auto token = lexer.next(); token.kind != Token::Kind::end && !layout_.has_enough(); token = lexer.next()) {
      using Kind = Token::Kind;
      if (token.kind == Kind::dictionary_begin) ++dictionaries;
      if (token.kind == Kind::dictionary_end && dictionaries > 0) --dictionaries;
      if (token.kind == Kind::word && token.text == "ID") {
        lexer.skip_inline_image();
        operands_.clear();
        dictionaries = 0;
      } else if (token.kind == Kind::word) {
        budget_.take_step();
        run(token.text);
        operands_.clear();
        dictionaries = 0;
        if (layout_.is_too_long()) throw TooMuch("its text is too long");
      } else if (dictionaries == 0 && operands_.size() < most_operands) {
        operands_.push_back({token.kind, token.number, std::string(token.text)});
      }
    }
  }

 private:
  using Operator = void (Interpreter::*)();

  void run(std::string_view name) {
    static const auto& operators = *new std::unordered_map<std::string_view, Operator>{{"q", &Interpreter::save},
                                                                                       {"Q", &Interpreter::restore},
                                                                                       {"cm", &Interpreter::transform},
                                                                                       {"BT", &Interpreter::begin_text},
                                                                                       {"Tf", &Interpreter::set_font},
                                                                                       {"Tm", &Interpreter::set_matrix},
                                                                                       {"Td", &Interpreter::move},
                                                                                       {"TD", &Interpreter::move_leading},
                                                                                       {"T*", &Interpreter::next_line},
                                                                                       {"Tj", &Interpreter::show_operand},
                                                                                       {"TJ", &Interpreter::show_list},
                                                                                       {"'", &Interpreter::show_on_next_line},
                                                                                       {"\"", &Interpreter::show_spaced},
                                                                                       {"Tc", &Interpreter::set_character_spacing},
                                                                                       {"Tw", &Interpreter::set_word_spacing},
                                                                                       {"Tz", &Interpreter::set_scale},
                                                                                       {"TL", &Interpreter::set_leading},
                                                                                       {"Ts", &Interpreter::set_rise},
                                                                                       {"Do", &Interpreter::show_object},
                                                                                       {"gs", &Interpreter::set_graphics_state}};
    if (const auto found = operators.find(name); found != operators.end()) (this->*found->second)();
  }

  /// The number at `place` from the end; 0 when there is none.
  [[nodiscard]] double number(std::size_t place) const {
    if (place >= operands_.size()) return 0;
    const auto& operand = operands_[operands_.size() - 1 - place];
    return operand.kind == Token::Kind::number ? operand.number : 0;
  }
  [[nodiscard]] Matrix matrix_operand() const { return {number(5), number(4), number(3), number(2), number(1), number(0)}; }
  [[nodiscard]] bool ends_with(Token::Kind kind) const { return !operands_.empty() && operands_.back().kind == kind; }

  void save() {
    if (saved_.size() < most_states) saved_.push_back(state_);
  }
  void restore() {
    if (saved_.empty()) return;
    state_ = std::move(saved_.back());
    saved_.pop_back();
  }
  void transform() {
    if (operands_.size() >= 6) state_.matrix = matrix_operand() * state_.matrix;
  }
  void begin_text() { text_ = line_ = Matrix(); }
  void set_matrix() {
    if (operands_.size() >= 6) text_ = line_ = matrix_operand();
  }
  void move_by(double x, double y) { text_ = line_ = Matrix{.e = x, .f = y} * line_; }
  void move() { move_by(number(1), number(0)); }
  void move_leading() {
    state_.text.leading = -number(0);
    move();
  }
  void next_line() { move_by(0, -state_.text.leading); }
  void set_character_spacing() { state_.text.character_spacing = number(0); }
  void set_word_spacing() { state_.text.word_spacing = number(0); }
  void set_scale() { state_.text.scale = number(0) / 100; }
  void set_leading() { state_.text.leading = number(0); }
  void set_rise() { state_.text.rise = number(0); }

  void set_font() {
    if (operands_.size() < 2 || operands_[operands_.size() - 2].kind != Token::Kind::name) return;
    state_.text.size = number(0);
    state_.text.font = fonts_.find(resources_.member("/Font").member("/" + operands_[operands_.size() - 2].text));
  }

  void set_graphics_state() {
    if (!ends_with(Token::Kind::name)) return;
    const auto font = resources_.member("/ExtGState").member("/" + operands_.back().text).member("/Font");
    if (font.size() != 2 || !font.at(1).is_number()) return;
    state_.text.size = font.at(1).number(0);
    state_.text.font = fonts_.find(font.at(0));
  }

  void show_operand() {
    if (ends_with(Token::Kind::string)) show(operands_.back().text);
  }
  void show_on_next_line() {
    next_line();
    show_operand();
  }
  void show_spaced() {
    state_.text.word_spacing = number(2);
    state_.text.character_spacing = number(1);
    show_on_next_line();
  }
  void show_list() {
    for (const auto& operand : operands_) {
      if (operand.kind == Token::Kind::string) show(operand.text);
      if (operand.kind == Token::Kind::number) advance(-operand.number / 1000 * state_.text.size);
    }
  }

  /// Along the line, by a length in text space before scaling.
  void advance(double length) {
    const bool is_vertical = state_.text.font && state_.text.font->is_vertical();
    const auto step = is_vertical ? Matrix{.f = length} : Matrix{.e = length * state_.text.scale};
    text_ = step * text_;
  }

  void show(std::string_view bytes) {
    auto& text = state_.text;
    if (!text.font) text.font = fonts_.find(Object());
    const bool is_vertical = text.font->is_vertical();
    while (!bytes.empty() && !layout_.has_enough()) {
      budget_.take_step();
      auto glyph = text.font->take(bytes, glyph_text_);
      if (is_vertical) glyph.width = -1;
      layout_.add(placed(glyph, is_vertical), glyph_text_);
      const double spacing = text.character_spacing + (glyph.is_one_blank ? text.word_spacing : 0);
      advance(glyph.width * text.size + (is_vertical ? -spacing : spacing));
    }
  }

  [[nodiscard]] Placed placed(const Glyph& glyph, bool is_vertical) const {
    const auto& text = state_.text;
    const auto whole = text_ * state_.matrix;
    const double length = glyph.width * text.size * (is_vertical ? 1 : text.scale);
    // The unit vector of the writing: x of text space, or its y downwards.
    double dx = is_vertical ? -whole.c : whole.a;
    double dy = is_vertical ? -whole.d : whole.b;
    const double norm = std::hypot(dx, dy);
    if (norm > 0) {
      dx /= norm;
      dy /= norm;
    }
    return {.x = text.rise * whole.c + whole.e,
            .y = text.rise * whole.d + whole.f,
            .advance_x = length * (is_vertical ? whole.c : whole.a),
            .advance_y = length * (is_vertical ? whole.d : whole.b),
            .direction_x = dx,
            .direction_y = dy,
            .size = std::abs(text.size) * std::hypot(whole.c, whole.d)};
  }

  void show_object() {
    if (!ends_with(Token::Kind::name)) return;
    read_form(resources_.member("/XObject").member("/" + operands_.back().text), resources_, state_.matrix, fonts_, budget_, layout_,
              depth_ + 1);
  }

  Object resources_;
  Fonts& fonts_;
  Budget& budget_;
  Layout& layout_;
  std::size_t depth_;
  State state_;
  std::vector<State> saved_;
  Matrix text_, line_;
  std::vector<Operand> operands_;
  std::string glyph_text_;
};

Matrix matrix_of(const Object& list) {
  if (list.size() != 6) return {};
  return {.a = list.at(0).number(1),
          .b = list.at(1).number(0),
          .c = list.at(2).number(0),
          .d = list.at(3).number(1),
          .e = list.at(4).number(0),
          .f = list.at(5).number(0)};
}

}  // namespace

std::shared_ptr<const Font> Fonts::find(const Object& dictionary) {
  const bool is_kept = dictionary.is_indirect() || dictionary.is_null();
  if (is_kept) {
    if (const auto known = known_.find(dictionary.id()); known != known_.end()) return known->second;
  }
  auto font = Font::read(dictionary, budget_);
  if (known_.size() >= most_fonts) known_.clear();
  if (is_kept) known_.emplace(dictionary.id(), font);
  return font;
}

void read_content(std::string_view content, const Object& resources, const Matrix& matrix, Fonts& fonts, Budget& budget, Layout& layout,
                  std::size_t depth) {
  Interpreter(resources, matrix, fonts, budget, layout, depth).read(content);
}

void read_form(const Object& form, const Object& resources, const Matrix& matrix, Fonts& fonts, Budget& budget, Layout& layout,
               std::size_t depth) {
  if (depth > budget.limits.form_depth || !form.is_stream() || form.member("/Subtype").name() != "/Form") return;
  std::string content;
  unpack(form, budget, content);
  const auto own = form.member("/Resources");
  read_content(content, own.is_dictionary() ? own : resources, matrix_of(form.member("/Matrix")) * matrix, fonts, budget, layout, depth);
}

}  // namespace headrace::extract::pdf
