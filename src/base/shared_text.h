#pragma once
// A text that is handed on from stage to stage without being copied. It never changes.

#include <memory>
#include <string>
#include <string_view>

namespace headrace::base {

class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text) : text_(std::make_shared<const std::string>(std::move(text))) {}  // NOLINT(google-explicit-constructor)
  SharedText(const char* text) : SharedText(std::string(text)) {}                                // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::string_view view() const { return text_ == nullptr ? std::string_view() : *text_; }
  operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] bool empty() const { return view().empty(); }
  /// Never null.
  [[nodiscard]] std::shared_ptr<const std::string> share() const {
    return text_ == nullptr ? std::make_shared<const std::string>() : text_;
  }

  friend bool operator==(const SharedText& a, std::string_view b) { return a.view() == b; }

 private:
  std::shared_ptr<const std::string> text_;
};

}  // namespace headrace::base
