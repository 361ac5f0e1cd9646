// SPDX-License-Identifier: MIT
// The instruction sets for which the constants of an int8 model can be packed, whatever CPU this program runs on. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/kernels/int8/dsp/depthwise.hpp>
#include <linnet/kernels/int8/dsp/product.hpp>
#include <linnet/kernels/int8/helium/depthwise.hpp>
#include <linnet/kernels/int8/helium/product.hpp>
#include <linnet/kernels/int8/m0/depthwise.hpp>
#include <linnet/kernels/int8/m0/product.hpp>
#include <linnet/kernels/int8/neon/neon.hpp>
#include <linnet/kernels/int8/target.hpp>
#include <linnet/kernels/int8/x86/avx2.hpp>
#include <linnet/kernels/int8/x86/vnni.hpp>

#include <string_view>
#include <tuple>

namespace linnet::quantized {

/// An instruction set as an exported header names it.
template <class Isa>
struct Target {
  using Tag = Isa;
  std::string_view cpp_name;   ///< the tag in linnet::kernels::int8
  std::string_view condition;  ///< the macro of config.hpp that is 1 if the compiler builds for it; empty if it always does
  bool microcontroller;        ///< true if a header is for it without being asked
};

/// All of them, in the order in which kernels/int8/target.hpp prefers them.
inline constexpr std::tuple targets{
    Target<kernels::int8::Vnni>{"Vnni", "LINNET_HAS_VNNI", false},
    Target<kernels::int8::Avx2>{"Avx2", "LINNET_HAS_AVX2", false},
    Target<kernels::int8::Neon>{"Neon", "LINNET_HAS_NEON", false},
    Target<kernels::int8::Helium>{"Helium", "LINNET_HAS_INTEGER_MVE", true},
    Target<kernels::int8::Dsp>{"Dsp", "LINNET_HAS_DSP", true},
    Target<kernels::int8::ArmV6M>{"ArmV6M", "LINNET_IS_ARMV6M", true},
    Target<kernels::int8::Portable>{"Portable", "", true},
};

}  // namespace linnet::quantized
