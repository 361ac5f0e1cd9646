// SPDX-License-Identifier: MIT
#include <linnet/kernels/standardize.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <vector>

namespace {

using linnet::Index;
namespace kernels = linnet::kernels;

TEST_CASE("column_statistics gives mean and population variance of each column", "[kernels]") {
  for (const Index columns : {1, 3, 16, 17, 40}) {
    constexpr Index rows = 37;
    linnet::Random random(1);
    std::vector<float> x(static_cast<std::size_t>(rows * columns));
    linnet::test::fill_uniform(x.data(), rows * columns, random, 99.0f, 101.0f);
    std::vector<int> taken(static_cast<std::size_t>(columns));
    double worst = 0.0;
    kernels::column_statistics(x.data(), rows, columns, [&](Index j, double mean, double variance) {
      ++taken[static_cast<std::size_t>(j)];
      double sum = 0.0, squares = 0.0;
      for (Index i = 0; i < rows; ++i) sum += static_cast<double>(x[static_cast<std::size_t>(i * columns + j)]);
      for (Index i = 0; i < rows; ++i) {
        squares += std::pow(static_cast<double>(x[static_cast<std::size_t>(i * columns + j)]) - sum / rows, 2);
      }
      worst = std::max({worst, std::abs(mean - sum / rows), std::abs(variance - squares / rows)});
    });
    CHECK(worst < 1e-13);
    CHECK(taken == std::vector<int>(static_cast<std::size_t>(columns), 1));
  }
}

TEST_CASE("standardize and its gradient divide exactly, whatever the number of columns", "[kernels]") {
  constexpr Index rows = 3, C = 23;
  linnet::Random random(2);
  std::vector<float> x(rows * C), y(rows * C), dx(rows * C), mean(C), variance(C);
  linnet::test::fill_uniform(x.data(), rows * C, random);
  linnet::test::fill_uniform(mean.data(), C, random);
  linnet::test::fill_uniform(variance.data(), C, random, 0.0f, 2.0f);
  variance[4] = 0.0f;
  kernels::standardize<C>(mean.data(), variance.data(), 1e-3f, x.data(), y.data(), rows);
  kernels::standardize_gradient<C>(variance.data(), 1e-3f, x.data(), dx.data(), rows);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float deviation = std::max(std::sqrt(variance[i % C]), 1e-3f);
    CHECK(y[i] == (x[i] - mean[i % C]) / deviation);
    CHECK(dx[i] == x[i] / deviation);
  }
}

}  // namespace
