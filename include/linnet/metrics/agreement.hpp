// SPDX-License-Identifier: MIT
// BalancedAccuracy, MatthewsCorrelation and CohenKappa: how well predictions agree with targets beyond chance.
// Source: sklearn.metrics.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/metrics/confusion_matrix.hpp>

namespace linnet {

namespace detail {

/// Mean recall of the classes that have samples.
struct BalancedAccuracyFigure {
  static constexpr std::string_view name = "balanced_accuracy";
  template <Index Classes>
  static double of(const ConfusionMatrix<Classes>& matrix, double zero_division) {
    double sum = 0.0, classes = 0.0;
    for (Index k = 0; k < Classes; ++k) {
      if (matrix.support(k) == 0) continue;
      sum += static_cast<double>(matrix(k, k)) / static_cast<double>(matrix.support(k));
      classes += 1.0;
    }
    return classes == 0.0 ? zero_division : sum / classes;
  }
};

/// Sums over the classes, from which both coefficients are computed.
struct Agreement {
  double samples = 0.0, correct = 0.0, cross = 0.0, truths = 0.0, predictions = 0.0;

  template <Index Classes>
  explicit Agreement(const ConfusionMatrix<Classes>& matrix)
      : samples(static_cast<double>(matrix.total())), correct(static_cast<double>(matrix.correct())) {
    for (Index k = 0; k < Classes; ++k) {
      const double t = static_cast<double>(matrix.support(k)), p = static_cast<double>(matrix.predictions(k));
      cross += t * p;
      truths += t * t;
      predictions += p * p;
    }
  }
};

/// Gorodkin's R_K (2004), for two classes the phi coefficient.
struct MatthewsFigure {
  static constexpr std::string_view name = "matthews_correlation";
  template <Index Classes>
  static double of(const ConfusionMatrix<Classes>& matrix, double zero_division) {
    const Agreement a(matrix);
    const double whole = (a.samples * a.samples - a.truths) * (a.samples * a.samples - a.predictions);
    return whole == 0.0 ? zero_division : (a.correct * a.samples - a.cross) / math::sqrt(whole);
  }
};

/// Cohen's kappa (1960): (observed - expected agreement) / (1 - expected agreement).
struct KappaFigure {
  static constexpr std::string_view name = "cohen_kappa";
  template <Index Classes>
  static double of(const ConfusionMatrix<Classes>& matrix, double zero_division) {
    const Agreement a(matrix);
    const double whole = a.samples * a.samples - a.cross;
    return whole == 0.0 ? zero_division : (a.correct * a.samples - a.cross) / whole;
  }
};

}  // namespace detail

/// A metric of the whole confusion matrix; use it as BalancedAccuracy, MatthewsCorrelation or CohenKappa.
template <class Figure, Index Classes>
struct AgreementMetric {
  double zero_division = 0.0;  ///< the figure if the divisor is 0
  ConfusionMatrix<Classes> matrix{};

  static constexpr std::string_view name = Figure::name;
  static constexpr Index classes = Classes;

  void reset() { matrix.reset(); }
  constexpr auto accumulated() { return matrix.accumulated(); }
  /// Adds one sample.
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    matrix.update(prediction, target);
  }
  double result() const { return Figure::of(matrix, zero_division); }
};

/// Mean recall of the classes that have samples.
template <Index Classes = 2>
using BalancedAccuracy = AgreementMetric<detail::BalancedAccuracyFigure, Classes>;
/// Correlation of targets and predictions, in [-1, 1].
template <Index Classes = 2>
using MatthewsCorrelation = AgreementMetric<detail::MatthewsFigure, Classes>;
/// Agreement beyond chance: 1 if all are correct, 0 at chance.
template <Index Classes = 2>
using CohenKappa = AgreementMetric<detail::KappaFigure, Classes>;

}  // namespace linnet
