// SPDX-License-Identifier: MIT
// Table: the fields of a text file by row and column, and the numbers in them. read_csv makes one.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/math.hpp>
#include <linnet/files/gzip.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Returns a name or a field for a message: its first 40 characters in quotes, with '?' for everything but printable ASCII.
LINNET_COLD inline std::string in_quotes(std::string_view field) {
  std::string shown(field.substr(0, 40));
  for (char& c : shown) c = c >= ' ' && c <= '~' ? c : '?';
  return text("\"", shown, field.size() > 40 ? "...\"" : "\"");
}
LINNET_COLD inline std::string in_quotes(std::span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names.first(std::min<std::size_t>(names.size(), 40))) all.push_back(in_quotes(name));
  if (names.size() > 40) all.emplace_back("...");
  return joined(all, ", ");
}

/// The spellings of a missing number.
inline constexpr std::string_view missing_numbers[] = {"", "NaN", "nan", "NA", "N/A", "n/a", "null", "NULL"};

/// Returns true if a number outside the range of double is too small, not too large: its first nonzero digit is after the point.
LINNET_COLD inline bool is_tiny(std::string_view number) {
  const std::size_t end = (std::min)(number.find_first_of("eE"), number.size());
  const std::string_view digits = number.substr(0, end);
  const std::size_t point = (std::min)(digits.find('.'), end), first = (std::min)(digits.find_first_of("123456789"), end);
  number.remove_prefix((std::min)(end + 1, number.size()));
  const bool negative = number.starts_with('-');
  if (number.starts_with('+')) number.remove_prefix(1);
  long long exponent = 0;
  const auto [rest, error] = std::from_chars(number.data(), number.data() + number.size(), exponent);
  if (error == std::errc::result_out_of_range) return negative;
  return exponent < static_cast<long long>(first) - static_cast<long long>(point);
}

/// Returns a field without the blanks around it.
inline std::string_view trimmed(std::string_view field) {
  const std::size_t first = field.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : field.substr(first, field.find_last_not_of(" \t") + 1 - first);
}

/// Returns the number in a field, independent of the locale, with blanks around it or a plus sign; NaN if it is missing, infinity if the
/// field is not a finite number. A number that is too small for a double becomes 0, as with strtod.
inline double number_of(std::string_view field) {
  field = trimmed(field);
  if (std::find(std::begin(missing_numbers), std::end(missing_numbers), field) != std::end(missing_numbers)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  const bool whole = end == field.data() + field.size();
  if (error == std::errc::result_out_of_range && whole && is_tiny(field)) return field.starts_with('-') ? -0.0 : 0.0;
  const bool right = error == std::errc{} && whole && math::is_finite(number);
  return right ? number : std::numeric_limits<double>::infinity();
}

/// Consecutive fields, row by row. Positions have four bytes, because a field may be a single byte of the file.
struct TableFields {
  std::string text;
  std::vector<std::uint32_t> ends;   ///< end of each field in `text`
  std::vector<std::uint32_t> lines;  ///< line of the file at which each row begins, counted from 1

  std::string_view operator[](std::size_t i) const {
    const std::size_t first = i == 0 ? 0 : ends[i - 1];
    return std::string_view(text).substr(first, ends[i] - first);
  }
};

}  // namespace detail

/// Rows of text fields in named columns.
class Table {
 public:
  /// `fields` has one field per column and row; `path` is for messages; `na_values` are further spellings of missing values.
  Table(std::string path, std::vector<std::string> names, detail::TableFields fields,
        const std::vector<std::string>& na_values = {})
      : path_(std::move(path)), names_(std::move(names)), fields_(std::move(fields)) {
    for (const std::string& spelling : na_values) {
      na_values_.emplace_back(detail::trimmed(spelling));
      const double number = detail::number_of(spelling);
      if (math::is_finite(number)) na_numbers_.push_back(number);
    }
  }

  Index rows() const { return static_cast<Index>(fields_.lines.size()); }
  Index columns() const { return static_cast<Index>(names_.size()); }
  const std::vector<std::string>& names() const { return names_; }

  /// Returns the index of the column `name`, counted from 0. Throws std::runtime_error that lists the names if it does not exist.
  Index column(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
      detail::file_error(path_,
                         detail::text("there is no column ", detail::in_quotes(name), ", only ", detail::in_quotes(names_)));
    }
    return found - names_.begin();
  }

  /// Returns the field in a row and a column, both counted from 0.
  std::string_view field(Index row, Index column) const { return fields_[static_cast<std::size_t>(row * columns() + column)]; }

  /// Returns true for a field that is missing in any column: empty, or one of CsvOptions::na_values.
  bool is_missing(Index row, Index column) const {
    const std::string_view text = field(row, column);
    return text.empty() || is_na(text, na_numbers_.empty() ? 0.0 : detail::number_of(text));
  }

  /// Returns the numbers of a column, with NaN for a missing field: empty, NaN, nan, NA, N/A, n/a, null, NULL, or one of
  /// CsvOptions::na_values. Throws std::runtime_error with file, line and column for a field that is neither missing nor a finite number; a
  /// number that is too small for a double becomes 0.
  std::vector<double> numbers(Index column) const {
    std::vector<double> numbers(fields_.lines.size());
    for (Index row = 0; row < rows(); ++row) {
      double number = detail::number_of(field(row, column));
      if (is_na(field(row, column), number)) number = std::numeric_limits<double>::quiet_NaN();
      if (std::isinf(number)) refuse(row, column, "a finite number");
      numbers[static_cast<std::size_t>(row)] = number;
    }
    return numbers;
  }

  /// Throws std::runtime_error with file, line and column, the expected value, and the field.
  [[noreturn]] LINNET_COLD void refuse(Index row, Index column, const std::string& expected) const {
    detail::file_error(path_, detail::text("line ", fields_.lines[static_cast<std::size_t>(row)], ", column ", column + 1, " (",
                                           detail::in_quotes(names_[static_cast<std::size_t>(column)]), "): expected ",
                                           expected, ", found ", detail::in_quotes(field(row, column))));
  }

 private:
  bool is_na(std::string_view text, double number) const {
    return (!na_values_.empty() &&
            std::find(na_values_.begin(), na_values_.end(), detail::trimmed(text)) != na_values_.end()) ||
           std::find(na_numbers_.begin(), na_numbers_.end(), number) != na_numbers_.end();
  }

  std::string path_;
  std::vector<std::string> names_;
  detail::TableFields fields_;
  std::vector<std::string> na_values_;
  std::vector<double> na_numbers_;  ///< those of `na_values` that are numbers
};

}  // namespace linnet
