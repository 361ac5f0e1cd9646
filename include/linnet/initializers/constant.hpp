// SPDX-License-Identifier: MIT
// Initializers that draw nothing: Zeros, Ones, Constant.
#pragma once

#include <linnet/initializers/initializer.hpp>

namespace linnet {

/// Every number is `value` (default 0).
struct Constant {
  float value = 0.0f;
  constexpr operator Initializer() const {
    return detail::checked_on_target(Initializer{[](const ParameterInfo&, float a, float, Random&) { return a; }, value, 0.0f});
  }
};

/// Every number is 0.
struct Zeros {
  constexpr operator Initializer() const { return Constant{0.0f}; }
};

/// Every number is 1.
struct Ones {
  constexpr operator Initializer() const { return Constant{1.0f}; }
};

}  // namespace linnet
