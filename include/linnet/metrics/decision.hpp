// SPDX-License-Identifier: MIT
// What scores and targets say about the class of a sample: the one rule that all classification metrics follow.
#pragma once

#include <linnet/core/shape.hpp>

#include <cstddef>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// Position of the largest entry; of equal ones the first.
template <class T>
std::size_t argmax(std::span<const T> v) {
  std::size_t best = 0;
  for (std::size_t j = 1; j < v.size(); ++j) best = v[j] > v[best] ? j : best;
  return best;
}

/// The class that a prediction names: an integer itself; of one score, 1 above `threshold` and 0 else; of several, that of the
/// largest.
template <class T>
Index predicted_class(std::span<const T> prediction, float threshold) {
  if (prediction.size() == 1) {
    if constexpr (std::is_integral_v<T>) return static_cast<Index>(prediction[0]);
    return prediction[0] > static_cast<T>(threshold) ? 1 : 0;
  }
  return static_cast<Index>(argmax(prediction));
}

/// The class that a target names: an index, a row whose largest entry is the class, or, for a single score, a number that is
/// above `threshold` or not.
template <class T, class Y>
Index target_class(std::span<const T> prediction, std::span<const Y> target, float threshold) {
  if (prediction.size() == 1 && !std::is_integral_v<T>) return static_cast<T>(target[0]) > static_cast<T>(threshold) ? 1 : 0;
  if (target.size() == 1) return static_cast<Index>(target[0]);
  return static_cast<Index>(argmax(target));
}

}  // namespace linnet::detail
