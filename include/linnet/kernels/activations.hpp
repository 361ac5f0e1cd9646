// SPDX-License-Identifier: MIT
// Activation functions, usable as Dense<64, relu> and as Activation<relu>{}. An element-wise activation a is two functions:
//
//   a(x)               the value y
//   a.gradient(y, dy)  dy * a'(x), computed from the output y: inputs of activations are not stored. If a states `from_input`, true, it is
//                      a.gradient(x, dy), and layers remember the input x in training
//
// It may also have a.packet(v), which is a(x) in the lanes of a packet: see simd/math.hpp. softmax works on rows instead. `probabilities` tells a loss whether y is a probability (a user-defined activation may omit it).
// Definitions and defaults are those of keras.activations.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/parameter.hpp>
#include <linnet/kernels/simd/math.hpp>
#include <linnet/kernels/smooth_activations.hpp>
#include <linnet/kernels/softmax.hpp>
#include <linnet/kernels/tile.hpp>

#include <array>
#include <string_view>
#include <type_traits>

namespace linnet {

/// y = x
struct linear {
  constexpr linear() = default;
  /// A text or another activation, as in Dense<64>{.activation = "relu"}: refused in a sentence.
  template <class A>
  requires(!std::is_base_of_v<linear, A>) constexpr linear(const A&) {
    static_assert(detail::never<A>, "layer: the activation stands between < and >: Dense<64, relu>{}");
  }

  static constexpr std::string_view name = "linear";
  static constexpr std::string_view cpp_name = "linnet::linear";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = true;
  static constexpr bool clamps_range = true;  ///< in int8 it costs nothing: see network/int8_form.hpp
  static constexpr bool probabilities = false;
  template <class T>
  constexpr T operator()(T x) const {
    return x;
  }
  template <class T>
  constexpr T gradient(T, T dy) const {
    return dy;
  }
};

/// y = max(x, 0). A NaN stays a NaN.
struct relu {
  static constexpr std::string_view name = "relu";
  static constexpr std::string_view cpp_name = "linnet::relu";
  static constexpr OutputUse output_use = OutputUse::sign;
  static constexpr bool keeps_sign = true;
  static constexpr bool clamps_range = true;  ///< in int8 it costs nothing: see network/int8_form.hpp
  static constexpr bool probabilities = false;
  template <class T>
  constexpr T operator()(T x) const {
    return x < T(0) ? T(0) : x;
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return y > T(0) ? dy : T(0);
  }
};

/// y = x for x > 0, slope * x otherwise. `slope` is not negative (gradients read the sign of y); Keras's layer has 0.3.
struct leaky_relu {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr std::string_view cpp_name = "linnet::leaky_relu";
  static constexpr OutputUse output_use = OutputUse::sign;
  static constexpr bool keeps_sign = true;
  static constexpr bool probabilities = false;
  float slope = 0.3f;
  constexpr std::array<Setting, 1> settings() const { return {{{"slope", slope}}}; }
  constexpr const char* problem() const {
    return slope >= 0.0f && math::is_finite(slope) ? nullptr : "leaky_relu: slope must be finite and not negative";
  }
  template <class T>
  constexpr T operator()(T x) const {
    return x > T(0) ? x : static_cast<T>(slope) * x;
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return y > T(0) ? dy : static_cast<T>(slope) * dy;
  }
};

/// y = x for x > 0, alpha * (e^x - 1) otherwise (Clevert et al., 2015). `alpha` is not negative.
struct elu {
  static constexpr std::string_view name = "elu";
  static constexpr std::string_view cpp_name = "linnet::elu";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = true;
  static constexpr bool probabilities = false;
  float alpha = 1.0f;
  constexpr std::array<Setting, 1> settings() const { return {{{"alpha", alpha}}}; }
  constexpr const char* problem() const {
    return alpha >= 0.0f && math::is_finite(alpha) ? nullptr : "elu: alpha must be finite and not negative";
  }
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    const T negative = static_cast<T>(alpha) * math::expm1(x);
    return math::select(x > T(0), x, negative);
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return math::select(y > T(0), dy, dy * (y + static_cast<T>(alpha)));
  }
};

/// y = 1 / (1 + e^-x)
struct sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr std::string_view cpp_name = "linnet::sigmoid";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;
  static constexpr bool fixed_range = true;  ///< in int8: see network/int8_form.hpp
  static constexpr bool probabilities = true;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    return math::sigmoid(x);
  }
  template <class V>
  LINNET_ALWAYS_INLINE V packet(const V& x) const {
    return simd::sigmoid(x);
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return dy * (y * (T(1) - y));
  }
};

/// y = tanh(x). Also called hyperbolic_tangent: after `using namespace linnet` a bare tanh is ambiguous with the function of `<cmath>`.
struct tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr std::string_view cpp_name = "linnet::tanh";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = true;
  static constexpr bool fixed_range = true;  ///< in int8: see network/int8_form.hpp
  static constexpr bool probabilities = false;
  template <class T>
  LINNET_INLINE_ACTIVATION T operator()(T x) const {
    return math::tanh(x);
  }
  template <class V>
  LINNET_ALWAYS_INLINE V packet(const V& x) const {
    return simd::tanh(x);
  }
  template <class T>
  T gradient(T y, T dy) const {
    return dy * math::fma(-y, y, T(1));
  }
};

using hyperbolic_tangent = tanh;

/// y = min(max(x, 0), 6). A NaN stays a NaN.
struct relu6 {
  static constexpr std::string_view name = "relu6";
  static constexpr std::string_view cpp_name = "linnet::relu6";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = true;
  static constexpr bool clamps_range = true;  ///< in int8 it costs nothing: see network/int8_form.hpp
  static constexpr bool probabilities = false;
  template <class T>
  constexpr T operator()(T x) const {
    const T positive = x < T(0) ? T(0) : x;
    return positive > T(6) ? T(6) : positive;
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return y > T(0) && y < T(6) ? dy : T(0);
  }
};

/// y = relu6(x + 3) / 6: a sigmoid of straight lines, as in Keras 3 (Keras 2 used 0.2 x + 0.5).
struct hard_sigmoid {
  static constexpr std::string_view name = "hard_sigmoid";
  static constexpr std::string_view cpp_name = "linnet::hard_sigmoid";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = true;
  template <class T>
  constexpr T operator()(T x) const {
    return relu6{}(x + T(3)) / T(6);
  }
  template <class T>
  constexpr T gradient(T y, T dy) const {
    return y > T(0) && y < T(1) ? dy / T(6) : T(0);
  }
};

/// y_j = e^x_j / sum over the last axis of e^x
struct softmax {
  static constexpr std::string_view name = "softmax";
  static constexpr std::string_view cpp_name = "linnet::softmax";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;
  static constexpr bool probabilities = true;
};

namespace kernels {
inline namespace LINNET_CODE {

/// y = a(x) over `rows` rows of `width` numbers. y may be x.
template <class A, class T>
void activate(const A& a, const T* x, T* y, Index rows, Index width) {
  if constexpr (std::is_same_v<A, linnet::softmax>) {
    for (Index r = 0; r < rows; ++r) softmax(x + r * width, y + r * width, width);
  } else {
    for (Index i = 0; i < rows * width; ++i) y[i] = a(x[i]);
  }
}

/// The way in which a product stores its sums for activation A: it applies relu in registers, except in code that all layers share.
template <class A>
using StoreFor = std::conditional_t<std::is_same_v<A, linnet::relu> && !shares_code, StoreRelu, StoreSum>;

/// Applies y = a(y) for functions that StoreFor does not handle, while the output is in the cache.
template <class A, class T>
void activate_stored(const A& a, T* y, Index rows, Index width) {
  if constexpr (!std::is_same_v<A, linnet::linear> && std::is_same_v<StoreFor<A>, StoreSum>) activate(a, y, y, rows, width);
}
/// The same from the product z, which is y unless layers remember it.
template <class A, class T>
LINNET_ALWAYS_INLINE void activate_stored(const A& a, const T* z, T* y, Index rows, Index width) {
  if constexpr (from_input<A>) {
    activate(a, z, y, rows, width);
  } else {
    activate_stored(a, y, rows, width);
  }
}

/// dx = dy * a'(x), from the outputs y, of a function with from_input from its inputs instead, over `rows` rows of `width` numbers. dx may be dy.
template <class A, class T>
void activation_gradient(const A& a, const T* y, const T* dy, T* dx, Index rows, Index width) {
  if constexpr (std::is_same_v<A, linnet::softmax>) {
    for (Index r = 0; r < rows; ++r) softmax_gradient(y + r * width, dy + r * width, dx + r * width, width);
  } else {
    for (Index i = 0; i < rows * width; ++i) dx[i] = a.gradient(y[i], dy[i]);
  }
}

}  // namespace LINNET_CODE
}  // namespace kernels

}  // namespace linnet
