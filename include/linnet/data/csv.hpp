// SPDX-License-Identifier: MIT
// Reads CSV files, plain or gzip, into a Table of text fields; TableEncoder makes tensors of it. Source: RFC 4180.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/data/table.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet {

/// Options of read_csv.
struct CsvOptions {
  bool header = true;  ///< the first line names the columns; otherwise their names are 0, 1, 2, ...
  char delimiter =
      ',';  ///< between two fields; ' ' matches any run of blanks and tabs, also at the start and the end of a line
  /// Further spellings of missing values, as in pandas: {"?", "-999"}. A number matches in every spelling, such as -999.0.
  std::vector<std::string> na_values{};
  /// Limits the size of the file, packed and unpacked: 256 MiB, to which a packed file of 256 KiB can unpack; at most 4 GiB - 1.
  std::size_t max_bytes = std::size_t{1} << 28;
  std::size_t max_columns = std::size_t{1} << 16;  ///< a column costs more memory than its single byte in the file
};

namespace detail {

/// Splits the text of a CSV file, row by row.
class CsvText {
 public:
  CsvText(const std::string& path, std::string_view csv, char delimiter) : path_(&path), csv_(csv), delimiter_(delimiter) {
    if (csv_.starts_with("\xef\xbb\xbf")) csv_.remove_prefix(3);  // the byte order mark of UTF-8
    while (csv_.ends_with('\n') || (runs() && !csv_.empty() && is_blank(csv_.back()))) {
      csv_.remove_suffix(csv_.ends_with("\r\n") ? 2 : 1);
    }
    for (const char c : {delimiter, '\n', '\r', '"', '\0'}) ends_plain_[static_cast<unsigned char>(c)] = true;
    ends_plain_[static_cast<unsigned char>('\t')] = runs() || delimiter == '\t';
  }

  /// Adds the next row to `rows` and returns the number of its fields: `most` + 1 if there are more, which are not read; 0 after the last
  /// row. Skips an empty line, or with `empty_lines` returns it as a row of one field.
  std::size_t read_row(TableFields& rows, std::size_t most, bool empty_lines) {
    if (runs()) skip_blanks();
    while (!empty_lines && end_line()) {
      if (runs()) skip_blanks();
    }
    if (csv_.empty()) return 0;
    rows.lines.push_back(static_cast<std::uint32_t>(line_));
    column_ = 0;
    do {
      if (++column_ > most) return column_;
      csv_.starts_with('"') ? quoted_field(rows.text) : plain_field(rows.text);
      rows.ends.push_back(static_cast<std::uint32_t>(rows.text.size()));
    } while (separator());
    if (!csv_.empty() && !end_line()) {
      refuse(
          "the field ends at its closing quote: expected the delimiter or the end of the line after it; a quote within a "
          "field is doubled");
    }
    return column_;
  }

  /// Reserves memory for all remaining rows: a field ends at a delimiter or a line end.
  void reserve(TableFields& rows) const {
    const auto lines = static_cast<std::size_t>(std::count(csv_.begin(), csv_.end(), '\n')) + 1;
    rows.text.reserve(csv_.size());
    rows.ends.reserve(lines + static_cast<std::size_t>(std::count(csv_.begin(), csv_.end(), delimiter_)));
    rows.lines.reserve(lines);
  }

 private:
  [[noreturn]] LINNET_COLD void refuse(const char* reason) const {
    file_error(*path_, text("line ", line_, ", column ", column_, ": ", reason));
  }
  [[noreturn]] LINNET_COLD void refuse_zero() const { refuse("expected text, found a byte of 0; save UTF-16 as UTF-8"); }
  static bool is_blank(char c) { return c == ' ' || c == '\t'; }
  bool runs() const { return delimiter_ == ' '; }  ///< any run of blanks is one delimiter
  void skip_blanks() { csv_.remove_prefix((std::min)(csv_.find_first_not_of(" \t"), csv_.size())); }
  /// Skips the delimiter between two fields; returns false at the end of a line.
  bool separator() {
    if (!runs()) return accept(delimiter_);
    const std::size_t before = csv_.size();
    skip_blanks();
    const bool ends = csv_.empty() || csv_.starts_with('\n') || csv_.starts_with("\r\n");
    return csv_.size() < before && !ends;
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
  void take(std::size_t size, std::string& to) {
    to.append(csv_.data(), size);
    csv_.remove_prefix(size);
  }
  void plain_field(std::string& to) {
    std::size_t size = 0;
    while (size < csv_.size() && !ends_plain_[static_cast<unsigned char>(csv_[size])]) ++size;
    take(size, to);
    if (csv_.starts_with('\0')) refuse_zero();
    if (csv_.starts_with('"')) {
      refuse("a quote within a field that does not begin with one; put the field into quotes and double it");
    }
    if (csv_.starts_with('\r') && !csv_.starts_with("\r\n")) {
      refuse("a carriage return without a line feed; end lines with a line feed, or put the field into quotes");
    }
  }
  void quoted_field(std::string& to) {
    const std::size_t first_line = line_;
    do {
      csv_.remove_prefix(1);
      std::size_t size = 0;
      for (; size < csv_.size() && csv_[size] != '"' && csv_[size] != '\0'; ++size) line_ += csv_[size] == '\n';
      take(size, to);
      if (csv_.starts_with('\0')) refuse_zero();
      if (csv_.empty()) {
        file_error(*path_,
                   text("line ", first_line, ", column ", column_, ": the quote that begins the field is never closed"));
      }
      csv_.remove_prefix(1);
      if (csv_.starts_with('"')) to += '"';
    } while (csv_.starts_with('"'));
  }

  const std::string* path_;
  std::string_view csv_;  ///< the unread text, without the line ends at the end of the file
  char delimiter_;
  std::array<bool, 256> ends_plain_{};  ///< the characters that end a field without quotes
  std::size_t line_ = 1, column_ = 0;
};

/// Returns the names of the columns, from the first row. They must differ.
LINNET_COLD inline std::vector<std::string> column_names(const std::string& path, const TableFields& first, bool header) {
  std::vector<std::string> names;
  names.reserve(first.ends.size());
  for (std::size_t i = 0; i < first.ends.size(); ++i) names.push_back(header ? std::string(first[i]) : std::to_string(i));
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    file_error(path, text("line ", first.lines[0], ": expected a name of its own for each column, found ", in_quotes(*twice),
                          " twice"));
  }
  return names;
}

/// Returns the table in the bytes of a CSV file, at most 4 GiB - 1; `path` is for messages.
LINNET_COLD inline Table parse_csv(const std::string& path, std::span<const std::uint8_t> bytes, const CsvOptions& options) {
  require(std::string_view("\"\r\n").find(options.delimiter) == std::string_view::npos && options.delimiter != '\0',
          [] { return std::string("read_csv: the delimiter must not be a quote, a line end or 0"); });
  CsvText csv(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, options.delimiter);
  const CsvText start = csv;
  TableFields first;
  const std::size_t columns = csv.read_row(first, options.max_columns, false);
  if (columns == 0) file_error(path, "expected a table, found nothing but empty lines");
  if (columns > options.max_columns) {
    file_error(path, text("line ", first.lines[0], ": expected at most ", options.max_columns,
                          " columns, found more; CsvOptions::max_columns is the limit"));
  }
  std::vector<std::string> names = column_names(path, first, options.header);

  if (!options.header) csv = start;
  TableFields rows;
  csv.reserve(rows);
  while (const std::size_t fields = csv.read_row(rows, columns, columns == 1)) {
    if (fields == columns) continue;
    const std::string found = fields > columns ? "more" : std::to_string(fields);
    file_error(path, text("line ", rows.lines.back(), ": expected ", columns, " fields, found ", found));
  }
  return Table(path, std::move(names), std::move(rows), options.na_values);
}

}  // namespace detail

/// Reads a CSV file, plain or gzip, in UTF-8: fields may be in quotes, quotes inside them are doubled, and line ends are LF or CRLF.
///
/// Empty lines are skipped, blanks belong to their field (unless they are the delimiter), and the last line needs no end. In a table of one
/// column an empty line is a missing value, so that rows stay aligned with those of another file (pandas skips it by default, with
/// skip_blank_lines); only empty lines at the end of the file are skipped.
///
/// A table takes the bytes of its text, plus four per field and four per row; reading takes at most ten times the bytes of the unpacked
/// file, usually two to three times. Throws std::runtime_error with file, line and column if the file is missing, too large or damaged, if
/// a row has more or fewer fields than the first one, if there are too many columns, or if two have the same name.
LINNET_COLD inline Table read_csv(const std::string& path, const CsvOptions& options = {}) {
  constexpr std::size_t most = (std::numeric_limits<std::uint32_t>::max)();  // TableFields counts in four bytes
  return detail::parse_csv(path, read_file(path, (std::min)(options.max_bytes, most)), options);
}

}  // namespace linnet
