// SPDX-License-Identifier: MIT
// Tells whether a target names one class or several labels, and whether a number is the index of a class.
#pragma once

#include <linnet/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

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

/// Returns true if `label`, of any arithmetic type, is one of the indices 0 .. classes - 1.
template <class Y>
constexpr bool is_class(Y label, Index classes) {
  if constexpr (std::is_floating_point_v<Y>) {
    return label >= Y(0) && label < static_cast<Y>(classes) && static_cast<Y>(static_cast<std::int32_t>(label)) == label;
  } else {
    return std::cmp_greater_equal(+label, 0) && std::cmp_less(+label, classes);
  }
}

}  // namespace linnet::detail
