// SPDX-License-Identifier: MIT
// Glorot (Xavier) initializers (Glorot and Bengio, 2010), as in Keras: the default of Dense kernels.
#pragma once

#include <linnet/initializers/initializer.hpp>

namespace linnet {

/// Uniform in [-l, l], l = sqrt(6 / (fan_in + fan_out)).
struct GlorotUniform {
  constexpr operator Initializer() const {
    return {[](const ParameterInfo& info, float, float, Random& random) {
      const float limit = math::sqrt(6.0f / static_cast<float>(info.fan_in + info.fan_out));
      return random.uniform(-limit, limit);
    }};
  }
};

/// Truncated normal with standard deviation sqrt(2 / (fan_in + fan_out)).
struct GlorotNormal {
  constexpr operator Initializer() const {
    return {[](const ParameterInfo& info, float, float, Random& random) {
      return detail::truncated_normal(math::sqrt(2.0f / static_cast<float>(info.fan_in + info.fan_out)), random);
    }};
  }
};

}  // namespace linnet
