#include "extract/outside/pdf_helper.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>

#include "extract/outside/helper.h"
#include "extract/outside/sandbox.h"
#include "extract/pdf/pdf_text.h"
#include "json/value.h"

namespace headrace::extract {
namespace {

constexpr int done = 0, failed = 1;

/// The members of the answer, and where they go.
struct Field {
  std::string_view name;
  std::string pdf::PdfText::* from;
  std::string FileText::* to;
};

constexpr auto fields = std::to_array<Field>({
    {"text", &pdf::PdfText::text, &FileText::text},
    {"title", &pdf::PdfText::title, &FileText::title},
    {"author", &pdf::PdfText::author, &FileText::author},
    {"keywords", &pdf::PdfText::keywords, &FileText::keywords},
    {"creator", &pdf::PdfText::creator, &FileText::creator_tool},
    {"created", &pdf::PdfText::created, &FileText::date},
    {"modified", &pdf::PdfText::modified, &FileText::modified},
    {"version", &pdf::PdfText::version, &FileText::format},
    {"language", &pdf::PdfText::language, &FileText::language},
});

bool read_all(std::string& to) {
  std::array<char, 65536> piece;
  while (true) {
    const auto got = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    to.append(piece.data(), static_cast<std::size_t>(got));
  }
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

json::Value answer_of(Result<pdf::PdfText> read) {
  if (!read) return json::object({{"error", read.error().reason}});
  json::Value answer = json::Object{};
  for (const auto& field : fields) answer.set(field.name, std::move((*read).*field.from));
  return answer;
}

}  // namespace

int serve_pdf_helper(std::int64_t most_characters) {
  give_up_rights();
  try {
    std::string content;
    if (!read_all(content)) return failed;
    const auto answer = answer_of(pdf::read_pdf(content, {.characters = most_characters}));
    return write_all(json::write(answer)) ? done : failed;
  } catch (const std::bad_alloc&) {
    write_all(R"({"error":"the file cannot be read as PDF: it needs more memory than it may have"})");
    return done;
  } catch (const std::exception&) {
    return failed;
  }
}

Result<FileText> read_pdf_outside(const std::string& program, std::string_view content, std::int64_t most_characters,
                                  const std::atomic<bool>& stop) {
  const Helper helper{.program = program, .arguments = {pdf_helper_command, "--characters", std::to_string(most_characters)}};
  TRY(const auto said, run_helper(helper, content, stop));
  const auto answer = json::parse(said);
  if (!answer || !answer->is_object()) return fail(ErrorKind::illegal_argument, "the helper process gave an answer that cannot be read");
  if (const auto problem = answer->text("error"); !problem.empty()) return fail(ErrorKind::illegal_argument, std::string(problem));
  FileText text;
  for (const auto& field : fields) text.*field.to = answer->text(field.name);
  text.format = "application/pdf; version=" + text.format;
  text.language = text.language.substr(0, text.language.find('-'));
  return text;
}

}  // namespace headrace::extract
