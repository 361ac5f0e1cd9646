// SPDX-License-Identifier: MIT
// activations_test.cpp compares softmax with PyTorch's.
#include <linnet/kernels/softmax.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace {

using linnet::Index;
using linnet::test::equal_bits;
using linnet::test::Fenced;
using linnet::test::random_numbers;

TEMPLATE_TEST_CASE("softmax has the stated order of sums for every length", "[kernels]", float, double) {
  using T = TestType;
  for (Index n = 1; n <= 70; ++n) {
    const std::vector<T> z = random_numbers<T>(n, static_cast<std::uint64_t>(n), T(-9), T(9));
    const T most = *std::max_element(z.begin(), z.end());
    std::vector<T> expected;
    for (const T score : z) expected.push_back(linnet::math::exp(score - most));
    const T sum = std::accumulate(expected.begin(), expected.end(), T(0));
    for (T& y : expected) y /= sum;

    Fenced<T> y(n), in_place(z);
    linnet::kernels::softmax(z.data(), y.data(), n);
    linnet::kernels::softmax(in_place.data(), in_place.data(), n);
    CAPTURE(n);
    REQUIRE(linnet::kernels::maximum(z.data(), n) == most);
    REQUIRE(equal_bits(y.data(), expected.data(), n));
    REQUIRE(equal_bits(in_place.data(), expected.data(), n));
    REQUIRE((y.intact() && in_place.intact()));
    const std::vector<T> shares = y.values();
    const T total = std::accumulate(shares.begin(), shares.end(), T(0));
    REQUIRE(std::abs(total - T(1)) <= static_cast<T>(n) * std::numeric_limits<T>::epsilon());
  }
}

TEST_CASE("shifted_exp returns the sum", "[kernels]") {
  const std::vector<double> z{1.0, 3.0, 2.0};
  std::vector<double> y(3);
  CHECK(linnet::kernels::shifted_exp(z.data(), y.data(), 3, 3.0) == (std::exp(-2.0) + 1.0) + std::exp(-1.0));
  CHECK(y == std::vector{std::exp(-2.0), 1.0, std::exp(-1.0)});
}

TEMPLATE_TEST_CASE("softmax is right at any finite score", "[kernels]", float, double) {
  using T = TestType;
  constexpr T greatest = std::numeric_limits<T>::max() / T(2);
  const std::vector<std::vector<T>> rows{{T(1e4), T(-1e4), T(1e4)},   {T(-1e4), T(-1e4), T(-1e4)}, {T(88), T(-88), T(0)},
                                         {greatest, T(0), -greatest}, {-greatest, greatest, T(0)}, {T(1000), T(999), T(-1000)}};
  const double e = std::exp(1.0);
  const std::vector<std::vector<double>> expected{
      {0.5, 0.0, 0.5}, {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0},    {1.0, std::exp(-176.0), std::exp(-88.0)}, {1.0, 0.0, 0.0},
      {0.0, 1.0, 0.0}, {e / (1.0 + e), 1.0 / (1.0 + e), 0.0}};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::vector<T> y(3);
    linnet::kernels::softmax(rows[r].data(), y.data(), 3);
    for (std::size_t j = 0; j < 3; ++j) {
      CAPTURE(r, j);
      CHECK(static_cast<double>(y[j]) == linnet::test::Approx(expected[r][j]).epsilon(1e-6).margin(1e-44));
    }
  }
}

TEST_CASE("softmax of a NaN is NaN", "[kernels]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t at = 0; at < 3; ++at) {
    std::vector<float> z{1.0f, 2.0f, 3.0f};
    z[at] = nan;
    linnet::kernels::softmax(z.data(), z.data(), 3);
    CHECK(std::all_of(z.begin(), z.end(), [](float y) { return std::isnan(y); }));
  }
}

TEST_CASE("softmax_gradient is the derivative of softmax", "[kernels]") {
  for (const Index n : {2, 3, 10, 17}) {
    std::vector<double> z = random_numbers<double>(n, 1, -2.0, 2.0), y(z.size());
    const std::vector<double> upstream = random_numbers<double>(n, 2);
    const auto loss = [&] {
      linnet::kernels::softmax(z.data(), y.data(), n);
      return std::inner_product(y.begin(), y.end(), upstream.begin(), 0.0);
    };
    const std::vector<double> expected = linnet::test::finite_differences(z.data(), n, loss);
    linnet::kernels::softmax(z.data(), y.data(), n);
    Fenced<double> dz(n), in_place(upstream);
    linnet::kernels::softmax_gradient(y.data(), upstream.data(), dz.data(), n);
    linnet::kernels::softmax_gradient(y.data(), in_place.data(), in_place.data(), n);
    CAPTURE(n);
    CHECK(linnet::test::relative_error(dz.values(), expected) < 1e-6);
    CHECK(equal_bits(dz.data(), in_place.data(), n));
    CHECK((dz.intact() && in_place.intact()));
  }
}

}  // namespace
