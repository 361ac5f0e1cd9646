// SPDX-License-Identifier: MIT
// Built with LINNET_USE_LIBM: math's functions give the bits of the C library.
#include <linnet/core/math.hpp>

#include <cstdio>

int main() {
  namespace math = linnet::math;
  static_assert(LINNET_USE_LIBM);
  int different = 0;
  for (float x = -4.0f; x < 4.0f; x += 0.0123f) {
    const float positive = x + 4.5f;
    different += math::exp(x) != std::exp(x);
    different += math::expm1(x) != std::expm1(x);
    different += math::tanh(x) != std::tanh(x);
    different += math::log(positive) != std::log(positive);
    different += math::log1p(positive) != std::log1p(positive);
  }
  std::printf("%d numbers are not the C library's\n", different);
  return different == 0 ? 0 : 1;
}
