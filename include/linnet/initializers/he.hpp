// SPDX-License-Identifier: MIT
// He initializers (He et al., 2015), as in Keras: made for relu.
#pragma once

#include <linnet/initializers/initializer.hpp>

namespace linnet {

/// Uniform in [-l, l], l = sqrt(6 / fan_in).
struct HeUniform {
  constexpr operator Initializer() const {
    return {[](const ParameterInfo& info, float, float, Random& random) {
      const float limit = math::sqrt(6.0f / static_cast<float>(info.fan_in));
      return random.uniform(-limit, limit);
    }};
  }
};

/// Truncated normal with standard deviation sqrt(2 / fan_in).
struct HeNormal {
  constexpr operator Initializer() const {
    return {[](const ParameterInfo& info, float, float, Random& random) {
      return detail::truncated_normal(math::sqrt(2.0f / static_cast<float>(info.fan_in)), random);
    }};
  }
};

}  // namespace linnet
