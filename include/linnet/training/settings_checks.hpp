// SPDX-License-Identifier: MIT
// Checks of the settings of a training, on every home of a model.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>

namespace linnet::detail {

inline void expect_learning_rate(float rate) {
  if (!math::is_finite(rate) || rate < 0.0f) [[unlikely]] {
    fail_with("learning_rate must be finite and not negative", "learning_rate is ", rate,
              "; it must be finite and not negative");
  }
}

/// Fails for settings of an optimizer that are valid by themselves, but not together.
template <class O>
void expect_clipping(const O& optimizer) {
  float value = 0.0f;
  float norm = 0.0f;
  if constexpr (requires { optimizer.clipvalue; }) value = optimizer.clipvalue;
  if constexpr (requires { optimizer.global_clipnorm; }) norm = optimizer.global_clipnorm;
  if (!(value >= 0.0f && norm >= 0.0f) || (value > 0.0f && norm > 0.0f)) [[unlikely]] {
    fail_with("compile: of clipvalue and global_clipnorm only one may be above 0, and none below", "compile: clipvalue is ",
              value, " and global_clipnorm is ", norm, "; they must not be negative, and only one of them may be above 0");
  }
}

}  // namespace linnet::detail
