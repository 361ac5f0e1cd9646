// SPDX-License-Identifier: MIT
// classification_report: precision, recall and F1 of each class or label as a table. Source: sklearn.metrics.classification_report.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/metrics/class_names.hpp>
#include <linnet/metrics/multilabel_confusion_matrix.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace linnet {

namespace detail {

/// A table in the form of scikit-learn, and the checks of its contents.
class ReportTable {
 public:
  LINNET_COLD ReportTable(const ClassNames& names, Index classes, int digits, std::int64_t samples)
      : names_(names), digits_(digits) {
    names.require_one_for_each(classes, "classification_report");
    require(digits >= 0 && digits <= 15,
            [&] { return text("classification_report: digits is ", digits, "; it must be in 0 to 15"); });
    require(samples > 0, [] { return std::string("classification_report: the matrix has counted no samples"); });
    width_ = (std::max)(std::string("weighted avg").size(), static_cast<std::size_t>(digits));
  }

  std::string name(Index k) const { return names_[k]; }
  /// Widens the table for the name of class k.
  void widen(Index k) { width_ = (std::max)(width_, display_width(name(k))); }

  LINNET_COLD void titles() {
    head("");
    for (const char* column : {"precision", "recall", "f1-score", "support"}) cell(column);
    table += "\n\n";
  }
  LINNET_COLD void row(const std::string& title, const std::array<double, 3>& figures, std::int64_t support) {
    head(title);
    for (const double figure : figures) cell(fixed(figure, digits_));
    cell(std::to_string(support));
    table += '\n';
  }
  LINNET_COLD void accuracy(double figure, std::int64_t support) {
    head("accuracy");
    cell("");
    cell("");
    cell(fixed(figure, digits_));
    cell(std::to_string(support));
    table += '\n';
  }

  std::string table{};

 private:
  void head(const std::string& title) { table += padding(title, width_) + title + ' '; }
  void cell(const std::string& value) { table += ' ' + std::string(value.size() < 9 ? 9 - value.size() : 0, ' ') + value; }

  const ClassNames& names_;
  int digits_;
  std::size_t width_;
};

/// Precision, recall and F1 as returned by figure(PrecisionFigure{}) and so on.
template <class Figure>
std::array<double, 3> three_figures(const Figure& figure) {
  return {figure(PrecisionFigure{}), figure(RecallFigure{}), figure(F1Figure{})};
}

}  // namespace detail

/// Returns scikit-learn's table, from the counts of a confusion matrix. It omits classes that occur neither in the targets nor in the
/// predictions. `names` replace the numbers of the classes: {"cat", "dog"}; `digits` counts decimals; `zero_division` is the figure if the
/// divisor is 0. Throws InvalidInput if the number of names differs from that of classes, for more than 15 digits, and for a matrix
/// without samples.
template <Index Classes>
LINNET_COLD std::string classification_report(const ConfusionMatrix<Classes>& matrix, const ClassNames& names = {},
                                              int digits = 2, double zero_division = 0.0) {
  detail::ReportTable report(names, Classes, digits, matrix.total());
  const auto occurs = [&](Index k) { return matrix.support(k) + matrix.predictions(k) > 0; };
  for (Index k = 0; k < Classes; ++k) {
    if (occurs(k)) report.widen(k);
  }
  report.titles();
  for (Index k = 0; k < Classes; ++k) {
    const auto of = [&](const auto& figure) { return detail::divided(figure, detail::outcomes(matrix, k), zero_division); };
    if (occurs(k)) report.row(report.name(k), detail::three_figures(of), matrix.support(k));
  }
  report.table += '\n';
  report.accuracy(matrix.result(), matrix.total());
  for (const auto& [title, average] : {std::pair{"macro avg", Average::macro}, std::pair{"weighted avg", Average::weighted}}) {
    const auto of = [&, by = average](const auto& figure) {
      return detail::averaged(matrix, figure, by, zero_division, false);
    };
    report.row(title, detail::three_figures(of), matrix.total());
  }
  return std::move(report.table);
}

/// The same for labels: it lists all of them, and the micro average and the mean over the samples instead of the accuracy.
template <Index Labels>
LINNET_COLD std::string classification_report(const MultilabelConfusionMatrix<Labels>& matrix, const ClassNames& names = {},
                                              int digits = 2, double zero_division = 0.0) {
  detail::ReportTable report(names, Labels, digits, matrix.total());
  std::int64_t support = 0;
  for (Index k = 0; k < Labels; ++k) {
    report.widen(k);
    support += matrix.support(k);
  }
  report.titles();
  for (Index k = 0; k < Labels; ++k) {
    const auto of = [&](const auto& figure) {
      return detail::divided(figure, detail::outcomes(matrix.outcomes, k), zero_division);
    };
    report.row(report.name(k), detail::three_figures(of), matrix.support(k));
  }
  report.table += '\n';
  for (const auto& [title, average] : {std::pair{"micro avg", Average::micro}, std::pair{"macro avg", Average::macro},
                                       std::pair{"weighted avg", Average::weighted}}) {
    const auto of = [&, by = average](const auto& figure) {
      return detail::averaged(matrix.outcomes, figure, by, zero_division, true);
    };
    report.row(title, detail::three_figures(of), support);
  }
  const auto mean = [&](std::size_t i) { return matrix.sample_means.mean(i, matrix.total(), zero_division); };
  report.row("samples avg", {mean(0), mean(1), mean(2)}, support);
  return std::move(report.table);
}

}  // namespace linnet
