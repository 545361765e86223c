#pragma once
// An object of a PDF as reading wants it: what is not there or is of another kind is nothing, and asking costs no warning.

#ifndef POINTERHOLDER_TRANSITION
#define POINTERHOLDER_TRANSITION 4
#endif
// qpdf 11's JSON.hh is no C++20 (a vector of what is not complete yet), and nothing of it is needed here.
#define JSON_HH
class JSON;
#include <qpdf/QPDFObjectHandle.hh>
#include <string>

namespace headrace::extract::pdf {

class Object {
 public:
  Object() : handle_(QPDFObjectHandle::newNull()) {}
  Object(QPDFObjectHandle handle) : handle_(std::move(handle)) {}

  [[nodiscard]] bool is_null() const { return handle_.isNull(); }
  [[nodiscard]] bool is_dictionary() const { return handle_.isDictionary(); }
  [[nodiscard]] bool is_array() const { return handle_.isArray(); }
  [[nodiscard]] bool is_name() const { return handle_.isName(); }
  [[nodiscard]] bool is_number() const { return handle_.isNumber(); }
  [[nodiscard]] bool is_stream() const { return handle_.isStream(); }
  [[nodiscard]] bool is_indirect() const { return handle_.isIndirect(); }
  [[nodiscard]] QPDFObjGen id() const { return handle_.getObjGen(); }

  /// Of a dictionary, or of that of a stream; `key` with its slash.
  [[nodiscard]] Object member(const std::string& key) const {
    auto dictionary = handle_.isStream() ? handle_.getDict() : handle_;
    return dictionary.isDictionary() ? Object(dictionary.getKey(key)) : Object();
  }
  [[nodiscard]] int size() const { return handle_.isArray() ? handle_.getArrayNItems() : 0; }
  [[nodiscard]] Object at(int index) const { return index < size() ? Object(handle_.getArrayItem(index)) : Object(); }
  /// With its slash; "" for what is no name.
  [[nodiscard]] std::string name() const { return handle_.isName() ? handle_.getName() : std::string(); }
  [[nodiscard]] double number(double otherwise) const { return handle_.isNumber() ? handle_.getNumericValue() : otherwise; }
  /// A text of people as UTF-8, as far as the file is right; "" for what is no string.
  [[nodiscard]] std::string text() const { return handle_.isString() ? handle_.getUTF8Value() : std::string(); }

  [[nodiscard]] QPDFObjectHandle& handle() const { return handle_; }

 private:
  mutable QPDFObjectHandle handle_;  ///< its questions are not const
};

}  // namespace headrace::extract::pdf
