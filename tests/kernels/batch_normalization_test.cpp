// SPDX-License-Identifier: MIT
#include <linnet/kernels/batch_normalization.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace linnet::test::batch_normalization_kernel {

/// The kernels for one number of columns behind run-time names, so that the checks below are compiled once.
template <class T>
struct NormalizationKernels {
  Index columns;
  void (*moments)(const T* x, Index rows, T* mean, T* variance);
  void (*normalize)(const kernels::Normalization<T>& columns, const T* x, T* y, Index rows);
  void (*gradient)(const kernels::Normalization<T>& columns, const T* x, const T* dy, T* dx, T* sums, Index rows);
};

template <class T, Index C>
constexpr NormalizationKernels<T> normalization_kernels{
    C, [](const T* x, Index rows, T* mean, T* variance) { kernels::column_moments<C>(x, rows, mean, variance); },
    [](const kernels::Normalization<T>& columns, const T* x, T* y, Index rows) { kernels::normalize<C>(columns, x, y, rows); },
    [](const kernels::Normalization<T>& columns, const T* x, const T* dy, T* dx, T* sums, Index rows) {
      kernels::normalize_gradient<C>(columns, x, dy, dx, sums, rows);
    }};

constexpr std::array<Index, 6> row_counts{1, 2, 3, 9, 130, 1100};

template <class T>
constexpr double unit = static_cast<double>(std::numeric_limits<T>::epsilon());

/// Column j of x (rows, columns) in double.
template <class T>
std::vector<double> column_of(const std::vector<T>& x, Index columns, Index j) {
  std::vector<double> column;
  for (std::size_t i = static_cast<std::size_t>(j); i < x.size(); i += static_cast<std::size_t>(columns)) {
    column.push_back(static_cast<double>(x[i]));
  }
  return column;
}
double mean_of(const std::vector<double>& numbers) {
  double sum = 0.0;
  for (const double number : numbers) sum += number;
  return sum / static_cast<double>(numbers.size());
}

template <class T>
void check_moments(const NormalizationKernels<T>& kernel, T offset) {
  for (const Index rows : row_counts) {
    CAPTURE(kernel.columns, rows, offset);
    const std::vector<T> numbers = random_numbers<T>(rows * kernel.columns, 1, offset - T(1), offset + T(2));
    const Unaligned<T> x(numbers);
    Fenced<T> mean(kernel.columns), variance(kernel.columns);
    kernel.moments(x.data(), rows, mean.data(), variance.data());
    REQUIRE((mean.intact() && variance.intact()));
    for (Index j = 0; j < kernel.columns; ++j) {
      std::vector<double> column = column_of(numbers, kernel.columns, j);
      const double exact = mean_of(column), largest = std::abs(static_cast<double>(offset)) + 2.0;
      for (double& number : column) number = (number - exact) * (number - exact);
      const double rounding = 20.0 * unit<T> * largest;  // sums of 512 rows in 8 parts: at most 64 terms one after the other
      REQUIRE(std::abs(static_cast<double>(mean[j]) - exact) <= rounding);
      // The error of the mean enters squared, and the difference to it has the rounding error of the mean at most.
      REQUIRE(std::abs(static_cast<double>(variance[j]) - mean_of(column)) <= 2.0 * rounding * rounding + 100.0 * unit<T>);
      REQUIRE(variance[j] >= T(0));
    }
  }
}

/// Columns with random statistics, gamma and beta.
template <class T>
struct Columns {
  std::vector<T> mean, variance, gamma, beta;
  explicit Columns(Index count)
      : mean(random_numbers<T>(count, 2)),
        variance(random_numbers<T>(count, 3, T(0.2), T(2))),
        gamma(random_numbers<T>(count, 4)),
        beta(random_numbers<T>(count, 5)) {}
};
template <class T>
constexpr T epsilon = T(0.001);

template <class T>
void check_normalize(const NormalizationKernels<T>& kernel, bool scales, bool centers) {
  const Columns<T> c(kernel.columns);
  const Unaligned<T> mean(c.mean), variance(c.variance), gamma(c.gamma), beta(c.beta);
  const kernels::Normalization<T> columns{mean.data(), variance.data(), scales ? gamma.data() : nullptr,
                                          centers ? beta.data() : nullptr, epsilon<T>};
  for (const Index rows : row_counts) {
    CAPTURE(kernel.columns, rows, scales, centers);
    const std::vector<T> numbers = random_numbers<T>(rows * kernel.columns, 6);
    std::vector<T> expected = numbers;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t j = i % c.mean.size();
      const T inverse = T(1) / std::sqrt(c.variance[j] + epsilon<T>);
      expected[i] = math::fma(numbers[i] - c.mean[j], scales ? c.gamma[j] * inverse : inverse, centers ? c.beta[j] : T(0));
    }
    const Unaligned<T> x(numbers);
    Fenced<T> y(rows * kernel.columns), in_place(numbers);
    kernel.normalize(columns, x.data(), y.data(), rows);
    kernel.normalize(columns, in_place.data(), in_place.data(), rows);
    REQUIRE(equal_bits(y.data(), expected.data(), rows * kernel.columns));
    REQUIRE(equal_bits(in_place.data(), expected.data(), rows * kernel.columns));
    REQUIRE((y.intact() && in_place.intact()));
  }
}

template <class T>
void check_gradient(const NormalizationKernels<T>& kernel, bool scales) {
  const Columns<T> c(kernel.columns);
  const Unaligned<T> mean(c.mean), variance(c.variance), gamma(c.gamma), beta(c.beta);
  const kernels::Normalization<T> columns{mean.data(), variance.data(), scales ? gamma.data() : nullptr, beta.data(),
                                          epsilon<T>};
  for (const Index rows : row_counts) {
    CAPTURE(kernel.columns, rows, scales);
    const Index size = rows * kernel.columns;
    const std::vector<T> numbers = random_numbers<T>(size, 7), upstream = random_numbers<T>(size, 8);
    const Unaligned<T> x(numbers), dy(upstream);
    Fenced<T> dx(size), sums(2 * kernel.columns), sums_alone(2 * kernel.columns);
    kernel.gradient(columns, x.data(), dy.data(), dx.data(), sums.data(), rows);
    kernel.gradient(columns, x.data(), dy.data(), nullptr, sums_alone.data(), rows);
    REQUIRE((dx.intact() && sums.intact() && sums_alone.intact()));
    REQUIRE(equal_bits(sums.data(), sums_alone.data(), 2 * kernel.columns));

    const double count = static_cast<double>(rows);
    for (Index j = 0; j < kernel.columns; ++j) {
      const auto k = static_cast<std::size_t>(j);
      std::vector<double> d = column_of(numbers, kernel.columns, j);
      const std::vector<double> g = column_of(upstream, kernel.columns, j);
      double sum = 0.0, product = 0.0;
      for (std::size_t i = 0; i < d.size(); ++i) {
        d[i] -= static_cast<double>(c.mean[k]);
        sum += g[i];
        product += g[i] * d[i];
      }
      const double inverse = 1.0 / std::sqrt(static_cast<double>(c.variance[k]) + static_cast<double>(epsilon<T>));
      const double scale = scales ? static_cast<double>(c.gamma[k]) * inverse : inverse;
      REQUIRE(std::abs(static_cast<double>(sums[j]) - sum) <= 20.0 * unit<T> * count);
      REQUIRE(std::abs(static_cast<double>(sums[kernel.columns + j]) - product) <= 40.0 * unit<T> * count);
      double worst = 0.0;
      for (Index i = 0; i < rows; ++i) {
        const auto row = static_cast<std::size_t>(i);
        const double expected = scale * (g[row] - sum / count - d[row] * inverse * inverse * product / count);
        const double error = std::abs(static_cast<double>(dx[i * kernel.columns + j]) - expected);
        worst = error <= worst ? worst : error;  // a NaN is worst
      }
      REQUIRE(worst <= 40.0 * unit<T> * std::abs(scale) * (1.0 + 4.0 * inverse * inverse));
    }
  }
}

template <class T, class Check>
void for_each_width(const Check& check) {
  check(normalization_kernels<T, 1>);
  check(normalization_kernels<T, 2>);
  check(normalization_kernels<T, 3>);
  check(normalization_kernels<T, 5>);
  check(normalization_kernels<T, 16>);
  check(normalization_kernels<T, 17>);
  check(normalization_kernels<T, 70>);
}

TEMPLATE_TEST_CASE("Moments of columns are their mean and their biased variance", "[kernels]", float, double) {
  for_each_width<TestType>([](const NormalizationKernels<TestType>& kernel) {
    check_moments(kernel, TestType(0));
    check_moments(kernel, TestType(1000));  // what a sum of squares in one pass would lose
  });
}

TEMPLATE_TEST_CASE("The moments of one row are the row and 0", "[kernels]", float, double) {
  const std::vector<TestType> x = random_numbers<TestType>(17, 1);
  Fenced<TestType> mean(17), variance(17);
  normalization_kernels<TestType, 17>.moments(x.data(), 1, mean.data(), variance.data());
  CHECK(equal_bits(mean.data(), x.data(), 17));
  CHECK(variance.values() == std::vector<TestType>(17));
}

TEMPLATE_TEST_CASE("Normalised columns have the bits of the formula, with and without gamma and beta", "[kernels]", float,
                   double) {
  for_each_width<TestType>([](const NormalizationKernels<TestType>& kernel) {
    check_normalize(kernel, true, true);
    check_normalize(kernel, true, false);
    check_normalize(kernel, false, true);
    check_normalize(kernel, false, false);
  });
}

TEMPLATE_TEST_CASE("The gradient of a normalisation goes through its moments", "[kernels]", float, double) {
  for_each_width<TestType>([](const NormalizationKernels<TestType>& kernel) {
    check_gradient(kernel, true);
    check_gradient(kernel, false);
  });
}

}  // namespace linnet::test::batch_normalization_kernel
