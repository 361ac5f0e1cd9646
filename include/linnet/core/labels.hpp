// SPDX-License-Identifier: MIT
// Tells whether a target names one class or several labels.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// Returns true if the target number(0), ..., number(width - 1) is several labels or none: a row of numbers in [0, 1] that do not sum to 1,
/// and so do not name a class.
template <class Number>
bool several_labels(std::size_t width, const Number& number) {
  if (width < 2) return false;
  float sum = 0.0f;
  for (std::size_t j = 0; j < width; ++j) {
    const auto y = number(j);
    using Y = std::remove_cv_t<decltype(y)>;
    if (!(y >= Y(0) && y <= Y(1))) return false;
    sum += static_cast<float>(y);
  }
  return !(sum > 0.999f && sum < 1.001f);
}
template <class Y>
bool several_labels(std::span<const Y> target) {
  return several_labels(target.size(), [&](std::size_t j) { return target[j]; });
}

}  // namespace linnet::detail
