// SPDX-License-Identifier: MIT
// A thin layer of vector arithmetic: one kernel source is scalar, NEON, AVX, AVX-512 or Helium.
#pragma once

#include <linnet/kernels/simd/packets.hpp>
#include <linnet/kernels/simd/vfp.hpp>

#if LINNET_HAS_MVE
#include <linnet/kernels/simd/helium.hpp>
#endif
