// SPDX-License-Identifier: MIT
// Weighted: a metric in which samples have weights, as those in Keras's weighted_metrics. Source: keras.Model.compile.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>

namespace linnet {

/// sum(w m) / sum(w), with the results m of metric M for single samples and their weights w: those of sample_weight and class_weight, 1
/// where there are none. Its name is that of M behind "weighted_". In compile: Weighted{Accuracy{}}.
template <class M>
struct Weighted : M {
  static_assert(
      requires { requires M::mean_of_samples; },
      "Weighted: it takes metrics that are means over samples: Accuracy, TopKAccuracy, LogLoss, "
      "MeanSquaredErrorMetric, MeanAbsoluteErrorMetric, MeanAbsolutePercentageError, BinaryAccuracy, HammingLoss and "
      "ExactMatch");
  double sum = 0.0;
  double weights = 0.0;

  static constexpr std::array text = [] {
    constexpr std::string_view before = "weighted_";
    std::array<char, before.size() + M::name.size()> text{};
    std::copy(M::name.begin(), M::name.end(), std::copy(before.begin(), before.end(), text.begin()));
    return text;
  }();
  static constexpr std::string_view name{text.data(), text.size()};

  void reset() {
    M::reset();
    sum = weights = 0.0;
  }
  constexpr auto accumulated() { return std::tie(sum, weights); }

  template <class T, class Y, class W>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target, W weight) {
    M::reset();
    M::update(prediction, target);
    sum = math::fma(static_cast<double>(weight), M::result(), sum);
    weights += static_cast<double>(weight);
  }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    update(prediction, target, 1.0);
  }

  /// Returns 0 before the first sample whose weight is not 0.
  double result() const { return weights == 0.0 ? 0.0 : sum / weights; }
};

template <class M>
Weighted(M) -> Weighted<M>;

}  // namespace linnet
