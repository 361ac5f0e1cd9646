// SPDX-License-Identifier: MIT
// ROC and precision-recall curves as pictures, one line per class with its area in the legend, and as CSV.
#pragma once

#include <linnet/draw/chart.hpp>
#include <linnet/metrics/class_names.hpp>
#include <linnet/metrics/precision_recall_curve.hpp>
#include <linnet/metrics/roc.hpp>

#include <algorithm>

namespace linnet {

namespace detail {

/// Returns the classes with a curve, class 1 of two, otherwise all, by name or number.
template <class T>
std::vector<Index> curve_classes(const ArrayView<T>& scores) {
  std::vector<Index> classes;
  for (Index k = 0; k < scores.features(); ++k) classes.push_back(scores.features() == 1 ? 1 : k);
  return classes;
}

LINNET_COLD inline std::string curve_name(const ClassNames& names, Index k, const char* figure, double value) {
  return text(names.empty() ? "class " : "", names[k], " (", figure, " ", fixed(value, 4), ")");
}

}  // namespace detail

/// Draws ROC curves; labels and scores as for roc_curve. Throws InvalidInput unless each class (both, for one score) has a name or none has.
template <class Labels, class Scores>
LINNET_COLD Svg plot_roc(const Labels& labels, const Scores& scores, const ClassNames& names = {}) {
  const detail::Scored scored("plot_roc", labels, scores);
  names.require_one_for_each(std::max<Index>(scored.scores.features(), 2), "plot_roc");
  std::vector<Series> series;
  for (const Index k : detail::curve_classes(scored.scores)) {
    const auto ranking = scored.ranking(k);
    const RocCurve curve = detail::roc_points(ranking, true);
    series.push_back(
        {detail::curve_name(names, k, "AUC", ranking.area()), curve.false_positive_rate, curve.true_positive_rate});
  }
  series.push_back({"chance", {0.0, 1.0}, {0.0, 1.0}, std::string(detail::colors::quiet), "4 4"});
  return draw_chart(series, {.title = "ROC",
                             .x_label = "false positive rate",
                             .y_label = "true positive rate",
                             .x_range = {0.0, 1.0},
                             .y_range = {0.0, 1.0},
                             .width = 520.0,
                             .height = 480.0,
                             .legend = LegendCorner::bottom_right});
}

/// Draws precision-recall curves with their average precision (AP). Arguments as for plot_roc.
template <class Labels, class Scores>
LINNET_COLD Svg plot_precision_recall(const Labels& labels, const Scores& scores, const ClassNames& names = {}) {
  const detail::Scored scored("plot_precision_recall", labels, scores);
  names.require_one_for_each(std::max<Index>(scored.scores.features(), 2), "plot_precision_recall");
  std::vector<Series> series;
  for (const Index k : detail::curve_classes(scored.scores)) {
    const auto ranking = scored.ranking(k);
    const PrecisionRecallCurve curve = detail::precision_recall_points(ranking);
    series.push_back({detail::curve_name(names, k, "AP", ranking.average_precision()), curve.recall, curve.precision});
  }
  return draw_chart(series, {.title = "Precision and recall",
                             .x_label = "recall",
                             .y_label = "precision",
                             .x_range = {0.0, 1.0},
                             .y_range = {0.0, 1.0},
                             .width = 520.0,
                             .height = 480.0,
                             .legend = LegendCorner::bottom_left});
}

/// Writes the points of a ROC curve as CSV. Throws std::runtime_error with the path and the reason.
LINNET_COLD inline void write_csv(const RocCurve& curve, const std::string& path) {
  std::string table = "threshold,false_positive_rate,true_positive_rate\n";
  for (std::size_t i = 0; i < curve.thresholds.size(); ++i) {
    table += detail::text(detail::shortest(curve.thresholds[i]), ",", detail::shortest(curve.false_positive_rate[i]), ",",
                          detail::shortest(curve.true_positive_rate[i]), "\n");
  }
  detail::write_text(path, table);
}

/// Writes the points of a precision-recall curve as CSV; the last one has no threshold. Throws std::runtime_error with the path and the
/// reason.
LINNET_COLD inline void write_csv(const PrecisionRecallCurve& curve, const std::string& path) {
  std::string table = "threshold,precision,recall\n";
  for (std::size_t i = 0; i < curve.precision.size(); ++i) {
    const std::string threshold = i < curve.thresholds.size() ? detail::shortest(curve.thresholds[i]) : std::string();
    table += detail::text(threshold, ",", detail::shortest(curve.precision[i]), ",", detail::shortest(curve.recall[i]), "\n");
  }
  detail::write_text(path, table);
}

}  // namespace linnet
