// SPDX-License-Identifier: MIT
// int8 kernels for 64-bit ARM: 4 channels in a vector, four products in a lane; with the dot product instruction where the CPU has it.
#pragma once

#include <linnet/kernels/int8/tiles/depthwise.hpp>
#include <linnet/kernels/int8/tiles/product.hpp>

#if LINNET_HAS_DOT_PRODUCT
#include <linnet/kernels/int8/neon/dot_product.hpp>
#elif LINNET_HAS_NEON
#include <linnet/kernels/int8/neon/long_products.hpp>
#endif

namespace linnet::kernels::int8 {

/// The tag of NEON on 64-bit ARM. Its constants are the same with and without the dot product.
struct Neon {
  static constexpr const char* name = "neon";  ///< as users write it
  static constexpr Index lanes = 4, panel_vectors = 2, taps = 4, number_bytes = 1;
  static constexpr std::int32_t offset = 0;
};

template <Windows S, Windows Pool>
struct Product<Neon, S, Pool> : TiledProduct<Neon, S, Pool> {};
template <Windows S>
struct Depthwise<Neon, S> : TiledDepthwise<Neon, S> {};

inline namespace LINNET_CODE {

#if LINNET_HAS_DOT_PRODUCT
template <>
struct Lanes<Neon> : neon::DotProduct {};
#elif LINNET_HAS_NEON
template <>
struct Lanes<Neon> : neon::LongProducts {};
#endif

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
