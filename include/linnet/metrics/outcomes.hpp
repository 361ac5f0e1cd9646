// SPDX-License-Identifier: MIT
// Outcomes: true and false positives and negatives of each class or label, and the combination of several figures.
// Source of the averages: sklearn.metrics.precision_recall_fscore_support.
#pragma once

#include <linnet/metrics/confusion_matrix.hpp>

namespace linnet {

/// The combination of the figures of several classes or labels. As in scikit-learn, classes (not labels) with neither samples nor
/// predictions do not count, nor do figures that are NaN because zero_division is NaN; if only classes without samples remain, all have
/// equal weight.
enum class Average {
  binary,    ///< only the figure of class `positive`; not for labels
  macro,     ///< mean over the classes
  micro,     ///< from the sums over the classes
  weighted,  ///< mean over the classes, weighted by their samples
  samples,   ///< for labels: mean over the samples of the figure of a sample's labels
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

/// Outcomes of each class against the rest, or of each label: 24 bytes per class, no heap.
template <Index Classes>
struct OutcomeCounts {
  std::array<std::int64_t, static_cast<std::size_t>(Classes)> tp{}, fp{}, fn{};
  std::int64_t total = 0;     ///< samples
  std::int64_t labelled = 0;  ///< samples that were counted label by label: none or all
  std::int64_t outside = 0;   ///< samples whose target or prediction is not a class; they are counted only here

  constexpr auto accumulated() { return std::tie(tp, fp, fn, total, labelled, outside); }

  /// Adds one sample of class `truth` that was predicted as class `predicted`.
  constexpr void count(Index truth, Index predicted) {
    if (truth < 0 || truth >= Classes || predicted < 0 || predicted >= Classes) {
      ++outside;
      return;
    }
    ++total;
    if (truth == predicted) {
      ++tp[static_cast<std::size_t>(truth)];
    } else {
      ++fn[static_cast<std::size_t>(truth)];
      ++fp[static_cast<std::size_t>(predicted)];
    }
  }
  /// Adds one sample label by label; returns the sum of its labels' outcomes.
  template <class T, class Y>
  Outcomes count_labels(std::span<const T> prediction, std::span<const Y> target, float threshold) {
    expect(prediction.size() == tp.size() && target.size() == tp.size(),
           "metric: a sample has another number of scores or targets than the metric has labels");
    Outcomes sample;
    ++total;
    ++labelled;
    for (std::size_t k = 0; k < tp.size(); ++k) {
      const bool predicted = predicted_label(prediction[k], threshold), truth = target_label(target[k]);
      tp[k] += truth && predicted;
      fp[k] += !truth && predicted;
      fn[k] += truth && !predicted;
      (predicted ? (truth ? sample.tp : sample.fp) : (truth ? sample.fn : sample.tn)) += 1.0;
    }
    return sample;
  }
  constexpr std::int64_t tn(std::size_t k) const { return total - tp[k] - fp[k] - fn[k]; }
};

template <Index Classes>
constexpr Outcomes outcomes(const OutcomeCounts<Classes>& counts, Index k) {
  const auto i = static_cast<std::size_t>(k);
  return {static_cast<double>(counts.tp[i]), static_cast<double>(counts.fp[i]), static_cast<double>(counts.fn[i]),
          static_cast<double>(counts.tn(i))};
}

/// A part, and the whole that divides it.
struct Ratio {
  double part, whole;
};

/// The Ratio figure(outcomes) of a class, divided.
template <class Figure>
constexpr double divided(const Figure& figure, const Outcomes& o, double zero_division) {
  const auto [part, whole] = figure(o);
  return whole == 0.0 ? zero_division : part / whole;
}

/// Means over samples of `Figures` figures of their labels.
template <std::size_t Figures>
struct SampleMeans {
  std::array<double, Figures> sums{};
  std::array<std::int64_t, Figures> undefined{};  ///< samples with a divisor of 0

  constexpr void add(std::size_t i, const Ratio& figure) {
    if (figure.whole == 0.0) {
      ++undefined[i];
    } else {
      sums[i] += figure.part / figure.whole;
    }
  }
  constexpr double mean(std::size_t i, std::int64_t samples, double zero_division) const {
    if (samples == undefined[i]) return zero_division;
    if (zero_division != zero_division) return sums[i] / static_cast<double>(samples - undefined[i]);
    return (sums[i] + zero_division * static_cast<double>(undefined[i])) / static_cast<double>(samples);
  }
};

/// Returns the figure of each class of a ConfusionMatrix or of OutcomeCounts.
template <template <Index> class Counts, Index Classes, class Figure>
constexpr std::array<double, static_cast<std::size_t>(Classes)> per_class(const Counts<Classes>& counts, const Figure& figure,
                                                                          double zero_division) {
  std::array<double, static_cast<std::size_t>(Classes)> figures{};
  for (Index k = 0; k < Classes; ++k) {
    figures[static_cast<std::size_t>(k)] = divided(figure, outcomes(counts, k), zero_division);
  }
  return figures;
}

/// Returns the macro, micro or weighted average; with `all` of all classes, otherwise of those that occur.
template <template <Index> class Counts, Index Classes, class Figure>
constexpr double averaged(const Counts<Classes>& counts, const Figure& figure, Average average, double zero_division,
                          bool all) {
  Outcomes together;
  double sum = 0.0, weights = 0.0, plain_sum = 0.0, figures = 0.0;
  for (Index k = 0; k < Classes; ++k) {
    const Outcomes o = outcomes(counts, k);
    if (!all && o.tp + o.fp + o.fn == 0.0) continue;
    together = {together.tp + o.tp, together.fp + o.fp, together.fn + o.fn, together.tn + o.tn};
    const double weight = average == Average::weighted ? o.tp + o.fn : 1.0;
    const double value = divided(figure, o, zero_division);
    if (value != value) continue;
    sum += weight * value;
    weights += weight;
    plain_sum += value;
    figures += 1.0;
  }
  if (average == Average::micro) return divided(figure, together, zero_division);
  if (figures == 0.0) return zero_division;
  return weights == 0.0 ? plain_sum / figures : sum / weights;
}

}  // namespace detail
}  // namespace linnet
