// SPDX-License-Identifier: MIT
// The bounds between which a layer draws a factor. Source: the argument `factor` of Keras's random layers.
#pragma once

namespace linnet {

/// 0.2f is [-0.2, 0.2], {-0.1f, 0.3f} has both bounds, in any order.
struct Factor {
  float low, high;

  constexpr Factor(float size) : Factor(-size, size) {}
  constexpr Factor(float one, float other) : low(one < other ? one : other), high(one < other ? other : one) {}

  /// Returns true if both bounds are numbers from `least` to `most`.
  constexpr bool within(float least, float most) const { return low >= least && low <= most && high >= least && high <= most; }
};

}  // namespace linnet
