// SPDX-License-Identifier: MIT
// A confusion matrix as a heat map, and as a coloured table in a terminal.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/metrics/class_names.hpp>
#include <linnet/metrics/multilabel_confusion_matrix.hpp>
#include <linnet/plot/confusion_heat_map.hpp>

#include <concepts>

namespace linnet {

namespace detail {

template <Index Classes>
std::string class_name(const ClassNames& names, Index k) {
  names.require_one_for_each(Classes, "confusion matrix");
  return names[k];
}

}  // namespace detail

/// Draws a heat map of the counts; the colour shows the share of the true class, so that rare classes are visible. Names that are wider than
/// a cell are tilted. Throws InvalidInput if there are names, but not one for each class.
template <Index Classes>
LINNET_COLD Svg plot_confusion_matrix(const ConfusionMatrix<Classes>& matrix, const ClassNames& names = {},
                                      std::string_view title = "Confusion matrix") {
  std::vector<std::string> all;
  for (Index k = 0; k < Classes; ++k) all.push_back(detail::class_name<Classes>(names, k));
  return detail::draw_confusion_matrix(matrix.counts, matrix.normalized(Normalize::rows), all, title);
}

/// Returns the counts as a table: rows are true classes, columns predicted ones. With `color`, correct counts are green and wrong ones red,
/// stronger for a larger share of the class (ANSI escapes, 256 colours). `names` are UTF-8 and align in a terminal.
template <Index Classes, std::same_as<bool> Color = bool>  // an array of names, a pointer, would become a bool
LINNET_COLD std::string confusion_matrix_text(const ConfusionMatrix<Classes>& matrix, Color color = true,
                                              const ClassNames& names = {}) {
  std::size_t width = std::to_string(*std::max_element(matrix.counts.begin(), matrix.counts.end())).size();
  for (Index k = 0; k < Classes; ++k) width = (std::max)(width, detail::display_width(detail::class_name<Classes>(names, k)));
  const auto padded = [&](const std::string& s) { return detail::padding(s, width + 1) + s; };
  std::string table = std::string(width + 1, ' ') + " |";
  for (Index k = 0; k < Classes; ++k) table += padded(detail::class_name<Classes>(names, k));
  table += "  predicted\n" + std::string(width + 2, '-') + '+' +
           std::string((width + 1) * static_cast<std::size_t>(Classes), '-') + '\n';
  const auto shares = matrix.normalized(Normalize::rows);
  for (Index i = 0; i < Classes; ++i) {
    table += padded(detail::class_name<Classes>(names, i)) + " |";
    for (Index j = 0; j < Classes; ++j) {
      const double share = shares[static_cast<std::size_t>(i * Classes + j)];
      const int strength = share == 0.0 ? 0 : share < 0.02 ? 1 : share < 0.1 ? 2 : share < 0.5 ? 3 : 4;
      constexpr int right[] = {0, 22, 28, 34, 40}, wrong[] = {0, 52, 88, 124, 160};
      const int shade = i == j ? right[strength] : wrong[strength];
      const std::string count = padded(std::to_string(matrix(i, j)));
      table += color && shade > 0 ? detail::text("\033[48;5;", shade, "m\033[97m", count, "\033[0m") : count;
    }
    table += '\n';
  }
  return table;
}

/// Returns the counts of each label as a row: true negatives, false positives, false negatives, true positives. With `color`, correct
/// counts are green and wrong ones red.
template <Index Labels, std::same_as<bool> Color = bool>
LINNET_COLD std::string confusion_matrix_text(const MultilabelConfusionMatrix<Labels>& matrix, Color color = true,
                                              const ClassNames& names = {}) {
  const std::size_t cell = (std::max<std::size_t>)(std::to_string(matrix.total()).size(), 2);
  std::size_t width = 0;
  for (Index k = 0; k < Labels; ++k) width = (std::max)(width, detail::display_width(detail::class_name<Labels>(names, k)));
  const auto padded = [](const std::string& s, std::size_t to) { return detail::padding(s, to + 1) + s; };
  std::string table = std::string(width + 1, ' ') + " |";
  for (const char* column : {"TN", "FP", "FN", "TP"}) table += padded(column, cell);
  table += '\n' + std::string(width + 2, '-') + '+' + std::string((cell + 1) * 4, '-') + '\n';
  for (Index k = 0; k < Labels; ++k) {
    table += padded(detail::class_name<Labels>(names, k), width) + " |";
    for (Index i = 0; i < 4; ++i) {
      const std::int64_t count = matrix(k, i / 2, i % 2);
      const std::string digits = padded(std::to_string(count), cell);
      const int shade = i / 2 == i % 2 ? 28 : 124;
      table += color && count > 0 ? detail::text("\033[48;5;", shade, "m\033[97m", digits, "\033[0m") : digits;
    }
    table += '\n';
  }
  return table;
}

/// The same with the names first, as in other reports.
template <class Matrix>
LINNET_COLD std::string confusion_matrix_text(const Matrix& matrix, const ClassNames& names, bool color = true) {
  return confusion_matrix_text(matrix, color, names);
}

}  // namespace linnet
