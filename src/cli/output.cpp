#include "cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.h"

namespace headrace::cli {
namespace {

/// Code points, good enough for the width of what stands in a table.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Line breaks and other control characters would tear a table apart (or a terminal).
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

std::string table(const json::Array& rows, const std::vector<Column>& columns) {
  std::vector<std::vector<std::string>> lines(1);
  for (const auto& each : columns) lines[0].push_back(each.heading);
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const auto& each : columns) line.push_back(one_line(each.cell(row)));
  }
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(widths[i] - width(line[i]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv(const json::Array& rows, const std::vector<Column>& columns) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(columns[i].heading);
  text += "\r\n";
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(columns[i].cell(row));
    text += "\r\n";
  }
  return text;
}

void flatten(const json::Value& value, const std::string& path, std::string& text) {
  if (value.is_object() && !value.as_object().empty()) {
    for (const auto& member : value.as_object()) flatten(member.value, path.empty() ? member.name : path + "." + member.name, text);
    return;
  }
  text += fmt::format("{:<34} {}\n", path, one_line(plain(value)));
}

}  // namespace

std::string plain(const json::Value& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.as_string() : json::write(value);
}

Column column(std::string heading, std::string path) {
  return {std::move(heading), [path = std::move(path)](const json::Value& row) {
            const auto* value = row.at_path(path);
            return value == nullptr ? std::string() : plain(*value);
          }};
}

std::string format_rows(const Context& context, const json::Array& rows, const std::vector<Column>& columns) {
  if (context.quiet) {
    std::string ids;
    for (const auto& row : rows) ids += std::string(row.text("id")) + "\n";
    return ids;
  }
  switch (context.output) {
    case OutputFormat::json:
      return json::write_pretty(json::Value(rows));
    case OutputFormat::jsonl: {
      std::string lines;
      for (const auto& row : rows) lines += json::write(row) + "\n";
      return lines;
    }
    case OutputFormat::csv:
      return csv(rows, columns);
    case OutputFormat::table:
      break;
  }
  return table(rows, columns);
}

std::string format_object(const Context& context, const json::Value& object) {
  if (context.quiet) return std::string(object.text("id")) + "\n";
  switch (context.output) {
    case OutputFormat::json:
      return json::write_pretty(object);
    case OutputFormat::jsonl:
      return json::write(object) + "\n";
    case OutputFormat::csv: {
      std::vector<Column> columns;
      for (const auto& member : object.as_object()) columns.push_back(column(member.name, member.name));
      return csv({object}, columns);
    }
    case OutputFormat::table:
      break;
  }
  std::string text;
  flatten(object, "", text);
  return text;
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", size, units[unit]);
}

std::string duration_between(std::string_view from, std::string_view until) {
  const auto start = base::parse_date(from);
  const auto end = base::parse_date(until);
  if (!start || !end || *end < *start) return "";
  return duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(*end - *start));
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto millis = duration.count();
  if (millis < 10'000) return fmt::format("{}.{:03}s", millis / 1000, millis % 1000);
  const auto seconds = millis / 1000;
  if (seconds < 60) return fmt::format("{}.{}s", seconds, millis / 100 % 10);
  if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h {:02}m {:02}s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace headrace::cli
