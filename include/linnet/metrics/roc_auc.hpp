// SPDX-License-Identifier: MIT
// RocAuc and AveragePrecision: areas under the exact curves as streaming metrics. For hosts: they keep every score (8 bytes each) in
// growing vectors; BinnedAuc has a fixed size. Source: sklearn.metrics.roc_auc_score, average_precision_score.
#pragma once

#include <linnet/metrics/accumulated.hpp>
#include <linnet/metrics/decision.hpp>
#include <linnet/metrics/precision_recall_curve.hpp>
#include <linnet/metrics/roc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace linnet {

namespace detail {

/// The area under the ROC curve, and its curve.
struct RocFigure {
  static constexpr std::string_view name = "roc_auc";
  static double of(const Ranking<double>& ranking) { return ranking.area(); }
  static RocCurve curve(const Ranking<double>& ranking, bool drop_intermediate = true) {
    return roc_points(ranking, drop_intermediate);
  }
};
/// The sum over the thresholds of the gain in recall times the precision, and its curve.
struct AveragePrecisionFigure {
  static constexpr std::string_view name = "average_precision";
  static double of(const Ranking<double>& ranking) { return ranking.average_precision(); }
  static PrecisionRecallCurve curve(const Ranking<double>& ranking) { return precision_recall_points(ranking); }
};

}  // namespace detail

/// A metric of all scores; use it as RocAuc or AveragePrecision.
///
/// For two classes a sample has one score, that of class 1, or two, of which the second counts. For several classes the figure is the mean
/// over the classes, each against the rest. If samples have any number of labels (`multilabel`, or a target that shows it), it is the mean
/// over the labels. It is NaN while a class has samples only on one side, and after a score that is NaN. result() sorts all scores of each
/// class: fit calls it once per epoch, and after each batch if a callback has on_batch_end.
template <class Figure, Index Classes>
struct RankingMetric {
  static_assert(Classes >= 2, "RocAuc, AveragePrecision: there must be at least 2 classes");
  AucAverage average = AucAverage::macro;
  bool multilabel = false;            ///< each output is a label; compile sets it if the loss demands it
  std::vector<double> scores{};       ///< (samples, Classes), or (samples, 1) for two classes
  std::vector<std::int32_t> truth{};  ///< (samples): the classes; if `labelled`, (samples, Classes): 0 or 1 per label
  bool labelled = false;

  static constexpr std::string_view name = Figure::name;
  static constexpr Index classes = Classes;

  /// Forgets all samples, but keeps their memory.
  void reset() {
    scores.clear();
    truth.clear();
    labelled = false;
  }
  AccumulatedSamples accumulated() { return {scores, truth, Classes, &labelled}; }
  /// Classes are also labels, of which a sample has one: both may be mixed.
  bool has_classes() const { return false; }

  /// Adds one sample; the target is a class index, a row whose largest entry is the class, a row of labels, or, for a single score, a
  /// number above 0.5 for class 1. Throws InvalidInput if the number of scores differs from that of the previous sample.
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    static_assert(!std::is_integral_v<T>,
                  "RocAuc, AveragePrecision: they take scores, not the class labels that were predicted");
    const auto given = static_cast<Index>(prediction.size());
    detail::require((given == width() || truth.empty()) && (given == Classes || (given == 1 && Classes == 2)), [&] {
      return detail::text(name, ": a sample has ", given, " scores; ", Classes, " classes and ", width(),
                          " scores per sample are expected");
    });
    for (const T score : prediction) scores.push_back(static_cast<double>(score));
    const bool rows = given > 1 && target.size() == prediction.size();
    if (rows && !labelled && (multilabel || detail::several_labels(target))) label_classes();
    if (!labelled) {
      truth.push_back(static_cast<std::int32_t>(detail::target_class(prediction, target, 0.5f)));
    } else {
      for (std::size_t k = 0; k < prediction.size(); ++k) {
        truth.push_back(rows ? detail::target_label(target[k]) : static_cast<std::size_t>(target[0]) == k);
      }
    }
  }

  /// Returns the figure of class 1 of two, otherwise the mean over the classes that `average` selects.
  double result() const {
    if (!ordered()) return std::numeric_limits<double>::quiet_NaN();
    return detail::mean_over_classes(
        Classes, labelled, average, [&](Index k) { return ranking(k); }, Figure::of);
  }

  /// Returns the curve of class `k` against the rest: a RocCurve or a PrecisionRecallCurve, like roc_curve (whose drop_intermediate may
  /// follow) and precision_recall_curve. Throws InvalidInput if it is undefined.
  template <class... Options>
  auto curve(Index k = 1, Options... options) const {
    detail::require(k >= 0 && k < Classes, [&] { return detail::text(name, ": there is no class ", k); });
    detail::require(ordered(), [] { return detail::text(name, ": there is a score that is not a number"); });
    const auto ranked = ranking(k);
    detail::require_both_sides(name, ranked, k);
    return Figure::curve(ranked, options...);
  }

 private:
  /// Replaces the classes so far by rows of zeros and ones.
  void label_classes() {
    std::vector<std::int32_t> rows;
    for (const std::int32_t of : truth) {
      for (std::int32_t k = 0; k < static_cast<std::int32_t>(Classes); ++k) rows.push_back(of == k);
    }
    truth = std::move(rows);
    labelled = true;
  }
  Index samples() const { return static_cast<Index>(truth.size()) / (labelled ? Classes : 1); }
  /// Scores per sample.
  Index width() const { return truth.empty() ? Classes : static_cast<Index>(scores.size()) / samples(); }
  /// Returns false after a score that is NaN.
  bool ordered() const {
    return std::none_of(scores.begin(), scores.end(), [](double score) { return std::isnan(score); });
  }
  detail::Ranking<double> ranking(Index k) const {
    return detail::ranking_of(
        scores.data(), samples(), width(),
        [&](Index i) {
          return labelled ? truth[static_cast<std::size_t>(i * Classes + k)] != 0 : truth[static_cast<std::size_t>(i)] == k;
        },
        k);
  }
};

/// Area under the exact ROC curve.
template <Index Classes = 2>
using RocAuc = RankingMetric<detail::RocFigure, Classes>;
/// Sum over the thresholds of the gain in recall times the precision.
template <Index Classes = 2>
using AveragePrecision = RankingMetric<detail::AveragePrecisionFigure, Classes>;

}  // namespace linnet
