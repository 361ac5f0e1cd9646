// SPDX-License-Identifier: MIT
// Precision-recall curves and average precision, from arrays of labels and scores. Source: sklearn.metrics.precision_recall_curve,
// average_precision_score. Labels and scores are as in ranking.hpp. For hosts; AveragePrecision is the streaming form.
#pragma once

#include <linnet/metrics/ranking.hpp>

namespace linnet {

/// Points of a precision-recall curve, thresholds ascending. A last point with precision 1 and recall 0 has no threshold.
struct PrecisionRecallCurve {
  std::vector<double> precision;
  std::vector<double> recall;
  std::vector<double> thresholds;
};

namespace detail {

template <class T>
PrecisionRecallCurve precision_recall_points(const Ranking<T>& ranking) {
  PrecisionRecallCurve curve{{1.0}, {0.0}, {}};
  double tp = 0.0, fp = 0.0;
  ranking.for_each_score([&](auto score, double p, double n) {
    tp += p;
    fp += n;
    curve.precision.push_back(tp / (tp + fp));
    curve.recall.push_back(tp / static_cast<double>(ranking.positives.size()));
    curve.thresholds.push_back(static_cast<double>(score));
  });
  for (std::vector<double>* column : {&curve.precision, &curve.recall, &curve.thresholds}) {
    std::reverse(column->begin(), column->end());
  }
  return curve;
}

}  // namespace detail

/// Returns the precision-recall curve of class `k` against the rest. Throws InvalidInput for labels and scores that do not fit together,
/// are not classes or not finite, and if all samples are on one side.
template <class Labels, class Scores>
PrecisionRecallCurve precision_recall_curve(const Labels& labels, const Scores& scores, Index k = 1) {
  const detail::Scored scored("precision_recall_curve", labels, scores);
  return detail::precision_recall_points(scored.ranking(k));
}

/// Returns the sum over the thresholds of the gain in recall times the precision: for two classes that of class 1; for several the mean of
/// each class against the rest, all of which must occur; for labels (samples, labels) the mean of the labels, each of which some samples
/// must have and some must not. Throws like precision_recall_curve.
template <class Labels, class Scores>
double average_precision(const Labels& labels, const Scores& scores, AucAverage average = AucAverage::macro) {
  const detail::Scored scored("average_precision", labels, scores);
  return detail::mean_over_classes(
      scored.classes(), scored.of_labels(), average, [&](Index k) { return scored.ranking(k); },
      [](const auto& r) { return r.average_precision(); });
}

/// The same for class `k` against the rest.
template <class Labels, class Scores>
double average_precision(const Labels& labels, const Scores& scores, Index k) {
  return detail::Scored("average_precision", labels, scores).ranking(k).average_precision();
}

}  // namespace linnet
