#include "extract/pdf/pdf_text.h"

#include <fmt/format.h>
#include <set>

#include "extract/pdf/content.h"
#include "extract/pdf/date.h"
#include "extract/pdf/streams.h"
#include "json/utf8.h"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>

namespace headrace::extract::pdf {
namespace {

/// Texts of people, such as the title: bounded, without what does not belong there.
std::string text_of(const Object& object) {
  constexpr std::size_t most = 10'000;
  auto text = json::valid_utf8(object.text().substr(0, most));
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n'; });
  return text;
}

class PageReader {
 public:
  PageReader(QPDF& file, const PdfLimits& limits)
      : file_(file), budget_(limits), fonts_(budget_), layout_(limits.characters, limits.text_bytes) {}

  void read(PdfText& to) {
    walk(Object(file_.getRoot()).member("/Pages"));
    if (pages_ == 0) find_lost_pages();
    to.pages = pages_;
    to.text = std::move(layout_).take();
  }

 private:
  struct Node {
    Object object, resources;
  };

  /// In the order of the tree, each node once, whatever the links between them are.
  void walk(const Object& root) {
    std::vector<Node> open{{root, Object()}};
    while (!open.empty() && !layout_.has_enough()) {
      auto [object, resources] = std::move(open.back());
      open.pop_back();
      if (!object.is_dictionary() || (object.is_indirect() && !seen_.insert(object.id()).second)) continue;
      if (const auto own = object.member("/Resources"); own.is_dictionary()) resources = own;
      const auto kids = object.member("/Kids");
      if (!kids.is_array()) {
        read_page(object, resources);
        continue;
      }
      for (int i = kids.size(); i-- > 0;) {
        budget_.take_step();
        open.push_back({kids.at(i), resources});
      }
    }
  }

  /// Where the tree is damaged, the pages are what calls itself a page.
  void find_lost_pages() {
    for (const Object object : file_.getAllObjects()) {
      if (layout_.has_enough()) return;
      if (object.member("/Type").name() == "/Page" && seen_.insert(object.id()).second) read_page(object, object.member("/Resources"));
    }
  }

  void read_page(const Object& page, const Object& resources) {
    if (++pages_ > budget_.limits.pages) throw TooMuch(fmt::format("it has more than {} pages", budget_.limits.pages));
    layout_.end_line();
    read_content(unpack_contents(page.member("/Contents"), budget_), resources, Matrix(), fonts_, budget_, layout_);
    read_annotations(page.member("/Annots"), resources);
  }

  /// What the fields of forms show, and texts that were written onto the page.
  void read_annotations(const Object& annotations, const Object& resources) {
    for (int i = 0; i < annotations.size() && !layout_.has_enough(); ++i) {
      budget_.take_step();
      const auto annotation = annotations.at(i);
      const auto kind = annotation.member("/Subtype").name();
      if (kind != "/Widget" && kind != "/FreeText") continue;
      layout_.end_line();
      read_form(annotation.member("/AP").member("/N"), resources, Matrix(), fonts_, budget_, layout_);
    }
  }

  QPDF& file_;
  Budget budget_;
  Fonts fonts_;
  Layout layout_;
  std::set<QPDFObjGen> seen_;
  std::size_t pages_ = 0;
};

void read_information(QPDF& file, PdfText& to) {
  const auto information = Object(file.getTrailer()).member("/Info");
  to.title = text_of(information.member("/Title"));
  to.author = text_of(information.member("/Author"));
  to.keywords = text_of(information.member("/Keywords"));
  to.creator = text_of(information.member("/Creator"));
  to.created = iso_date(text_of(information.member("/CreationDate")));
  to.modified = iso_date(text_of(information.member("/ModDate")));
  to.version = json::valid_utf8(file.getPDFVersion()).substr(0, 8);
  to.language = text_of(Object(file.getRoot()).member("/Lang")).substr(0, 35);
}

std::unexpected<Error> unreadable(std::string_view why) {
  constexpr std::size_t most = 300;
  return fail(ErrorKind::illegal_argument, fmt::format("the file cannot be read as PDF: {}", json::valid_utf8(why.substr(0, most))));
}

}  // namespace

Result<PdfText> read_pdf(std::string_view bytes, const PdfLimits& limits) {
  try {
    PdfText text;
    QPDF file;
    file.setSuppressWarnings(true);
    file.processMemoryFile("file", bytes.data(), bytes.size(), "");
    read_information(file, text);
    PageReader(file, limits).read(text);
    return text;
  } catch (const QPDFExc& problem) {
    // The words of the original's library.
    if (problem.getErrorCode() == qpdf_e_password) return fail(ErrorKind::illegal_argument, "Unable to process: document is encrypted");
    return unreadable(problem.getMessageDetail());
  } catch (const TooMuch& problem) {
    return unreadable(problem.what());
  } catch (const std::bad_alloc&) {
    return unreadable("it needs more memory than it may have");
  } catch (const std::exception& problem) {
    return unreadable(problem.what());
  }
}

}  // namespace headrace::extract::pdf
