// SPDX-License-Identifier: MIT
#include <linnet/kernels/elementwise.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace {

using linnet::Index;
using linnet::test::equal_bits;
using linnet::test::random_numbers;

TEMPLATE_TEST_CASE("for_each_packet visits every number once, packets first", "[kernels]", float, double) {
  constexpr int widest = linnet::simd::lanes<linnet::simd::Packet<TestType, 1024>>;
  for (Index n = 0; n <= 70; ++n) {
    Index next = 0;
    bool in_order = true;
    linnet::kernels::for_each_packet<TestType>(n, [&]<class V>(Index i) {
      constexpr int lanes = linnet::simd::lanes<V>;
      in_order = in_order && i == next && (lanes == widest || (lanes == 1 && n - i < widest));
      next = i + lanes;
    });
    CAPTURE(n);
    REQUIRE(in_order);
    REQUIRE(next == n);
  }
}

/// The order that elementwise.hpp states: number i goes to partial sum i mod 16, then the 16 are added from the first on.
template <class T, class Function>
T interleaved_sum(const std::vector<T>& x, const Function& f) {
  std::array<T, 16> partial{};
  for (std::size_t i = 0; i < x.size(); ++i) partial[i % 16] = f(x[i], partial[i % 16]);
  return std::accumulate(partial.begin(), partial.end(), T(0));
}

TEMPLATE_TEST_CASE("Sums have the stated order for every length", "[kernels]", float, double) {
  using T = TestType;
  for (Index n = 0; n <= 200; ++n) {
    const std::vector<T> x = random_numbers<T>(n, static_cast<std::uint64_t>(n), T(-3), T(5));
    const linnet::test::Unaligned<T> unaligned(x);
    CAPTURE(n);
    REQUIRE(equal_bits(linnet::kernels::sum_of_squares(unaligned.data(), n),
                       interleaved_sum(x, [](T v, T sum) { return linnet::math::fma(v, v, sum); })));
    REQUIRE(equal_bits(linnet::kernels::sum_of_magnitudes(unaligned.data(), n),
                       interleaved_sum(x, [](T v, T sum) { return sum + std::abs(v); })));
    const auto plain = [](T v, T sum) { return sum + v; };
    REQUIRE(equal_bits(linnet::kernels::ordered_sum(unaligned.data(), n, plain), interleaved_sum(x, plain)));
  }
}

TEMPLATE_TEST_CASE("Sums are right within rounding", "[kernels]", float, double) {
  const std::vector<TestType> x = random_numbers<TestType>(10007, 1);
  double squares = 0.0, magnitudes = 0.0;
  for (const TestType v : x) {
    squares += static_cast<double>(v) * static_cast<double>(v);
    magnitudes += std::abs(static_cast<double>(v));
  }
  const double tolerance = 20.0 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
  const Index n = static_cast<Index>(x.size());
  CHECK(std::abs(static_cast<double>(linnet::kernels::sum_of_squares(x.data(), n)) - squares) < tolerance * squares);
  CHECK(std::abs(static_cast<double>(linnet::kernels::sum_of_magnitudes(x.data(), n)) - magnitudes) < tolerance * magnitudes);
}

}  // namespace
