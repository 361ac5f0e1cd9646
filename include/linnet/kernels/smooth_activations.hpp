// SPDX-License-Identifier: MIT
// Smooth relatives of relu. The value of gelu and silu does not tell where it came from, because both fall and rise again: their gradient
// is computed from the input (from_input), which layers then remember in training.
// Definitions are those of keras.activations.
#pragma once

#include <linnet/core/normal.hpp>
#include <linnet/core/parameter.hpp>

#include <string_view>

namespace linnet {

namespace detail {

template <class T>
struct SigmoidAndSlope {
  T value, slope;
};

/// Returns s = sigmoid(x) and its slope s (1 - s), without the cancellation in 1 - s.
template <class T>
LINNET_ALWAYS_INLINE SigmoidAndSlope<T> sigmoid_and_slope(T x) {
  const T e = math::exp(math::select(x > T(0), -x, x));
  const T larger = T(1) / (T(1) + e), smaller = e * larger;
  return {math::select(x > T(0), larger, smaller), smaller * larger};
}

}  // namespace detail

/// y = x Phi(x), Phi being the cumulative distribution function of the standard normal distribution. Keras's gelu, PyTorch's GELU.
/// Source: Hendrycks and Gimpel (2016), arXiv:1606.08415.
struct gelu {
  static constexpr std::string_view name = "gelu";
  static constexpr std::string_view cpp_name = "linnet::gelu";
  static constexpr bool from_input = true;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = false;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    return x * math::standard_normal(x).cdf;
  }
  template <class T>
  LINNET_INLINE_ACTIVATION T gradient(T x, T dy) const {
    const auto normal = math::standard_normal(x);
    return dy * math::fma(x, normal.density, normal.cdf);
  }
};

/// y = x (1 + tanh(u)) / 2 = x sigmoid(2 u) for u = sqrt(2 / pi) (x + 0.044715 x^3): Keras's gelu with approximate=True.
struct gelu_tanh {
  static constexpr std::string_view name = "gelu_tanh";
  static constexpr std::string_view cpp_name = "linnet::gelu_tanh";
  static constexpr bool from_input = true;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = false;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    return x * math::sigmoid(x * math::fma(cubic<T>, x * x, slope<T>));
  }
  template <class T>
  LINNET_INLINE_ACTIVATION T gradient(T x, T dy) const {
    T t = math::select(x < T(-16), T(-16), x);  // beyond, the sigmoid is 0 or 1, and a square would overflow
    t = math::select(t > T(16), T(16), t);
    const T square = t * t;
    const auto s = detail::sigmoid_and_slope(t * math::fma(cubic<T>, square, slope<T>));
    return dy * math::fma(t * math::fma(T(3) * cubic<T>, square, slope<T>), s.slope, s.value);
  }

 private:
  template <class T>
  static constexpr T slope = static_cast<T>(1.5957691216057308);  // 2 sqrt(2 / pi)
  template <class T>
  static constexpr T cubic = static_cast<T>(0.071354816272600254);  // 0.044715 of that
};

/// y = x / (1 + e^-x). Also called swish. Source: Ramachandran, Zoph and Le (2017), arXiv:1710.05941.
struct silu {
  static constexpr std::string_view name = "silu";
  static constexpr std::string_view cpp_name = "linnet::silu";
  static constexpr bool from_input = true;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = false;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    return x * math::sigmoid(x);
  }
  template <class T>
  LINNET_INLINE_ACTIVATION T gradient(T x, T dy) const {
    const auto s = detail::sigmoid_and_slope(x);
    return dy * math::fma(x, s.slope, s.value);
  }
};

using swish = silu;

/// y = log(1 + e^x), always positive: a deviation, a rate.
struct softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr std::string_view cpp_name = "linnet::softplus";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = false;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    const T positive = x > T(0) ? x : T(0);
    return positive + math::log1p(math::exp(math::select(x > T(0), -x, x)));
  }
  template <class T>
  LINNET_INLINE_ACTIVATION T gradient(T y, T dy) const {
    return dy * -math::expm1(-y);
  }
};

namespace kernels {

/// True if the gradient of activation A is computed from its input instead of its output.
template <class A>
inline constexpr bool from_input = requires {
  requires A::from_input;
};

}  // namespace kernels
}  // namespace linnet
