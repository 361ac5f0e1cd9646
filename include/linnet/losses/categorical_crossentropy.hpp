// SPDX-License-Identifier: MIT
// CategoricalCrossentropy (targets are distributions) and SparseCategoricalCrossentropy (targets are class indices).
// Sources: keras.losses.CategoricalCrossentropy, keras.losses.SparseCategoricalCrossentropy.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/losses/output_rows.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace linnet {

namespace detail {

/// Shared by both losses: K classes, and `target(j)` the smoothed target of class j. With q = p / sum(p) the loss is
/// -sum(t log(clip(q, 1e-7, 1 - 1e-7))). Its gradient with respect to p is exact: clipped outputs have none, and each target of the
/// others pulls at the sum that all p share, (sum(t) - t / q) / sum(p).
template <class T, class Target>
LINNET_OWN_CODE T crossentropy_from_probabilities(std::span<const T> p, const Target& target, std::span<T> gradient) {
  constexpr T lowest = T(1e-7), highest = T(1) - lowest;
  const auto clipped = [](T q) { return q < lowest || q > highest; };
  T all = T(0);
  for (const T x : p) all += x;
  T sum = T(0), pull = T(0);
  for (std::size_t j = 0; j < p.size(); ++j) {
    const T t = target(j);
    const T q = p[j] / all;
    if (t != T(0)) sum = math::fma(-t, math::log(q < lowest ? lowest : (q > highest ? highest : q)), sum);
    if (!clipped(q)) pull += t;
  }
  for (std::size_t j = 0; j < gradient.size(); ++j) {
    const T q = p[j] / all;
    gradient[j] = (pull - (clipped(q) ? T(0) : target(j) / q)) / all;
  }
  return sum;
}

/// From logits z: with m = max z and s = sum e^(z - m), loss = log(s) - sum(t (z - m)), gradient = softmax(z) - t. Targets sum to
/// `total` (1 for a distribution). Writes softmax(z) to `probabilities`, which may be z, or empty.
template <class T, class Target>
LINNET_OWN_CODE T crossentropy_from_logits(std::span<const T> z, const Target& target, T total, std::span<T> gradient,
                                           std::span<T> probabilities) {
  const Index n = static_cast<Index>(z.size());
  const T m = kernels::maximum(z.data(), n);
  T picked = T(0);
  for (std::size_t j = 0; j < z.size(); ++j) {
    const T t = target(j);
    if (t != T(0)) picked = math::fma(t, z[j] - m, picked);
  }
  const std::span<T> e = probabilities.empty() ? gradient : probabilities;
  T s = T(0);
  if (e.empty()) {
    for (const T v : z) s += math::exp(v - m);
  } else {
    s = kernels::shifted_exp(z.data(), e.data(), n, m);
    for (std::size_t j = 0; j < z.size(); ++j) {
      const T p = e[j] / s;
      if (!probabilities.empty()) probabilities[j] = p;
      if (!gradient.empty()) gradient[j] = math::fma(p, total, -target(j));
    }
  }
  return math::fma(total, math::log(s), -picked);
}

}  // namespace detail

/// -sum(y log p), y and p distributions over K classes; label smoothing s replaces y by y (1 - s) + s / K. In a sequence,
/// (steps, K), each step has a target of its own, and the loss is their mean.
///
/// After a softmax the loss uses its inputs, exact at any logit, gradient p - y. Otherwise the outputs are probabilities, for example of a
/// sigmoid, which are divided by their sum and clipped to [1e-7, 1 - 1e-7] (NaN if all are 0), or with `from_logits` logits, of which
/// metrics see the softmax.
struct CategoricalCrossentropy {
  bool from_logits = false;
  float label_smoothing = 0.0f;  ///< in [0, 1]

  static constexpr std::string_view name = "categorical_crossentropy";
  static constexpr bool integer_targets = false;
  static constexpr bool each_step = true;
  static constexpr std::string_view target_rule = detail::ClassRows::target_rule;
  template <class A>
  static constexpr bool fuses_with = std::is_same_v<A, softmax>;

  constexpr const char* problem() const {
    return label_smoothing >= 0.0f && label_smoothing <= 1.0f ? nullptr
                                                              : "CategoricalCrossentropy: label_smoothing must be in [0, 1]";
  }
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
    static_assert(
        takes_output<Output>,
        "CategoricalCrossentropy: the model must end in one score for each of two or more classes, or in such "
        "scores for each step of a sequence; put Flatten{} before the last Dense, or use BinaryCrossentropy for one output");
  }

  /// Writes the softmax of logits to `probabilities`, which may be empty.
  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient,
                               std::span<T> probabilities = {}) const {
    if (from_logits) return detail::crossentropy_from_logits(p, target(y), total(y), gradient, probabilities);
    return detail::crossentropy_from_probabilities(p, target(y), gradient);
  }
  template <class T>
  LINNET_OWN_CODE T fused(std::span<T> z, std::span<const T> y, std::span<T> gradient) const {
    return detail::crossentropy_from_logits(std::span<const T>(z), target(y), total(y), gradient, z);
  }

 private:
  template <class T>
  auto target(std::span<const T> y) const {
    const T s = static_cast<T>(label_smoothing);
    return [y, keep = T(1) - s, share = s / static_cast<T>(y.size())](std::size_t j) { return math::fma(y[j], keep, share); };
  }
  template <class T>
  T total(std::span<const T> y) const {
    T sum = T(0);
    for (std::size_t j = 0; j < y.size(); ++j) sum += target(y)(j);
    return sum;
  }
};

/// -log p of the labelled class; targets are class indices 0 .. K - 1, one per sample, or of a sequence one per step. Otherwise like
/// CategoricalCrossentropy.
struct SparseCategoricalCrossentropy {
  bool from_logits = false;
  float label_smoothing = 0.0f;  ///< in [0, 1]

  static constexpr std::string_view name = "sparse_categorical_crossentropy";
  static constexpr bool integer_targets = true;
  static constexpr bool each_step = true;
  template <class A>
  static constexpr bool fuses_with = std::is_same_v<A, softmax>;

  constexpr const char* problem() const {
    return label_smoothing >= 0.0f && label_smoothing <= 1.0f
               ? nullptr
               : "SparseCategoricalCrossentropy: label_smoothing must be in [0, 1]";
  }
  template <class Output>
  static constexpr bool takes_output = detail::OutputRows::takes_output<Output>;
  template <class Output>
  static constexpr void(check)() {
    static_assert(
        takes_output<Output>,
        "SparseCategoricalCrossentropy: the model must end in one score for each of two or more classes, or in such "
        "scores for each step of a sequence; put Flatten{} before the last Dense, or use BinaryCrossentropy for one output");
  }

  /// Writes the softmax of logits to `probabilities`, which may be empty.
  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const std::int32_t> y, std::span<T> gradient,
                               std::span<T> probabilities = {}) const {
    if (from_logits) return detail::crossentropy_from_logits(p, target<T>(y, p.size()), T(1), gradient, probabilities);
    return detail::crossentropy_from_probabilities(p, target<T>(y, p.size()), gradient);
  }
  template <class T>
  LINNET_OWN_CODE T fused(std::span<T> z, std::span<const std::int32_t> y, std::span<T> gradient) const {
    return detail::crossentropy_from_logits(std::span<const T>(z), target<T>(y, z.size()), T(1), gradient, z);
  }

 private:
  template <class T>
  auto target(std::span<const std::int32_t> y, std::size_t classes) const {
    const T s = static_cast<T>(label_smoothing);
    const T share = s / static_cast<T>(classes);
    return [label = static_cast<std::size_t>(y[0]), share, hit = T(1) - s + share](std::size_t j) {
      return j == label ? hit : share;
    };
  }
};

}  // namespace linnet
