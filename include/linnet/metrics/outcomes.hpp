// SPDX-License-Identifier: MIT
// Outcomes: true and false positives and negatives of each class, and how the figures of several classes become one.
// Source of the averages: sklearn.metrics.precision_recall_fscore_support.
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

/// A part and the whole that it is divided by.
struct Ratio {
  double part, whole;
};

/// The Ratio figure(outcomes) of a class, divided.
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

}  // namespace detail
}  // namespace linnet
