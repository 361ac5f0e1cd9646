// SPDX-License-Identifier: MIT
// Transposes a few rows of a matrix into lanes, in registers, so that the lanes of the input gradient run across inputs.
#pragma once

#include <linnet/kernels/simd.hpp>

LINNET_PUSH_NO_UNINITIALIZED_WARNING
namespace linnet::kernels {
inline namespace LINNET_CODE {

/// to[u * to_row + i] = from[i * from_row + u] for i < Lanes, u < units. Whole squares go through packet registers; a last
/// square overlaps its neighbour; fewer units than lanes are copied one by one.
///
/// Flattened, because GCC 12 warns outside of the pragma above if it does not inline Eigen's ptranspose.
template <int Lanes, class T>
LINNET_FLATTEN void transpose(const T* from, Index from_row, T* to, Index to_row, Index units) {
  using V = simd::Packet<T, Lanes>;
  static_assert(simd::lanes<V> == Lanes, "transpose: Lanes must be those of a packet");
  if (Lanes == 1 || LINNET_HAS_MVE || units < Lanes) {
    for (Index u = 0; u < units; ++u) {
      for (Index i = 0; i < Lanes; ++i) to[u * to_row + i] = from[i * from_row + u];
    }
    return;
  }
  if constexpr (Lanes > 1 && !LINNET_HAS_MVE) {
    for (Index u = 0; u < units; u += Lanes) {
      const Index first = u + Lanes <= units ? u : units - Lanes;
      Eigen::internal::PacketBlock<V, Lanes> square;
      LINNET_UNROLL
      for (int i = 0; i < Lanes; ++i) square.packet[i] = simd::load<V>(from + i * from_row + first);
      Eigen::internal::ptranspose(square);
      LINNET_UNROLL
      for (int i = 0; i < Lanes; ++i) simd::store(to + (first + i) * to_row, square.packet[i]);
    }
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
LINNET_POP_WARNINGS
