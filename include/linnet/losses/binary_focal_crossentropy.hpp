// SPDX-License-Identifier: MIT
// BinaryFocalCrossentropy: a cross-entropy in which outputs that are already right count little. Sources: Lin et al. (2018);
// keras.losses.BinaryFocalCrossentropy.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/losses/focal.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

/// Mean over the outputs of w m^gamma c, with the binary cross-entropy c = -(y log p + (1 - y) log(1 - p)), the miss
/// m = y (1 - p) + (1 - y) p, and the weight w = 1, or y alpha + (1 - y) (1 - alpha) if `apply_class_balancing` is set.
///
/// Targets, label smoothing, sequences, logits, and what metrics see are as of BinaryCrossentropy, which it is for gamma 0.
struct BinaryFocalCrossentropy {
  bool apply_class_balancing = false;
  float alpha = 0.25f;  ///< in [0, 1]: the weight of a target 1; 1 - alpha is that of a target 0
  float gamma = 2.0f;   ///< 0 or larger
  bool from_logits = false;
  float label_smoothing = 0.0f;  ///< in [0, 1]

  static constexpr std::string_view name = "binary_focal_crossentropy";
  static constexpr bool integer_targets = false;
  static constexpr bool each_step = true;
  static constexpr bool independent_outputs = true;  ///< each output is a label; a sample may have several
  static constexpr std::string_view target_rule = "targets in [0, 1]";
  template <class A>
  static constexpr bool fuses_with = std::is_same_v<A, sigmoid>;

  constexpr const char* problem() const { return detail::focal_problem(*this); }
  template <class T>
  static constexpr bool accepts(T target) {
    return target >= T(0) && target <= T(1);
  }

  /// Writes the sigmoids of logits to `probabilities`, which may be empty.
  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient,
                               std::span<T> probabilities = {}) const {
    if (from_logits) return logits(p, y, gradient, probabilities);
    constexpr T lowest = T(1e-7);
    const T count = static_cast<T>(p.size());
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T q = p[j] < lowest ? lowest : (p[j] > T(1) - lowest ? T(1) - lowest : p[j]);
      const T t = smooth(y[j]);
      const T cost = -math::fma(t, math::log(q), (T(1) - t) * math::log1p(-q));
      const Term<T> term = focus(t, q, T(1) - q, cost);
      sum = math::fma(term.factor, cost, sum);
      if (!gradient.empty()) gradient[j] = math::fma(term.factor, (q - t) / (q * (T(1) - q)), term.slope) / count;
    }
    return sum / count;
  }

  /// The same for logits `z`, which become probabilities: sigmoid and loss in one pass.
  template <class T>
  LINNET_OWN_CODE T fused(std::span<T> z, std::span<const T> y, std::span<T> gradient) const {
    return logits(std::span<const T>(z), y, gradient, z);
  }

 private:
  /// w m^gamma, and the derivative of it with respect to p, times the cost.
  template <class T>
  struct Term {
    T factor, slope;
  };
  template <class T>
  Term<T> focus(T t, T p, T rest, T cost) const {
    const T g = static_cast<T>(gamma), a = static_cast<T>(alpha);
    const T miss = math::fma(t, rest, (T(1) - t) * p);
    const T weight = apply_class_balancing ? math::fma(t, a, (T(1) - t) * (T(1) - a)) : T(1);
    const T factor = weight * detail::focal_factor(miss, g);
    constexpr T smallest = (std::numeric_limits<T>::min)();
    return {factor, g * factor * ((T(1) - T(2) * t) * cost / (miss < smallest ? smallest : miss))};
  }
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
      const T cost = math::fma(-z[j], t, positive) + math::log1p(math::exp(-magnitude));
      const T p = math::sigmoid(z[j]), rest = math::sigmoid(-z[j]);
      const Term<T> term = focus(t, p, rest, cost);
      sum = math::fma(term.factor, cost, sum);
      if (!gradient.empty()) gradient[j] = math::fma(term.factor, p - t, term.slope * p * rest) / count;
      if (!probabilities.empty()) probabilities[j] = p;
    }
    return sum / count;
  }
};

}  // namespace linnet
