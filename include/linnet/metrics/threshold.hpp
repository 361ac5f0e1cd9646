// SPDX-License-Identifier: MIT
// Choosing a threshold: the score above which a sample counts as the positive class. Labels and scores are as in ranking.hpp. For hosts.
#pragma once

#include <linnet/metrics/confusion_matrix.hpp>
#include <linnet/metrics/ranking.hpp>

namespace linnet {

namespace detail {

/// Returns a threshold below `score` and not below the next lower one: halfway, or just below `score` if it is the lowest.
template <class T>
double threshold_below(const Ranking<T>& r, T score) {
  bool lowest = true;
  T lower = std::numeric_limits<T>::lowest();
  for (const auto* side : {&r.positives, &r.negatives}) {
    const auto next = std::upper_bound(side->begin(), side->end(), score, std::greater<T>());
    if (next == side->end()) continue;
    lower = (std::max)(lower, *next);
    lowest = false;
  }
  if (lowest) return static_cast<double>(std::nextafter(score, lower));
  const T middle = static_cast<T>((static_cast<double>(score) + static_cast<double>(lower)) / 2.0);
  return static_cast<double>(middle < score ? middle : lower);
}

/// Refuses class 0 where a sample has a single score, that of class 1: a threshold for it would be on another scale.
template <class T>
void require_own_score(const Scored<T>& scored, Index k) {
  require(scored.scores.features() > 1 || k != 0, [&] {
    return text(
        scored.who,
        ": a sample has one score, that of class 1, and class 0 is asked for; give two columns, 1 - p and p, or labels in "
        "which the class that is looked for is 1");
  });
}

}  // namespace detail

/// Returns the highest threshold for class `k` at which at least the share `recall`, in (0, 1], of its samples has a higher score. It lies
/// halfway between two scores, so that it does not matter whether a sample has to be above it or may be at it. Throws InvalidInput like
/// roc_curve, for another recall, and for class 0 of a single score.
template <class Labels, class Scores>
double threshold_for_recall(const Labels& labels, const Scores& scores, double recall, Index k = 1) {
  detail::require(recall > 0.0 && recall <= 1.0, [&] {
    return detail::text("threshold_for_recall: recall is ", recall, "; it must be above 0 and at most 1");
  });
  const detail::Scored scored("threshold_for_recall", labels, scores);
  detail::require_own_score(scored, k);
  const auto r = scored.ranking(k);
  const double all = static_cast<double>(r.positives.size());
  std::size_t found = 1;
  while (static_cast<double>(found) / all < recall) ++found;
  return detail::threshold_below(r, r.positives[found - 1]);
}

/// Returns the threshold for class `k` with the largest true positive rate minus false positive rate (Youden, 1950), the highest of equal
/// ones. It lies halfway between two scores. Throws InvalidInput like roc_curve, and for class 0 of a single score.
template <class Labels, class Scores>
double best_threshold(const Labels& labels, const Scores& scores, Index k = 1) {
  const detail::Scored scored("best_threshold", labels, scores);
  detail::require_own_score(scored, k);
  const auto r = scored.ranking(k);
  const double positives = static_cast<double>(r.positives.size()), negatives = static_cast<double>(r.negatives.size());
  double tp = 0.0, fp = 0.0, largest = -std::numeric_limits<double>::infinity();
  auto best = r.positives[0];
  r.for_each_score([&](auto score, double p, double n) {
    tp += p;
    fp += n;
    const double index = tp * negatives - fp * positives;  // without division, equal ones are equal
    if (index <= largest) return;
    largest = index;
    best = score;
  });
  return detail::threshold_below(r, best);
}

/// Returns the confusion matrix of two classes if a sample counts as class `k` where its score of that class is above `threshold`. Throws
/// InvalidInput for labels and scores that do not fit together, are not classes or not finite, for more classes, and for class 0 of a single
/// score.
template <class Labels, class Scores>
ConfusionMatrix<2> confusion_matrix_at(const Labels& labels, const Scores& scores, double threshold, Index k = 1) {
  const detail::Scored scored("confusion_matrix_at", labels, scores);
  detail::require(scored.classes() == 2 && !scored.of_labels() && (k == 0 || k == 1), [&] {
    return detail::text("confusion_matrix_at: there are ", scored.classes(), " classes, and class ", k,
                        " is positive; a threshold takes two classes, 0 and 1");
  });
  detail::require_own_score(scored, k);
  detail::require(threshold == threshold, [] { return std::string("confusion_matrix_at: the threshold is not a number"); });
  ConfusionMatrix<2> matrix;
  const Index width = scored.scores.features();
  for (Index i = 0; i < scored.scores.samples(); ++i) {
    const auto score = static_cast<double>(scored.scores.data()[width == 1 ? i : 2 * i + k]);
    matrix.count(static_cast<Index>(scored.labels[i]), score > threshold ? k : 1 - k);
  }
  return matrix;
}

}  // namespace linnet
