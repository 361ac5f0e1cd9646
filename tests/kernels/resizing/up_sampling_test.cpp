// SPDX-License-Identifier: MIT
#include <linnet/kernels/resizing/up_sampling.hpp>

#include <tests/support/catch.hpp>

#include <cmath>

namespace linnet::test::up_sampling_kernel {

TEST_CASE("The neighbours of an output have weights that meet at its place", "[kernels/resizing]") {
  for (Index in = 1; in <= 5; ++in) {
    for (Index factor = 1; factor <= 5; ++factor) {
      for (Index o = 0; o < in * factor; ++o) {
        CAPTURE(in, factor, o);
        const kernels::Blend<double> b = kernels::blend<double>(o, in, factor);
        REQUIRE((b.low >= 0 && b.low <= b.high && b.high < in));
        REQUIRE_THAT(b.low_weight + b.high_weight, WithinAbs(1.0, 1e-15));
        const double place = (static_cast<double>(o) + 0.5) / static_cast<double>(factor) - 0.5;
        const double inside = std::min(std::max(place, 0.0), static_cast<double>(in - 1));
        REQUIRE_THAT(b.low_weight * static_cast<double>(b.low) + b.high_weight * static_cast<double>(b.high),
                     WithinAbs(inside, 1e-12));
      }
    }
  }
}

}  // namespace linnet::test::up_sampling_kernel
