// SPDX-License-Identifier: MIT
// BinaryCrossentropy: independent yes-or-no outputs. Source: keras.losses.BinaryCrossentropy.
#pragma once

#include <linnet/kernels/activations.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Mean over the outputs of -(y log p + (1 - y) log(1 - p)), targets y in [0, 1]; label smoothing s replaces y by y (1 - s) + s / 2. Of a
/// sequence, (steps, outputs), metrics see one step after the other.
///
/// After a sigmoid the loss uses its inputs z, exact at any z: max(z, 0) - z y + log(1 + e^-|z|), gradient p - y. Otherwise p is a
/// probability, clipped to [1e-7, 1 - 1e-7] (with the gradient at the clipped value), or with `from_logits` a logit, of which metrics
/// see the sigmoid.
struct BinaryCrossentropy {
  bool from_logits = false;
  float label_smoothing = 0.0f;  ///< in [0, 1]

  static constexpr std::string_view name = "binary_crossentropy";
  static constexpr bool integer_targets = false;
  static constexpr bool each_step = true;
  static constexpr bool independent_outputs = true;  ///< each output is a label; a sample may have several
  static constexpr std::string_view target_rule = "targets in [0, 1]";
  template <class A>
  static constexpr bool fuses_with = std::is_same_v<A, sigmoid>;

  constexpr const char* problem() const {
    return label_smoothing >= 0.0f && label_smoothing <= 1.0f ? nullptr
                                                              : "BinaryCrossentropy: label_smoothing must be in [0, 1]";
  }
  template <class T>
  static constexpr bool accepts(T target) {
    return target >= T(0) && target <= T(1);
  }

  /// Writes the sigmoids of logits to `probabilities`, which may be empty.
  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient,
                               std::span<T> probabilities = {}) const {
    if (from_logits) return logits(p, y, gradient, probabilities);
    const T count = static_cast<T>(p.size());
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      constexpr T lowest = T(1e-7);
      const T q = p[j] < lowest ? lowest : (p[j] > T(1) - lowest ? T(1) - lowest : p[j]);
      const T t = smooth(y[j]);
      sum -= math::fma(t, math::log(q), (T(1) - t) * math::log1p(-q));
      if (!gradient.empty()) gradient[j] = (q - t) / (q * (T(1) - q)) / count;
    }
    return sum / count;
  }

  /// The same for logits `z`, which become probabilities: sigmoid and loss in one pass.
  template <class T>
  LINNET_OWN_CODE T fused(std::span<T> z, std::span<const T> y, std::span<T> gradient) const {
    return logits(std::span<const T>(z), y, gradient, z);
  }

 private:
  template <class T>
  T smooth(T y) const {
    const T s = static_cast<T>(label_smoothing);
    return math::fma(y, T(1) - s, T(0.5) * s);
  }

  template <class T>
  LINNET_OWN_CODE T logits(std::span<const T> z, std::span<const T> y, std::span<T> gradient,
                           std::span<T> probabilities) const {
    const T count = static_cast<T>(z.size());
    T sum = T(0);
    for (std::size_t j = 0; j < z.size(); ++j) {
      const T t = smooth(y[j]);
      const T magnitude = z[j] < T(0) ? -z[j] : z[j];
      const T positive = z[j] > T(0) ? z[j] : T(0);
      sum += math::fma(-z[j], t, positive) + math::log1p(math::exp(-magnitude));
      const T p = math::sigmoid(z[j]);
      if (!gradient.empty()) gradient[j] = (p - t) / count;
      if (!probabilities.empty()) probabilities[j] = p;
    }
    return sum / count;
  }
};

}  // namespace linnet
