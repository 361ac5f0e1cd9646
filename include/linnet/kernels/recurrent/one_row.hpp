// SPDX-License-Identifier: MIT
// A step of one row in one pass: the sums of its recurrent product are still in registers when its gates need them. For a stream's push, and
// a prediction of one sample, on CPUs with packets. Sums have the order of products.hpp, and so the same bits.
#pragma once

#include <linnet/kernels/recurrent/step.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// True if a step of U units, a multiple of the lanes of V, is one pass. With more units the sums would not fit into registers: h could not
/// be written before the last sum has read h'.
template <class V, Index U, class Samples>
inline constexpr bool one_pass = simd::lanes<V> > 1 && U <= 2 * simd::lanes<V>&& std::is_same_v<Samples, Extent<1>>;

/// The sums of Gates gates of U units: start(j) + h' times column j of the recurrent kernel (U, Gates U).
template <class V, Index U, Index Gates>
struct GateSums {
  static constexpr Index lanes = simd::lanes<V>, packets = U / lanes;
  V sum[packets][Gates];

  template <class T, class Start>
  LINNET_ALWAYS_INLINE GateSums(const T* LINNET_RESTRICT before, const T* LINNET_RESTRICT kernel, const Start& start) {
    for (Index b = 0; b < packets; ++b) {
      for (Index g = 0; g < Gates; ++g) sum[b][g] = start(g * U + b * lanes);
    }
    constexpr Index together = U % 8 == 0 ? 8 : 4;
    for (Index k = 0; k < U; k += together) {
      LINNET_UNROLL
      for (Index i = k; i < k + together; ++i) {
        const auto h = simd::broadcast<V>(before[i]);
        for (Index b = 0; b < packets; ++b) {
          for (Index g = 0; g < Gates; ++g) {
            sum[b][g] = simd::fma(h, simd::load<V>(kernel + (i * Gates + g) * U + b * lanes), sum[b][g]);
          }
        }
      }
    }
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
