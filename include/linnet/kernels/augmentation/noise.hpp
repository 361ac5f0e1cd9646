// SPDX-License-Identifier: MIT
// Normal noise: y = x + stddev * z, with z the numbers that Random::normal draws, one after the other.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/kernels/elementwise.hpp>

#include <algorithm>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Adds noise to `count` numbers. y may be x.
///
/// A block first collects the points of Marsaglia's polar method, without a branch that a processor would have to guess; its logarithms and
/// roots then run in vectors.
template <class T>
LINNET_NOINLINE void add_noise(T stddev, Random& random, const T* x, T* y, Index count) {
  constexpr Index block = LINNET_HOST ? 128 : 8;
  T u[std::size_t{block}], s[std::size_t{block}], log_s[std::size_t{block}];
  for (Index first = 0; first < count; first += block, x += block, y += block) {
    const Index size = (std::min)(block, count - first);
    for (Index i = 0; i < size;) {
      u[i] = random.uniform(T(-1), T(1));
      const T v = random.uniform(T(-1), T(1));
      s[i] = math::fma(u[i], u[i], v * v);
      i += static_cast<Index>(static_cast<unsigned>(s[i] < T(1)) & static_cast<unsigned>(s[i] > T(0)));
    }
    for (Index i = 0; i < size; ++i) log_s[i] = math::log(s[i]);
    for_each_packet<T>(size, [&]<class V>(Index i) {
      const V square = simd::div(simd::mul(simd::set<V>(T(-2)), simd::load<V>(log_s + i)), simd::load<V>(s + i));
      const V z = simd::mul(simd::load<V>(u + i), simd::sqrt(square));
      simd::store(y + i, simd::fma(simd::set<V>(stddev), z, simd::load<V>(x + i)));
    });
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
