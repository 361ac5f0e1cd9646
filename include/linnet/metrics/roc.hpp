// SPDX-License-Identifier: MIT
// ROC and precision-recall curves and the areas under them, from all scores. Source: sklearn.metrics (roc_curve, roc_auc_score,
// precision_recall_curve, average_precision_score).
//
// Of two classes: labels are 0 or 1, scores (samples), larger for class 1. Of several: labels are class indices, scores
// (samples, classes), and a class stands against the rest. On a host; BinnedAuc streams without a heap.
#pragma once

#include <linnet/core/views.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace linnet {

/// Points of a ROC curve, thresholds descending; the first threshold is infinity, where nothing is positive.
struct RocCurve {
  std::vector<double> false_positive_rate;
  std::vector<double> true_positive_rate;
  std::vector<double> thresholds;
};

/// Points of a precision-recall curve, thresholds ascending. A last point with precision 1 and recall 0 has no threshold.
struct PrecisionRecallCurve {
  std::vector<double> precision;
  std::vector<double> recall;
  std::vector<double> thresholds;
};

namespace detail {

/// The scores of both sides, descending: sorted apart, which is less work than sorting them together with their labels.
template <class T>
struct Ranking {
  std::vector<T> positives, negatives;

  /// Calls f(score, positives with that score, negatives with that score) for each different score, descending.
  template <class Function>
  void for_each_score(const Function& f) const {
    std::size_t p = 0, n = 0;
    while (p < positives.size() || n < negatives.size()) {
      const T score = p == positives.size()   ? negatives[n]
                      : n == negatives.size() ? positives[p]
                                              : std::max(positives[p], negatives[n]);
      const std::size_t p_first = p, n_first = n;
      while (p < positives.size() && positives[p] == score) ++p;
      while (n < negatives.size() && negatives[n] == score) ++n;
      f(score, static_cast<double>(p - p_first), static_cast<double>(n - n_first));
    }
  }

  /// The area under the ROC curve: the share of pairs in which the positive has the higher score, ties half.
  double area() const {
    double above = 0.0, wins = 0.0;
    for_each_score([&](T, double p, double n) {
      wins += n * (above + 0.5 * p);
      above += p;
    });
    return wins / (static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
  }

  double average_precision() const {
    double p = 0.0, n = 0.0, sum = 0.0;
    for_each_score([&](T, double p_more, double n_more) {
      p += p_more;
      n += n_more;
      sum += p_more * (p / (p + n));
    });
    return sum / static_cast<double>(positives.size());
  }
};

/// What all functions below check: as many labels as samples, none of them empty, classes that exist, finite scores.
template <class T>
LINNET_COLD void require_labels_and_scores(const char* who, const TargetView& labels, const ArrayView<T>& scores) {
  require(!scores.empty(), [&] { return text(who, ": there are no scores"); });
  require(labels.samples() == scores.samples() && labels.features() == 1, [&] {
    return text(who, ": ", scores.samples(), " samples have scores, labels are ", labels.samples(), " times ",
                labels.features(), "; give one label a sample");
  });
  const Index classes = std::max<Index>(scores.features(), 2);
  for (Index i = 0; i < labels.samples(); ++i) {
    const double label = labels[i];
    require(label >= 0.0 && label < static_cast<double>(classes) && label == std::floor(label), [&] {
      return text(who, ": label ", i, " is ", label, "; the scores have the classes 0 to ", classes - 1, " (integers)");
    });
  }
  for (Index i = 0; i < scores.samples() * scores.features(); ++i) {
    require(std::isfinite(scores.data()[i]), [&] {
      return text(who, ": sample ", i / scores.features(), " has the score ", scores.data()[i], "; every score must be finite");
    });
  }
}

/// The ranking of class k against the rest; k is 1 where a sample has a single score. Throws if there is only one side.
template <class T>
Ranking<T> ranking(const char* who, const TargetView& labels, const ArrayView<T>& scores, Index k) {
  const Index width = scores.features();
  require(k >= 0 && k < std::max<Index>(width, 2), [&] { return text(who, ": there is no class ", k); });
  Ranking<T> r;
  for (Index i = 0; i < scores.samples(); ++i) {
    const T score = width == 1 ? (k == 1 ? scores.data()[i] : -scores.data()[i]) : scores.data()[i * width + k];
    (labels[i] == static_cast<double>(k) ? r.positives : r.negatives).push_back(score);
  }
  require(!r.positives.empty() && !r.negatives.empty(), [&] {
    return text(who, ": ", r.positives.empty() ? "no" : "every", " sample is of class ", k,
                "; the curve of a class is defined only where some samples are of it and some are not");
  });
  std::sort(r.positives.begin(), r.positives.end(), std::greater<T>());
  std::sort(r.negatives.begin(), r.negatives.end(), std::greater<T>());
  return r;
}

}  // namespace detail

/// How the areas of several classes become one.
enum class AucAverage {
  macro,     ///< mean over the classes
  weighted,  ///< mean over the classes, weighted by their samples
};

/// ROC curve of class `k` against the rest. With `drop_intermediate` points halfway between their neighbours are left out, but for
/// the one of the highest score.
template <class Labels, class Scores>
RocCurve roc_curve(const Labels& labels, const Scores& scores, Index k = 1, bool drop_intermediate = true) {
  const ArrayView<typename Scores::Scalar> view(scores);
  const TargetView targets(labels);
  detail::require_labels_and_scores("roc_curve", targets, view);
  const auto ranking = detail::ranking("roc_curve", targets, view, k);
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

/// Area under the ROC curve; of several classes the mean of each class against the rest, all of which must occur.
template <class Labels, class Scores>
double roc_auc(const Labels& labels, const Scores& scores, AucAverage average = AucAverage::macro) {
  const ArrayView<typename Scores::Scalar> view(scores);
  const TargetView targets(labels);
  detail::require_labels_and_scores("roc_auc", targets, view);
  if (view.features() == 1) return detail::ranking("roc_auc", targets, view, 1).area();
  double sum = 0.0, weights = 0.0;
  for (Index k = 0; k < view.features(); ++k) {
    const auto ranking = detail::ranking("roc_auc", targets, view, k);
    const double weight = average == AucAverage::weighted ? static_cast<double>(ranking.positives.size()) : 1.0;
    sum += weight * ranking.area();
    weights += weight;
  }
  return sum / weights;
}

/// Precision-recall curve of class `k` against the rest.
template <class Labels, class Scores>
PrecisionRecallCurve precision_recall_curve(const Labels& labels, const Scores& scores, Index k = 1) {
  const ArrayView<typename Scores::Scalar> view(scores);
  const TargetView targets(labels);
  detail::require_labels_and_scores("precision_recall_curve", targets, view);
  const auto ranking = detail::ranking("precision_recall_curve", targets, view, k);
  PrecisionRecallCurve curve{{1.0}, {0.0}, {}};
  double tp = 0.0, fp = 0.0;
  ranking.for_each_score([&](auto score, double p, double n) {
    tp += p;
    fp += n;
    curve.precision.push_back(tp / (tp + fp));
    curve.recall.push_back(tp / static_cast<double>(ranking.positives.size()));
    curve.thresholds.push_back(static_cast<double>(score));
  });
  for (std::vector<double>* column : {&curve.precision, &curve.recall, &curve.thresholds})
    std::reverse(column->begin(), column->end());
  return curve;
}

/// Sum over the thresholds of the gain in recall times the precision, of class `k` against the rest.
template <class Labels, class Scores>
double average_precision(const Labels& labels, const Scores& scores, Index k = 1) {
  const ArrayView<typename Scores::Scalar> view(scores);
  const TargetView targets(labels);
  detail::require_labels_and_scores("average_precision", targets, view);
  return detail::ranking("average_precision", targets, view, k).average_precision();
}

}  // namespace linnet
