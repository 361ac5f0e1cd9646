// SPDX-License-Identifier: MIT
// Softmax and the logarithm of its sum, over one row of scores. Sums run in index order; the maximum is subtracted first, so that no
// finite score overflows.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Returns the largest of z (n); n is at least 1.
template <class T>
T maximum(const T* z, Index n) {
  T m = z[0];
  for (Index j = 1; j < n; ++j) m = z[j] < m ? m : z[j];
  return m;
}

// The functions below are not inlined: if Clang 14 knows n, it vectorises the caller's loop over rows, and with AVX-512 in-place results
// are wrong (seen at n = 5).

/// y[j] = exp(z[j] - m) for the maximum m of z; returns the sum of y. y may be z.
template <class T>
LINNET_NOINLINE T shifted_exp(const T* z, T* y, Index n, T m) {
  for (Index j = 0; j < n; ++j) y[j] = math::exp(z[j] - m);
  T sum = T(0);
  for (Index j = 0; j < n; ++j) sum += y[j];
  return sum;
}

/// y = exp(z) / sum(exp(z)) for one row (n). y may be z.
template <class T>
LINNET_NOINLINE void softmax(const T* z, T* y, Index n) {
  const T sum = shifted_exp(z, y, n, maximum(z, n));
  for (Index j = 0; j < n; ++j) y[j] /= sum;
}

/// dz = y * (dy - sum(dy * y)) for one row (n) of softmax outputs y. dz may be dy.
template <class T>
LINNET_NOINLINE void softmax_gradient(const T* y, const T* dy, T* dz, Index n) {
  T dot = T(0);
  for (Index j = 0; j < n; ++j) dot = math::fma(dy[j], y[j], dot);
  for (Index j = 0; j < n; ++j) dz[j] = y[j] * (dy[j] - dot);
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
