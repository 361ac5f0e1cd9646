// SPDX-License-Identifier: MIT
// first_not_finite: finds infinity and NaN in data.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

namespace linnet::detail {

/// True if all numbers are finite. Branch-free, at the speed of memory, and a function of its own: inlined into a caller that GCC takes for
/// cold it would run without vectors.
template <class T>
LINNET_NOINLINE bool all_finite(const T* x, Index count) {
  int bad = 0;
  for (Index i = 0; i < count; ++i) bad |= !math::is_finite(x[i]);
  return bad == 0;
}

/// Returns the index of the first number that is not finite, or -1.
template <class T>
Index first_not_finite(const T* x, Index count) {
  if constexpr (LINNET_HOST) {
    if (all_finite(x, count)) return -1;
  }
  for (Index i = 0; i < count; ++i) {
    if (!math::is_finite(x[i])) return i;
  }
  return -1;
}

}  // namespace linnet::detail
