// SPDX-License-Identifier: MIT
// Standardisation of the columns of a matrix with given statistics, and the computation of these statistics. R rows, C columns.
#pragma once

#include <linnet/kernels/columns.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// The divisor of a column: max(sqrt(variance), epsilon), or 1 if the variance is 0. `epsilon` is below 1.
template <class V, class T>
LINNET_ALWAYS_INLINE V column_deviation(const T* variance, T epsilon) {
  const V deviation = simd::sqrt(simd::load<V>(variance));
  const V of_constant = simd::where_equal(deviation, simd::set<V>(T(0)), simd::set<V>(T(1)));
  return simd::maximum(simd::maximum(deviation, simd::set<V>(epsilon)), of_constant);
}

/// y = (x - mean) / column_deviation for x (rows, C). y may be x.
template <Index C, class T>
LINNET_NOINLINE void standardize(const T* mean, const T* variance, T epsilon, const T* x, T* y, Index rows) {
  for_each_column_vector<T, C>([&]<class V>(Index j) {
    const V shift = simd::load<V>(mean + j), deviation = column_deviation<V>(variance + j, epsilon);
    for (Index i = j; i < rows * C; i += C) simd::store(y + i, simd::div(simd::sub(simd::load<V>(x + i), shift), deviation));
  });
}

/// dx = dy / column_deviation for dy (rows, C). dx may be dy.
template <Index C, class T>
LINNET_NOINLINE void standardize_gradient(const T* variance, T epsilon, const T* dy, T* dx, Index rows) {
  for_each_column_vector<T, C>([&]<class V>(Index j) {
    const V deviation = column_deviation<V>(variance + j, epsilon);
    for (Index i = j; i < rows * C; i += C) simd::store(dx + i, simd::div(simd::load<V>(dy + i), deviation));
  });
}

/// Returns true if a column of `count` numbers is constant up to the rounding of its mean and variance, so that it has no divisor.
/// Source: sklearn.preprocessing._data._is_constant_feature, variance <= n eps variance + (n mean eps)^2. No sum contains a
/// product, so that compilers that fuse them decide alike.
constexpr bool is_constant(double count, double mean, double variance) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  const double rounding = count * mean * epsilon;
  return variance * (1.0 - count * epsilon) <= rounding * rounding;
}

/// Calls `take(j, mean, variance)` for each column j of x (rows, columns), with its mean and population variance in double. The
/// sums run from the first row to the last, in two passes, without a heap.
///
/// The bits are the same with and without a fused multiply-add for double (a Cortex-M4F has none): for float, a deviation is split into
/// two floats, together 48 bits, whose products are exact.
template <class T, class Take>
void column_statistics(const T* x, Index rows, Index columns, const Take& take) {
  constexpr std::size_t block = LINNET_HOST ? 64 : 16;  // columns at a time: whole cache lines, 2 KB of sums on a host
  using Sums = std::array<double, block>;
  const double count = static_cast<double>(rows);
  for (Index first = 0; first < columns; first += Index{block}) {
    const auto width = static_cast<std::size_t>((std::min)(Index{block}, columns - first));
    Sums mean{}, squares{}, cross{}, rest{};
    for (Index i = 0; i < rows; ++i) {
      const T* row = x + i * columns + first;
      for (std::size_t j = 0; j < width; ++j) mean[j] += static_cast<double>(row[j]);
    }
    for (double& m : mean) m /= count;
    for (Index i = 0; i < rows; ++i) {
      const T* row = x + i * columns + first;
      for (std::size_t j = 0; j < width; ++j) {
        const double d = static_cast<double>(row[j]) - mean[j];
        if constexpr (sizeof(T) <= 4) {
          const double high = static_cast<double>(static_cast<float>(d)),
                       low = static_cast<double>(static_cast<float>(d - high));
          squares[j] += high * high;
          cross[j] += high * low;
          rest[j] += low * low;
        } else {
          squares[j] = math::fma(d, d, squares[j]);
        }
      }
    }
    for (std::size_t j = 0; j < width; ++j) {
      take(first + static_cast<Index>(j), mean[j], (squares[j] + (2.0 * cross[j] + rest[j])) / count);
    }
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
