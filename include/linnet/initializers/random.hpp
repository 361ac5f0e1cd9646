// SPDX-License-Identifier: MIT
// Initializers with settings: RandomUniform and RandomNormal, with Keras's defaults.
#pragma once

#include <linnet/initializers/initializer.hpp>

namespace linnet {

/// Uniform in [minval, maxval].
struct RandomUniform {
  float minval = -0.05f;
  float maxval = 0.05f;
  constexpr operator Initializer() const {
    return detail::checked_on_target(
        Initializer{[](const ParameterInfo&, float a, float b, Random& random) { return random.uniform(a, b); }, minval,
                    detail::setting_if(minval <= maxval, maxval)});
  }
};

/// Normal with the given mean and standard deviation.
struct RandomNormal {
  float mean = 0.0f;
  float stddev = 0.05f;
  constexpr operator Initializer() const {
    return detail::checked_on_target(Initializer{
        [](const ParameterInfo&, float a, float b, Random& random) { return math::fma(b, random.normal<float>(), a); }, mean,
        detail::setting_if(stddev >= 0.0f, stddev)});
  }
};

}  // namespace linnet
