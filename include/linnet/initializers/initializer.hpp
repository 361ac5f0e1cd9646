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

/// A function that draws one number, with two settings of its own. Only the initializers that a program names are linked.
struct Initializer {
  /// Draws the next number of a tensor described by `info`.
  using Draw = float (*)(const ParameterInfo& info, float a, float b, Random& random);

  Draw draw = nullptr;  ///< null: none is named, the layer's default
  float a = 0.0f;
  float b = 0.0f;

  /// This initializer, or `standard` if none is named. Layers ask for it when they draw: what only predicts links no initializer.
  constexpr Initializer otherwise(const Initializer& standard) const { return draw ? *this : standard; }

  /// Returns nullptr if the settings are valid, otherwise the reason. Initializers turn settings that cannot be into NaN.
  constexpr const char* problem() const {
    return a - a == 0.0f && b - b == 0.0f ? nullptr
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

/// A setting, or NaN where it cannot be: see Initializer::problem.
constexpr float setting_if(bool possible, float value) { return possible ? value : std::numeric_limits<float>::quiet_NaN(); }

/// Normal number, redrawn until it is within two standard deviations, as Keras's variance scaling has it.
inline float truncated_normal(float stddev, Random& random) {
  for (;;) {
    const float z = random.normal<float>();
    if (z >= -2.0f && z <= 2.0f) return z * (stddev / 0.87962566103423978f);  // the deviation that the cut leaves
  }
}

}  // namespace detail
}  // namespace linnet
