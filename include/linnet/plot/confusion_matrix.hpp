// SPDX-License-Identifier: MIT
// A confusion matrix as a heat map, and as a coloured table in a terminal.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/metrics/multilabel_confusion_matrix.hpp>
#include <linnet/plot/svg.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace linnet {

namespace detail {

template <Index Classes>
std::string class_name(std::span<const std::string> names, Index k) {
  require(names.empty() || static_cast<Index>(names.size()) == Classes,
          [&] { return text("confusion matrix: there are ", names.size(), " names for ", Classes, " classes"); });
  return names.empty() ? std::to_string(k) : names[static_cast<std::size_t>(k)];
}

}  // namespace detail

/// Draws a heat map of the counts; the colour shows the share of the true class, so that rare classes are visible.
template <Index Classes>
LINNET_COLD Svg plot_confusion_matrix(const ConfusionMatrix<Classes>& matrix, std::span<const std::string> names = {},
                                      std::string_view title = "Confusion matrix") {
  std::size_t longest = 0;
  for (Index k = 0; k < Classes; ++k)
    longest = (std::max)(longest, detail::display_width(detail::class_name<Classes>(names, k)));
  const double cell = Classes <= 12 ? 40.0 : 26.0, left = 56.0 + 6.5 * static_cast<double>(longest), top = 46.0;
  const double size = cell * static_cast<double>(Classes);
  Svg svg(left + size + 20.0, top + size + 56.0);
  svg.label(left + size / 2.0, 26.0, title, 15.0, Anchor::middle);
  const auto shares = matrix.normalized(Normalize::rows);
  for (Index i = 0; i < Classes; ++i) {
    const double y = top + cell * static_cast<double>(i);
    svg.label(left - 8.0, y + cell / 2.0 + 4.0, detail::class_name<Classes>(names, i), 12.0, Anchor::end);
    svg.label(left + cell * (static_cast<double>(i) + 0.5), top + size + 18.0, detail::class_name<Classes>(names, i), 12.0,
              Anchor::middle);
    for (Index j = 0; j < Classes; ++j) {
      const double x = left + cell * static_cast<double>(j), share = shares[static_cast<std::size_t>(i * Classes + j)];
      const auto mix = [&](double white, double full) { return std::lround(white + (full - white) * std::sqrt(share)); };
      svg.rectangle(x, y, cell, cell, detail::text("rgb(", mix(255, 8), ",", mix(255, 81), ",", mix(255, 156), ")"), "#ffffff");
      if (matrix(i, j) == 0 && i != j) continue;
      svg.label(x + cell / 2.0, y + cell / 2.0 + 4.0, std::to_string(matrix(i, j)), Classes <= 12 ? 11.0 : 8.5, Anchor::middle,
                share > 0.35 ? "#ffffff" : "#333333");
    }
  }
  svg.rectangle(left, top, size, size, "none", "#333");
  svg.label(left + size / 2.0, top + size + 42.0, "predicted class", 12.0, Anchor::middle);
  svg.label(18.0, top + size / 2.0, "true class", 12.0, Anchor::middle, "#333", -90.0);
  return svg;
}

/// Returns the counts as a table: rows are true classes, columns predicted ones. With `color`, correct counts are green and wrong ones red,
/// stronger for a larger share of the class (ANSI escapes, 256 colours). `names` are UTF-8 and align in a terminal.
template <Index Classes>
LINNET_COLD std::string confusion_matrix_text(const ConfusionMatrix<Classes>& matrix, bool color = true,
                                              std::span<const std::string> names = {}) {
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
template <Index Labels>
LINNET_COLD std::string confusion_matrix_text(const MultilabelConfusionMatrix<Labels>& matrix, bool color = true,
                                              std::span<const std::string> names = {}) {
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

}  // namespace linnet
