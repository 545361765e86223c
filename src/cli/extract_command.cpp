// headrace extract-pdf: the helper process of a server, which starts it; not for people.
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "extract/outside/pdf_helper.h"

namespace headrace::cli {

void add_extract_command(CLI::App& app, Context& context) {
  auto characters = std::make_shared<std::int64_t>(-1);
  auto* command = app.add_subcommand(extract::pdf_helper_command, "Text of a PDF on standard input, as JSON")->group("");
  command->add_option("--characters", *characters, "Reading stops after so many; below 0: never");
  command->callback([&context, characters] { context.exit = static_cast<Exit>(extract::serve_pdf_helper(*characters)); });
}

}  // namespace headrace::cli
