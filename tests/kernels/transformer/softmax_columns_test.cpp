// SPDX-License-Identifier: MIT
#include <linnet/kernels/transformer/softmax_columns.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/numbers.hpp>

#include <limits>
#include <vector>

namespace {

using linnet::Index;
using linnet::test::equal_bits;
using linnet::test::Fenced;
using linnet::test::random_numbers;
namespace kernels = linnet::kernels;
namespace math = linnet::math;

/// Compares the columns of a (rows, Columns) with the stated order of sums, one by one.
template <Index Columns, bool Triangle, class T>
void check_columns(Index rows) {
  const std::vector<T> z = random_numbers<T>(rows * Columns, 3, T(-9), T(9));
  const std::vector<T> dp = random_numbers<T>(rows * Columns, 4);
  Fenced<T> p(z), dz(dp);
  kernels::softmax_columns<Columns, Triangle>(p.data(), rows);
  kernels::softmax_columns_gradient<Columns>(p.data(), dz.data(), dz.data(), rows);
  CAPTURE(Columns, rows, Triangle);
  for (Index c = 0; c < Columns; ++c) {
    const Index count = Triangle ? (std::min)(rows, c + 1) : rows;
    const auto at = [&](Index r) { return r * Columns + c; };
    T largest = z[static_cast<std::size_t>(at(0))], sum = T(0), dot = T(0);
    for (Index r = 1; r < count; ++r) largest = (std::max)(largest, z[static_cast<std::size_t>(at(r))]);
    const auto power = [&](Index r) { return r < count ? math::exp(z[static_cast<std::size_t>(at(r))] - largest) : T(0); };
    for (Index r = 0; r < rows; ++r) sum += power(r);
    const T inverse = T(1) / sum;
    for (Index r = 0; r < rows; ++r) {
      REQUIRE(equal_bits(p[at(r)], power(r) * inverse));
      dot = math::fma(dp[static_cast<std::size_t>(at(r))], p[at(r)], dot);
    }
    for (Index r = 0; r < rows; ++r) {
      const T difference = dp[static_cast<std::size_t>(at(r))] - dot;
      REQUIRE(dz[at(r)] == p[at(r)] * difference);
    }
  }
  CHECK((p.intact() && dz.intact()));
}

TEMPLATE_TEST_CASE("softmax_columns has the stated order of sums at every width", "[kernels/transformer]", float, double) {
  check_columns<1, false, TestType>(1);
  check_columns<3, false, TestType>(7);
  check_columns<16, false, TestType>(5);
  check_columns<28, false, TestType>(28);
  check_columns<28, true, TestType>(28);
  check_columns<37, true, TestType>(37);
}

TEMPLATE_TEST_CASE("softmax_columns is right at any finite score", "[kernels/transformer]", float, double) {
  constexpr TestType greatest = std::numeric_limits<TestType>::max() / TestType(2);
  std::vector<TestType> z{greatest, TestType(-1e4), TestType(1000), -greatest, TestType(-1e4), TestType(-1000)};
  kernels::softmax_columns<3, false>(z.data(), 2);
  CHECK(z == std::vector<TestType>{1, TestType(0.5), 1, 0, TestType(0.5), 0});
}

}  // namespace
