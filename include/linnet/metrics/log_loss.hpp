// SPDX-License-Identifier: MIT
// LogLoss: the mean negative logarithm of the probability that the model gave to the truth. Source: sklearn.metrics.log_loss.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

namespace linnet {

/// Clips probabilities to [eps, 1 - eps], where eps is the spacing of numbers at 1. A single score is the probability of class 1. Targets
/// are class indices, rows of probabilities, or one number in {0, 1}. measure and the checked update refuse scores outside of [0, 1]; in
/// compile and sample by sample they are clipped like the others.
struct LogLoss {
  double sum = 0.0;
  std::int64_t total = 0;

  static constexpr std::string_view name = "log_loss";
  static constexpr Index classes = 0;  ///< as many as there are scores
  static constexpr bool mean_of_samples = true;
  static constexpr bool probabilities = true;

  void reset() { *this = {}; }
  constexpr auto accumulated() { return std::tie(sum, total); }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    static_assert(!std::is_integral_v<T>, "LogLoss: it takes probabilities, not the class labels that were predicted");
    ++total;
    const double low = static_cast<double>(std::numeric_limits<T>::epsilon());
    const auto clipped = [low](T p) {
      const double x = static_cast<double>(p);
      return x < low ? low : (x > 1.0 - low ? 1.0 - low : x);
    };
    if (prediction.size() == 1) {
      const double p = clipped(prediction[0]), q = static_cast<double>(target[0]);
      sum -= math::fma(q, std::log(p), (1.0 - q) * std::log(1.0 - p));
      return;
    }
    detail::expect(!detail::several_labels(target),
                   "LogLoss: a target has several labels or none; it must be a class, or probabilities that sum to 1");
    for (std::size_t j = 0; j < prediction.size(); ++j) {
      const double q =
          target.size() == 1 ? (static_cast<std::size_t>(target[0]) == j ? 1.0 : 0.0) : static_cast<double>(target[j]);
      if (q != 0.0) sum = math::fma(-q, std::log(clipped(prediction[j])), sum);
    }
  }

  /// Returns 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : sum / static_cast<double>(total); }
};

}  // namespace linnet
