// SPDX-License-Identifier: MIT
// Precision, Recall, FBeta, F1 and Specificity: of two classes, or averaged over several. Source: sklearn.metrics.
#pragma once

#include <linnet/metrics/confusion_matrix.hpp>

namespace linnet {

/// How the figures of several classes become one. As in scikit-learn, classes with neither samples nor predictions do not count,
/// nor do figures that are NaN because zero_division is; where only classes without samples are left, all weigh the same.
enum class Average {
  binary,    ///< the figure of `positive` alone
  macro,     ///< mean over the classes
  micro,     ///< from the sums over the classes
  weighted,  ///< mean over the classes, weighted by their samples
};

namespace detail {

/// True and false positives and negatives of one class, or their sums.
struct Outcomes {
  double tp = 0.0, fp = 0.0, fn = 0.0, tn = 0.0;
};

template <Index Classes>
constexpr Outcomes outcomes(const ConfusionMatrix<Classes>& matrix, Index k) {
  const auto tp = matrix(k, k), fp = matrix.predictions(k) - tp, fn = matrix.support(k) - tp;
  return {static_cast<double>(tp), static_cast<double>(fp), static_cast<double>(fn),
          static_cast<double>(matrix.total() - tp - fp - fn)};
}

/// figure(outcomes) of a class, which is a pair of numerator and denominator, divided.
template <class Figure>
constexpr double divided(const Figure& figure, const Outcomes& o, double zero_division) {
  const auto [part, whole] = figure(o);
  return whole == 0.0 ? zero_division : part / whole;
}

template <Index Classes, class Figure>
constexpr std::array<double, static_cast<std::size_t>(Classes)> per_class(const ConfusionMatrix<Classes>& matrix,
                                                                          const Figure& figure, double zero_division) {
  std::array<double, static_cast<std::size_t>(Classes)> figures{};
  for (Index k = 0; k < Classes; ++k) {
    figures[static_cast<std::size_t>(k)] = divided(figure, outcomes(matrix, k), zero_division);
  }
  return figures;
}

template <Index Classes, class Figure>
constexpr double averaged(const ConfusionMatrix<Classes>& matrix, const Figure& figure, Average average, Index positive,
                          double zero_division) {
  if (average == Average::binary) return divided(figure, outcomes(matrix, positive), zero_division);
  Outcomes all;
  double sum = 0.0, weights = 0.0, plain_sum = 0.0, figures = 0.0;
  for (Index k = 0; k < Classes; ++k) {
    const Outcomes o = outcomes(matrix, k);
    if (o.tp + o.fp + o.fn == 0.0) continue;
    all = {all.tp + o.tp, all.fp + o.fp, all.fn + o.fn, all.tn + o.tn};
    const double weight = average == Average::weighted ? o.tp + o.fn : 1.0;
    const double value = divided(figure, o, zero_division);
    if (value != value) continue;
    sum += weight * value;
    weights += weight;
    plain_sum += value;
    figures += 1.0;
  }
  if (average == Average::micro) return divided(figure, all, zero_division);
  if (figures == 0.0) return zero_division;
  return weights == 0.0 ? plain_sum / figures : sum / weights;
}

/// A part and the whole that it is divided by.
struct Ratio {
  double part, whole;
};

struct PrecisionFigure {
  static constexpr std::string_view name = "precision";
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tp, o.tp + o.fp}; }
};
struct RecallFigure {
  static constexpr std::string_view name = "recall";
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tp, o.tp + o.fn}; }
};
struct SpecificityFigure {
  static constexpr std::string_view name = "specificity";
  constexpr Ratio operator()(const Outcomes& o) const { return {o.tn, o.tn + o.fp}; }
};
struct F1Figure {
  static constexpr std::string_view name = "f1";
  constexpr Ratio operator()(const Outcomes& o) const { return {2.0 * o.tp, 2.0 * o.tp + o.fn + o.fp}; }
};

}  // namespace detail

/// A metric of outcomes; use it as Precision, Recall, Specificity or F1.
template <class Figure, Index Classes>
struct OutcomeMetric {
  Average average = Classes == 2 ? Average::binary : Average::macro;
  Index positive = 1;          ///< the class of Average::binary
  double zero_division = 0.0;  ///< the figure where there is nothing to divide by
  ConfusionMatrix<Classes> matrix{};

  static constexpr std::string_view name = Figure::name;
  static constexpr Index classes = Classes;

  void reset() { matrix.reset(); }
  /// One sample.
  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    matrix.update(prediction, target);
  }
  /// The figure of each class.
  constexpr auto per_class() const { return detail::per_class(matrix, Figure{}, zero_division); }
  /// The figure as `average` asks for.
  constexpr double result() const { return detail::averaged(matrix, Figure{}, average, positive, zero_division); }
};

/// TP / (TP + FP): the share of what was taken for a class that is of it.
template <Index Classes = 2>
using Precision = OutcomeMetric<detail::PrecisionFigure, Classes>;
/// TP / (TP + FN): the share of a class that was found.
template <Index Classes = 2>
using Recall = OutcomeMetric<detail::RecallFigure, Classes>;
/// TN / (TN + FP): the share of all else that was not taken for the class.
template <Index Classes = 2>
using Specificity = OutcomeMetric<detail::SpecificityFigure, Classes>;
/// 2 TP / (2 TP + FN + FP): the harmonic mean of precision and recall.
template <Index Classes = 2>
using F1 = OutcomeMetric<detail::F1Figure, Classes>;

/// (1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP): beta above 1 weighs recall higher, below 1 precision.
template <Index Classes = 2>
struct FBeta {
  double beta = 1.0;
  Average average = Classes == 2 ? Average::binary : Average::macro;
  Index positive = 1;
  double zero_division = 0.0;
  ConfusionMatrix<Classes> matrix{};

  static constexpr std::string_view name = "fbeta";
  static constexpr Index classes = Classes;

  void reset() { matrix.reset(); }
  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    matrix.update(prediction, target);
  }
  constexpr auto per_class() const { return detail::per_class(matrix, figure(), zero_division); }
  constexpr double result() const { return detail::averaged(matrix, figure(), average, positive, zero_division); }

 private:
  constexpr auto figure() const {
    return [squared = beta * beta](const detail::Outcomes& o) {
      return detail::Ratio{(1.0 + squared) * o.tp, (1.0 + squared) * o.tp + squared * o.fn + o.fp};
    };
  }
};

}  // namespace linnet
