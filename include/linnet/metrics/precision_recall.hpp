// SPDX-License-Identifier: MIT
// Precision, Recall, FBeta, F1 and Specificity: for two classes, or averaged over several classes or labels. Source: sklearn.metrics.
#pragma once

#include <linnet/metrics/outcomes.hpp>

#include <limits>

namespace linnet {

namespace detail {

/// The beta of figures without one: takes no memory.
struct NoBeta {};

struct PrecisionFigure {
  static constexpr std::string_view name = "precision";
  static constexpr NoBeta default_beta{};
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tp, o.tp + o.fp}; }
};
struct RecallFigure {
  static constexpr std::string_view name = "recall";
  static constexpr NoBeta default_beta{};
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tp, o.tp + o.fn}; }
};
struct SpecificityFigure {
  static constexpr std::string_view name = "specificity";
  static constexpr NoBeta default_beta{};
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tn, o.tn + o.fp}; }
};
struct F1Figure {
  static constexpr std::string_view name = "f1";
  static constexpr NoBeta default_beta{};
  constexpr Ratio operator()(const Outcomes& o) const { return {2.0 * o.tp, 2.0 * o.tp + o.fn + o.fp}; }
};
struct FBetaFigure {
  static constexpr std::string_view name = "fbeta";
  static constexpr double default_beta = 1.0;
  double beta = default_beta;
  constexpr Ratio operator()(const Outcomes& o) const {
    const double squared = beta * beta;
    if (squared > (std::numeric_limits<double>::max)()) return RecallFigure{}(o);
    return {(1.0 + squared) * o.tp, (1.0 + squared) * o.tp + squared * o.fn + o.fp};
  }
};

}  // namespace detail

namespace detail {

/// The counts of a metric of outcomes, and the score above which an output means yes.
template <Index Classes>
struct OutcomeMatrix {
  float threshold = 0.5f;  ///< for a single score, and for labels
  OutcomeCounts<Classes> counts{};

  constexpr void count(Index truth, Index predicted) { counts.count(truth, predicted); }
};

}  // namespace detail

/// A metric of outcomes; use it as Precision, Recall, Specificity, F1 or FBeta. Settings that problem() refuses give NaN.
///
/// A sample has one class (a class index, or a row whose largest entry is the class), predicted by the largest score; or it has any number
/// of labels (a 0 or 1 per score), and each score above the threshold predicts a label. The metric counts labels if `multilabel` is set,
/// which compile does if the loss demands it, and after the first target that has several ones or none. Such a target fails if earlier
/// samples were counted by their class.
template <class Figure, Index Classes>
struct OutcomeMetric {
  using Beta = std::remove_const_t<decltype(Figure::default_beta)>;

  [[no_unique_address]] Beta beta = Figure::default_beta;  ///< only for FBeta: 0 or larger; 0 gives precision, infinity recall
  Average average = Classes == 2 ? Average::binary : Average::macro;
  Index positive = 1;          ///< the positive class of Average::binary
  double zero_division = 0.0;  ///< the figure if the divisor is 0
  bool multilabel = false;     ///< each output is a label
  detail::OutcomeMatrix<Classes> matrix{};
  detail::SampleMeans<1> sample_mean{};

  static constexpr std::string_view name = Figure::name;
  static constexpr Index classes = Classes;

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (std::is_same_v<Beta, double>) {
      if (!(beta >= 0.0)) return "FBeta: beta must be 0 or larger; it is negative or not a number";
    }
    if (of_labels() && average == Average::binary) {
      return "F1 and its relatives: with Average::binary, the default of two classes, of several labels none is the positive "
             "one; "
             "write .average = Average::macro, or another";
    }
    return positive >= 0 && positive < Classes ? nullptr : "Average::binary: positive must be one of the classes";
  }

  void reset() {
    matrix.counts = {};
    sample_mean = {};
  }
  constexpr auto accumulated() {
    return std::tuple_cat(matrix.counts.accumulated(), std::tie(sample_mean.sums, sample_mean.undefined));
  }
  /// Returns true if samples were counted by their class.
  constexpr bool has_classes() const { return matrix.counts.total > 0 && matrix.counts.labelled == 0; }
  /// Adds one sample.
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    if (detail::counts_labels(prediction, target, of_labels(), 0, matrix.counts.total)) {
      sample_mean.add(0, figure()(matrix.counts.count_labels(prediction, target, matrix.threshold)));
    } else {
      matrix.count(detail::target_class(prediction, target, matrix.threshold),
                   detail::predicted_class(prediction, matrix.threshold));
    }
  }
  /// Returns the figure of each class or label.
  constexpr auto per_class() const { return detail::per_class(matrix.counts, figure(), zero_division); }
  /// Returns the figure that `average` selects.
  constexpr double result() const {
    if (problem()) return std::numeric_limits<double>::quiet_NaN();
    if (average == Average::samples) return sample_mean.mean(0, matrix.counts.total, zero_division);
    if (average == Average::binary) return detail::divided(figure(), detail::outcomes(matrix.counts, positive), zero_division);
    return detail::averaged(matrix.counts, figure(), average, zero_division, of_labels());
  }

 private:
  constexpr bool of_labels() const { return multilabel || average == Average::samples || matrix.counts.labelled > 0; }
  constexpr Figure figure() const {
    if constexpr (std::is_same_v<Beta, double>) {
      return {beta};
    } else {
      return {};
    }
  }
};

/// TP / (TP + FP): the share of a class among the samples predicted as it.
template <Index Classes = 2>
using Precision = OutcomeMetric<detail::PrecisionFigure, Classes>;
/// TP / (TP + FN): the share of a class that was found.
template <Index Classes = 2>
using Recall = OutcomeMetric<detail::RecallFigure, Classes>;
/// TN / (TN + FP): the share of the other samples that were not predicted as the class.
template <Index Classes = 2>
using Specificity = OutcomeMetric<detail::SpecificityFigure, Classes>;
/// 2 TP / (2 TP + FN + FP): the harmonic mean of precision and recall.
template <Index Classes = 2>
using F1 = OutcomeMetric<detail::F1Figure, Classes>;
/// (1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP): beta above 1 weighs recall higher, below 1 precision.
template <Index Classes = 2>
using FBeta = OutcomeMetric<detail::FBetaFigure, Classes>;

}  // namespace linnet
