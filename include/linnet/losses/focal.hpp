// SPDX-License-Identifier: MIT
// The factor of the focal losses, which makes little of samples that are already right. Source: Lin et al. (2018).
#pragma once

#include <linnet/core/math.hpp>

#include <limits>

namespace linnet::detail {

/// Returns x^gamma of an x in [0, 1]; 1 for gamma 0, whatever x is.
template <class T>
T focal_factor(T x, T gamma) {
  constexpr T smallest = (std::numeric_limits<T>::min)();
  return math::exp(gamma * math::log(x < smallest ? smallest : x));
}

/// Returns nullptr if the settings of a focal loss are valid, otherwise the reason.
template <class Loss>
constexpr const char* focal_problem(const Loss& loss) {
  if (!(loss.gamma >= 0.0f)) return "focal cross-entropy: gamma must be 0 or larger";
  if (!(loss.alpha >= 0.0f && loss.alpha <= 1.0f)) return "focal cross-entropy: alpha must be in [0, 1]";
  if (!(loss.label_smoothing >= 0.0f && loss.label_smoothing <= 1.0f)) {
    return "focal cross-entropy: label_smoothing must be in [0, 1]";
  }
  return nullptr;
}

}  // namespace linnet::detail
