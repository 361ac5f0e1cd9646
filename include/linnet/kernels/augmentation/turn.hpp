// SPDX-License-Identifier: MIT
// Cosine and sine with the same bits everywhere, as in core/math.hpp. Polynomials: Cephes Mathematical Library (S. L. Moshier), single
// precision; errors below 1e-7.
#pragma once

#include <linnet/core/math.hpp>

#include <array>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Cosine and sine of an angle in turns: 0.25 is 90 degrees. At most a thousand turns.
inline std::array<float, 2> turn(float turns) {
  const int quarters = static_cast<int>(4.0f * turns + (turns < 0.0f ? -0.5f : 0.5f));
  const float x = (turns - 0.25f * static_cast<float>(quarters)) * 6.28318530717958648f,
              z = x * x;  // at most an eighth of a turn
  float s = math::fma(-1.9515295891e-4f, z, 8.3321608736e-3f);
  s = math::fma(s, z, -1.6666654611e-1f);
  s = math::fma(s * z, x, x);
  float c = math::fma(2.443315711809948e-5f, z, -1.388731625493765e-3f);
  c = math::fma(c, z, 4.166664568298827e-2f);
  c = math::fma(c * z, z, math::fma(-0.5f, z, 1.0f));
  switch (static_cast<unsigned>(quarters) & 3u) {
    case 0u: return {c, s};
    case 1u: return {-s, c};
    case 2u: return {-c, -s};
    default: return {s, -c};
  }
}
inline std::array<double, 2> turn(double turns) {
  const double angle = turns * 6.28318530717958648;
  return {std::cos(angle), std::sin(angle)};
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
