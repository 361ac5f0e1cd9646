// SPDX-License-Identifier: MIT
// Initializer: the one fixed type that every initializer (GlorotUniform{}, HeNormal{}, Zeros{}, ...) converts to.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/parameter.hpp>
#include <linnet/core/random.hpp>

#include <concepts>
#include <limits>

namespace linnet {

/// A function that draws one number, and its two settings. A program links only the initializers that it names.
struct Initializer {
  /// Draws the next number of a tensor described by `info`.
  using Draw = float (*)(const ParameterInfo& info, float a, float b, Random& random);

  Draw draw = nullptr;  ///< null: the layer's default
  float a = 0.0f;
  float b = 0.0f;

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
    for (Index i = 0; i < info.size(); ++i) to[i] = static_cast<T>(draw(info, a, b, random));
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
