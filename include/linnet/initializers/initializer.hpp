// SPDX-License-Identifier: MIT
// Initializer: the one fixed type that every initializer (GlorotUniform{}, HeNormal{}, Zeros{}, ...) converts to.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/parameter.hpp>
#include <linnet/core/random.hpp>

#include <concepts>
#include <limits>
#include <type_traits>

namespace linnet {

/// The tensor that an Initializer fills: the ParameterInfo that its function receives is one of these. A function that makes a whole tensor,
/// such as an orthogonal matrix, does so with the last number, and returns it.
struct DrawnTensor : ParameterInfo {
  void* numbers;    ///< of float, or of double; those before `index` are drawn
  Index index = 0;  ///< of the number that is drawn
  bool in_double = false;
};

/// A function that draws one number, and its two settings. A program links only the initializers that it names.
struct Initializer {
  /// Draws the next number of a tensor described by `info`.
  using Draw = float (*)(const ParameterInfo& info, float a, float b, Random& random);

  Draw draw = nullptr;  ///< null: the layer's default
  float a = 0.0f;
  float b = 0.0f;

  constexpr Initializer() = default;
  constexpr Initializer(Draw function, float first = 0.0f, float second = 0.0f) : draw(function), a(first), b(second) {}
  /// A text, as in Dense<64>{"relu"}, or an activation: refused in a sentence.
  template <class A>
  requires(std::is_convertible_v<A, const char*> || requires { A::output_use; }) constexpr Initializer(const A&) {
    static_assert(detail::never<A>,
                  "layer: an activation stands between < and >: Dense<64, relu>{}; an initializer is an object and no text: "
                  "Dense<64, relu>{.kernel_initializer = HeNormal{}}");
  }

  /// Returns this initializer, or `standard` if none is named. Layers call it when they draw, so firmware that only predicts links none.
  constexpr Initializer otherwise(const Initializer& standard) const { return draw ? *this : standard; }

  /// Returns nullptr if the settings are valid, otherwise the reason. Initializers turn invalid settings into NaN.
  constexpr const char* problem() const {
    return math::is_finite(a) && math::is_finite(b)
               ? nullptr
               : "initializer: Constant needs a finite value, RandomUniform finite limits, minval "
                 "not above maxval, RandomNormal a "
                 "finite mean and a finite stddev that is not negative";
  }

  /// Fills `to` (info.size() numbers, row-major).
  template <class T>
  void operator()(T* to, const ParameterInfo& info, Random& random) const {
    DrawnTensor tensor{info, to, 0, std::is_same_v<T, double>};
    for (; tensor.index < info.size(); ++tensor.index) to[tensor.index] = static_cast<T>(draw(tensor, a, b, random));
  }
};

namespace detail {

/// Returns a setting, or NaN if it is invalid: see Initializer::problem.
constexpr float setting_if(bool possible, float value) { return possible ? value : std::numeric_limits<float>::quiet_NaN(); }

/// Returns a normal number within two standard deviations, redrawn if necessary, as in Keras's variance scaling.
inline float truncated_normal(float stddev, Random& random) {
  for (;;) {
    const float z = random.normal<float>();
    if (z >= -2.0f && z <= 2.0f) return z * (stddev / 0.87962566103423978f);  // the deviation after the truncation
  }
}

}  // namespace detail
}  // namespace linnet
