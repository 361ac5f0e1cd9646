// SPDX-License-Identifier: MIT
#include <linnet/kernels/augmentation/noise.hpp>

#include <tests/support/catch.hpp>

#include <vector>

namespace linnet::test::noise_kernel {

TEMPLATE_TEST_CASE("Noise is made of the numbers of Random::normal, in their order", "[kernels/augmentation]", float, double) {
  using T = TestType;
  for (const std::size_t count : {1u, 7u, 8u, 127u, 128u, 129u, 1000u}) {
    INFO(count << " numbers");
    std::vector<T> x(count), y(count), expected(count);
    Random random(count), same(count);
    for (std::size_t i = 0; i < count; ++i) {
      x[i] = static_cast<T>(i) / T(7);
      expected[i] = math::fma(T(0.3), same.normal<T>(), x[i]);
    }
    kernels::add_noise(T(0.3), random, x.data(), y.data(), static_cast<Index>(count));
    CHECK(y == expected);
    CHECK(random == same);  // it draws no number more
    random = Random(count);
    kernels::add_noise(T(0.3), random, x.data(), x.data(), static_cast<Index>(count));
    CHECK(x == expected);
  }
}

}  // namespace linnet::test::noise_kernel
