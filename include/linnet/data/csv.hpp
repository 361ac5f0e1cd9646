// SPDX-License-Identifier: MIT
// Reads CSV files, plain or gzip, into a Table of text fields; TableEncoder makes tensors of it. Source: RFC 4180.
#pragma once

#include <linnet/config.hpp>

static_assert(LINNET_HOST, "linnet/data/csv.hpp reads files: it is for hosts; compile the data into the firmware instead");

#include <linnet/data/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

/// Options of read_csv.
struct CsvOptions {
  bool header = true;                            ///< the first line names the columns; else they are called 0, 1, 2, ...
  char delimiter = ',';                          ///< between two fields
  std::size_t max_bytes = std::size_t{1} << 30;  ///< bounds the size of the file, packed and unpacked
};

namespace detail {

/// Takes the text of a CSV file apart, row by row.
class CsvText {
 public:
  CsvText(const std::string& path, std::string_view csv, char delimiter) : path_(path), csv_(csv), delimiter_(delimiter) {
    if (csv_.starts_with("\xef\xbb\xbf")) csv_.remove_prefix(3);  // the byte order mark of UTF-8
  }

  /// The line on which the last row begins, from 1 on.
  std::size_t line() const { return row_line_; }

  /// The fields of the next row that is not an empty line; false where there is none.
  bool read_row(std::vector<std::string>& fields) {
    while (end_line()) continue;
    row_line_ = line_;
    fields.clear();
    if (csv_.empty()) return false;
    do {
      column_ = fields.size() + 1;
      fields.push_back(csv_.starts_with('"') ? quoted_field() : plain_field());
    } while (accept(delimiter_));
    if (!csv_.empty() && !end_line()) {
      refuse(
          "the field ends at its closing quote: expected the delimiter or the end of the line behind it; a quote within a "
          "field is doubled");
    }
    return true;
  }

 private:
  [[noreturn]] LINNET_COLD void refuse(const char* reason) const {
    file_error(path_, text("line ", line_, ", column ", column_, ": ", reason));
  }
  bool accept(char c) {
    if (!csv_.starts_with(c)) return false;
    csv_.remove_prefix(1);
    return true;
  }
  bool end_line() {
    if (csv_.starts_with("\r\n")) csv_.remove_prefix(1);
    if (!accept('\n')) return false;
    ++line_;
    return true;
  }
  char take() {
    const char c = csv_.front();
    if (c == '\0') refuse("expected text, found a byte of 0; save UTF-16 as UTF-8");
    if (c == '\n') ++line_;
    csv_.remove_prefix(1);
    return c;
  }
  std::string plain_field() {
    std::string field;
    while (!csv_.empty() && !csv_.starts_with(delimiter_) && !csv_.starts_with('\n') && !csv_.starts_with("\r\n")) {
      const char c = take();
      if (c == '"') refuse("a quote within a field that does not begin with one; put the field into quotes and double it");
      if (c == '\r') refuse("a carriage return without a line feed; end lines with a line feed, or put the field into quotes");
      field += c;
    }
    return field;
  }
  std::string quoted_field() {
    const std::size_t first_line = line_;
    std::string field;
    take();
    for (;;) {
      if (csv_.empty()) {
        file_error(path_, text("line ", first_line, ", column ", column_, ": the quote that begins the field is never closed"));
      }
      const char c = take();
      if (c == '"' && !accept('"')) return field;
      field += c;
    }
  }

  const std::string& path_;
  std::string_view csv_;  ///< what is left to read
  char delimiter_;
  std::size_t line_ = 1, row_line_ = 1, column_ = 1;
};

/// The table in the bytes of a CSV file; `path` is for messages.
LINNET_COLD inline Table parse_csv(const std::string& path, std::span<const std::uint8_t> bytes, const CsvOptions& options) {
  require(std::string_view("\"\r\n").find(options.delimiter) == std::string_view::npos && options.delimiter != '\0',
          [] { return std::string("read_csv: the delimiter must not be a quote, a line end or 0"); });
  CsvText csv(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, options.delimiter);
  std::vector<std::string> fields;
  if (!csv.read_row(fields)) file_error(path, "expected a table, found nothing but empty lines");

  std::vector<std::string> names = fields;
  if (!options.header) {
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = std::to_string(i);
  }
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    file_error(path,
               text("line ", csv.line(), ": expected a name of its own for each column, found ", in_quotes(*twice), " twice"));
  }

  Table table(path, std::move(names));
  for (bool more = !options.header || csv.read_row(fields); more; more = csv.read_row(fields)) {
    if (static_cast<Index>(fields.size()) != table.columns()) {
      file_error(path, text("line ", csv.line(), ": expected ", table.columns(), " fields, found ", fields.size()));
    }
    table.append(csv.line(), fields);
  }
  return table;
}

}  // namespace detail

/// Reads a CSV file, plain or gzip, in UTF-8: fields may stand in quotes, quotes in them are doubled, and line ends are LF or CRLF.
///
/// Empty lines are left out, blanks belong to their field, and the last line needs no end. Throws std::runtime_error with the file,
/// line and column when the file is missing, too large or damaged, when a row has more or fewer fields than the first one, or
/// when two columns have one name.
LINNET_COLD inline Table read_csv(const std::string& path, const CsvOptions& options = {}) {
  return detail::parse_csv(path, read_file(path, options.max_bytes), options);
}

}  // namespace linnet
