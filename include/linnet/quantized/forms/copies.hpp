// SPDX-License-Identifier: MIT
// The int8 forms of layers that copy numbers: cropping, repetition.
#pragma once

#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/quantized/forms/pooling.hpp>

namespace linnet::quantized {

template <Windows S>
struct Crop : NoConstants<Crop<S>> {
  static constexpr Index in = S.rows.out * S.columns.out * S.channels, out = S.in_sample();
  static void image(const std::int8_t* x, std::int8_t* y) { kernels::crop<S>(x, y, 1); }
};

template <Windows S>
struct Repeat : NoConstants<Repeat<S>> {
  static constexpr Index in = S.in_sample(), out = S.rows.out * S.columns.out * S.channels;
  static void image(const std::int8_t* x, std::int8_t* y) { kernels::repeat<S>(x, y, 1); }
};

}  // namespace linnet::quantized
