// SPDX-License-Identifier: MIT
// ROC curves and the area under them, from arrays of labels and scores. Source: sklearn.metrics.roc_curve, roc_auc_score.
// Labels and scores are as in ranking.hpp. For hosts; RocAuc is the streaming form, BinnedAuc needs no heap.
#pragma once

#include <linnet/metrics/ranking.hpp>

namespace linnet {

/// Points of a ROC curve, thresholds descending; the first threshold is infinity, at which nothing is positive.
struct RocCurve {
  std::vector<double> false_positive_rate;
  std::vector<double> true_positive_rate;
  std::vector<double> thresholds;
};

namespace detail {

template <class T>
RocCurve roc_points(const Ranking<T>& ranking, bool drop_intermediate) {
  std::vector<double> tp{0.0}, fp{0.0}, at{std::numeric_limits<double>::infinity()};
  ranking.for_each_score([&](auto score, double p, double n) {
    tp.push_back(tp.back() + p);
    fp.push_back(fp.back() + n);
    at.push_back(static_cast<double>(score));
  });
  RocCurve curve;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool straight = drop_intermediate && i > 1 && i + 1 < at.size() && tp[i + 1] - tp[i] == tp[i] - tp[i - 1] &&
                          fp[i + 1] - fp[i] == fp[i] - fp[i - 1];
    if (straight) continue;
    curve.true_positive_rate.push_back(tp[i] / tp.back());
    curve.false_positive_rate.push_back(fp[i] / fp.back());
    curve.thresholds.push_back(at[i]);
  }
  return curve;
}

}  // namespace detail

/// Returns the ROC curve of class `k` against the rest. `drop_intermediate` omits points halfway between their neighbours, except that of
/// the highest score. Throws InvalidInput for labels and scores that do not fit together, are not classes or not finite, and if all samples
/// are on one side.
template <class Labels, class Scores>
RocCurve roc_curve(const Labels& labels, const Scores& scores, Index k = 1, bool drop_intermediate = true) {
  const detail::Scored scored("roc_curve", labels, scores);
  return detail::roc_points(scored.ranking(k), drop_intermediate);
}

/// Returns the area under the ROC curve: for two classes that of class 1; for several the mean of each class against the rest, all of which
/// must occur; for labels (samples, labels) the mean of the labels, each of which some samples must have and some must not. Throws like
/// roc_curve.
template <class Labels, class Scores>
double roc_auc(const Labels& labels, const Scores& scores, AucAverage average = AucAverage::macro) {
  const detail::Scored scored("roc_auc", labels, scores);
  return detail::mean_over_classes(
      scored.classes(), scored.of_labels(), average, [&](Index k) { return scored.ranking(k); },
      [](const auto& r) { return r.area(); });
}

/// Returns the area under the ROC curve of class `k` against the rest.
template <class Labels, class Scores>
double roc_auc(const Labels& labels, const Scores& scores, Index k) {
  return detail::Scored("roc_auc", labels, scores).ranking(k).area();
}

}  // namespace linnet
