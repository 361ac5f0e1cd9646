// SPDX-License-Identifier: MIT
// CategoricalFocalCrossentropy: a cross-entropy in which samples that are already right count little. Sources: Lin et al. (2018);
// keras.losses.CategoricalFocalCrossentropy.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/losses/focal.hpp>
#include <linnet/losses/output_rows.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

/// -alpha sum(y (1 - p)^gamma log p), y and p distributions over K classes.
///
/// Targets, label smoothing, sequences, logits, clipping, and what metrics see are as of CategoricalCrossentropy, which it is for alpha 1
/// and gamma 0.
struct CategoricalFocalCrossentropy {
  float alpha = 0.25f;  ///< in [0, 1]: the weight of all classes
  float gamma = 2.0f;   ///< 0 or larger
  bool from_logits = false;
  float label_smoothing = 0.0f;  ///< in [0, 1]

  static constexpr std::string_view name = "categorical_focal_crossentropy";
  static constexpr bool integer_targets = false;
  static constexpr bool each_step = true;
  static constexpr std::string_view target_rule = detail::ClassRows::target_rule;
  template <class A>
  static constexpr bool fuses_with = std::is_same_v<A, softmax>;

  constexpr const char* problem() const { return detail::focal_problem(*this); }
  template <class T>
  static constexpr bool accepts(T target) {
    return detail::ClassRows::accepts(target);
  }
  template <class T>
  static constexpr bool accepts_sum(T sum) {
    return detail::ClassRows::accepts_sum(sum);
  }
  template <class Output>
  static constexpr bool takes_output = detail::ClassRows::takes_output<Output>;
  template <class Output>
  static constexpr void(check)() {
    static_assert(takes_output<Output>,
                  "CategoricalFocalCrossentropy: the model must end in one score for each of two or more classes, or in such "
                  "scores for each step of a sequence; put Flatten{} before the last Dense, or use BinaryFocalCrossentropy for "
                  "one output");
  }

  /// Writes the softmax of logits to `probabilities`, which may be empty.
  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient,
                               std::span<T> probabilities = {}) const {
    if (from_logits) return logits(p, y, gradient, probabilities);
    constexpr T lowest = T(1e-7), highest = T(1) - lowest;
    T all = T(0);
    for (const T x : p) all += x;
    T sum = T(0), pull = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T q = p[j] / all, inside = q < lowest ? lowest : (q > highest ? highest : q);
      const T log_q = math::log(inside);
      const Term<T> term = focus(y[j], y.size(), inside, log_q);
      sum = math::fma(-term.factor, log_q, sum);
      const T factor = q < lowest || q > highest ? T(0) : term.factor;
      pull = math::fma(factor, term.slope, pull);
      if (!gradient.empty()) gradient[j] = factor * term.slope;
    }
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      const T q = p[j] / all;
      gradient[j] = ((q < lowest ? T(0) : gradient[j] / q) - pull) / all;  // clipped outputs share the sum
    }
    return sum;
  }
  template <class T>
  LINNET_OWN_CODE T fused(std::span<T> z, std::span<const T> y, std::span<T> gradient) const {
    return logits(std::span<const T>(z), y, gradient, z);
  }

 private:
  /// Of one class: the loss is -factor log(p), and p times its derivative with respect to p is factor * slope.
  template <class T>
  struct Term {
    T factor, slope;
  };
  template <class T>
  Term<T> focus(T y, std::size_t classes, T p, T log_p) const {
    const T s = static_cast<T>(label_smoothing), g = static_cast<T>(gamma);
    const T weight = static_cast<T>(alpha) * math::fma(y, T(1) - s, s / static_cast<T>(classes));
    if (weight == T(0)) return {T(0), T(0)};
    constexpr T smallest = std::numeric_limits<T>::epsilon() * T(0.5);  // of 1 - p, if it is not 0
    const T rest = T(1) - p < smallest ? smallest : T(1) - p;
    const T factor = weight * detail::focal_factor(rest, g);
    return {factor, math::fma(g * p, log_p / rest, T(-1))};
  }

  template <class T>
  LINNET_OWN_CODE T logits(std::span<const T> z, std::span<const T> y, std::span<T> gradient,
                           std::span<T> probabilities) const {
    const T m = kernels::maximum(z.data(), static_cast<Index>(z.size()));
    T s = T(0);
    for (const T v : z) s += math::exp(v - m);
    const T log_s = math::log(s);
    T sum = T(0), pull = T(0);
    for (std::size_t j = 0; j < z.size(); ++j) {
      const T log_p = z[j] - m - log_s;
      const Term<T> term = focus(y[j], z.size(), math::exp(z[j] - m) / s, log_p);
      sum = math::fma(-term.factor, log_p, sum);
      pull = math::fma(term.factor, term.slope, pull);
      if (!gradient.empty()) gradient[j] = term.factor * term.slope;
    }
    for (std::size_t j = 0; j < z.size(); ++j) {
      const T p = math::exp(z[j] - m) / s;
      if (!gradient.empty()) gradient[j] = math::fma(-p, pull, gradient[j]);
      if (!probabilities.empty()) probabilities[j] = p;
    }
    return sum;
  }
};

}  // namespace linnet
