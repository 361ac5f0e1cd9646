// SPDX-License-Identifier: MIT
#include <linnet/kernels/standardize.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using linnet::Index;
namespace kernels = linnet::kernels;

/// Largest relative error of column_statistics of numbers from 99 to 101.
template <class T>
double statistics_error(Index rows, Index columns) {
  linnet::Random random(1);
  std::vector<T> x(static_cast<std::size_t>(rows * columns));
  linnet::test::fill_uniform(x.data(), rows * columns, random, T(99), T(101));
  double worst = 0.0;
  Index next = 0;
  kernels::column_statistics(x.data(), rows, columns, [&](Index j, double mean, double variance) {
    REQUIRE(j == next++);
    const auto number = [&](Index i) { return static_cast<long double>(x[static_cast<std::size_t>(i * columns + j)]); };
    long double sum = 0.0, squares = 0.0;
    const auto count = static_cast<long double>(rows);
    for (Index i = 0; i < rows; ++i) sum += number(i);
    for (Index i = 0; i < rows; ++i) squares += (number(i) - sum / count) * (number(i) - sum / count);
    worst = std::max({worst, std::abs(mean / static_cast<double>(sum / count) - 1.0),
                      rows == 1 ? variance : std::abs(variance / static_cast<double>(squares / count) - 1.0)});
  });
  REQUIRE(next == columns);
  return worst;
}

TEST_CASE("column_statistics gives mean and population variance of each column", "[kernels]") {
  for (const Index rows : {1, 2, 3, 4, 5, 37}) {
    for (const Index columns : {1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 63, 64, 65, 130}) {
      CAPTURE(rows, columns);
      CHECK(statistics_error<float>(rows, columns) < 1e-11);
      CHECK(statistics_error<double>(rows, columns) < 1e-11);
    }
  }
}

TEST_CASE("standardize and its gradient divide exactly, whatever the number of columns", "[kernels]") {
  constexpr Index rows = 3, C = 23;
  linnet::Random random(2);
  std::vector<float> x(rows * C), y(rows * C), dx(rows * C), mean(C), variance(C);
  linnet::test::fill_uniform(x.data(), rows * C, random);
  linnet::test::fill_uniform(mean.data(), C, random);
  linnet::test::fill_uniform(variance.data(), C, random, 0.0f, 2.0f);
  variance[4] = variance[20] = 0.0f;
  variance[5] = 1e-9f;
  kernels::standardize<C>(mean.data(), variance.data(), 1e-3f, x.data(), y.data(), rows);
  kernels::standardize_gradient<C>(variance.data(), 1e-3f, x.data(), dx.data(), rows);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float deviation = variance[i % C] == 0.0f ? 1.0f : std::max(std::sqrt(variance[i % C]), 1e-3f);
    CHECK(y[i] == (x[i] - mean[i % C]) / deviation);
    CHECK(dx[i] == x[i] / deviation);
  }
}

}  // namespace
