// SPDX-License-Identifier: MIT
// The int8 kernels of the CPU that the compiler builds for.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/product_portable.hpp>

#if LINNET_HAS_INTEGER_MVE
#include <linnet/kernels/int8/helium/depthwise.hpp>
#include <linnet/kernels/int8/helium/product.hpp>
#endif
#if LINNET_HAS_DSP
#include <linnet/kernels/int8/dsp/depthwise.hpp>
#include <linnet/kernels/int8/dsp/product.hpp>
#elif LINNET_HAS_AVX2
#include <linnet/kernels/int8/x86/avx2.hpp>
#include <linnet/kernels/int8/x86/vnni.hpp>
#elif LINNET_HAS_NEON
#include <linnet/kernels/int8/neon/neon.hpp>
#elif LINNET_IS_ARMV6M
#include <linnet/kernels/int8/m0/depthwise.hpp>
#include <linnet/kernels/int8/m0/product.hpp>
#endif

namespace linnet::kernels::int8 {

/// The instruction set whose kernels a model uses, and for which its constants are packed.
#if LINNET_HAS_VNNI
using Native = Vnni;
#elif LINNET_HAS_AVX2
using Native = Avx2;
#elif LINNET_HAS_NEON
using Native = Neon;
#elif LINNET_HAS_INTEGER_MVE
using Native = Helium;
#elif LINNET_HAS_DSP
using Native = Dsp;
#elif LINNET_IS_ARMV6M
using Native = ArmV6M;
#else
using Native = Portable;
#endif

}  // namespace linnet::kernels::int8
