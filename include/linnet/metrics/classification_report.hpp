// SPDX-License-Identifier: MIT
// classification_report: precision, recall and F1 of each class as a table. Source: sklearn.metrics.classification_report.
#pragma once

#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/metrics/precision_recall.hpp>

#include <algorithm>
#include <span>
#include <string>

namespace linnet {

/// The table that scikit-learn prints, from the counts of a confusion matrix. Classes that occur neither in the targets nor in the
/// predictions are left out. `names`, in UTF-8, gives the classes other names than their numbers; `digits` are those behind the point,
/// `zero_division` is the figure where there is nothing to divide by. Throws InvalidInput for another number of names than classes, more
/// than 15 digits, and a matrix without samples.
template <Index Classes>
LINNET_COLD std::string classification_report(const ConfusionMatrix<Classes>& matrix, std::span<const std::string> names = {},
                                              int digits = 2, double zero_division = 0.0) {
  detail::require(names.empty() || static_cast<Index>(names.size()) == Classes, [&] {
    return detail::text("classification_report: there are ", names.size(), " names for ", Classes, " classes");
  });
  detail::require(digits >= 0 && digits <= 15,
                  [&] { return detail::text("classification_report: digits is ", digits, "; it must be in 0 to 15"); });
  detail::require(matrix.total() > 0, [] { return std::string("classification_report: the matrix has counted no samples"); });
  const auto name = [&](Index k) { return names.empty() ? std::to_string(k) : names[static_cast<std::size_t>(k)]; };
  const auto occurs = [&](Index k) { return matrix.support(k) + matrix.predictions(k) > 0; };
  const auto length = [](const std::string& utf8) {  // in characters: all bytes that do not go on with one
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  };
  std::size_t width = (std::max)(std::string("weighted avg").size(), static_cast<std::size_t>(digits));
  for (Index k = 0; k < Classes; ++k) width = occurs(k) ? (std::max)(width, length(name(k))) : width;

  std::string table;
  const auto cell = [&](const std::string& value) {
    table += ' ' + std::string(value.size() < 9 ? 9 - value.size() : 0, ' ') + value;
  };
  const auto head = [&](const std::string& title) { table += std::string(width - length(title), ' ') + title + ' '; };
  const auto row = [&](const std::string& title, const std::array<double, 3>& figures, std::int64_t support) {
    head(title);
    for (const double figure : figures) cell(detail::fixed(figure, digits));
    cell(std::to_string(support));
    table += '\n';
  };

  head("");
  for (const char* column : {"precision", "recall", "f1-score", "support"}) cell(column);
  table += "\n\n";
  const auto precision = detail::per_class(matrix, detail::PrecisionFigure{}, zero_division);
  const auto recall = detail::per_class(matrix, detail::RecallFigure{}, zero_division);
  const auto f1 = detail::per_class(matrix, detail::F1Figure{}, zero_division);
  for (Index k = 0; k < Classes; ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (occurs(k)) row(name(k), {precision[i], recall[i], f1[i]}, matrix.support(k));
  }
  table += '\n';
  head("accuracy");
  cell("");
  cell("");
  cell(detail::fixed(matrix.result(), digits));
  cell(std::to_string(matrix.total()));
  table += '\n';
  for (const auto& [title, average] : {std::pair{"macro avg", Average::macro}, std::pair{"weighted avg", Average::weighted}}) {
    row(title,
        {detail::averaged(matrix, detail::PrecisionFigure{}, average, 1, zero_division),
         detail::averaged(matrix, detail::RecallFigure{}, average, 1, zero_division),
         detail::averaged(matrix, detail::F1Figure{}, average, 1, zero_division)},
        matrix.total());
  }
  return table;
}

}  // namespace linnet
