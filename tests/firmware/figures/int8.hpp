// SPDX-License-Identifier: MIT
// A kernel for int8 on random numbers. Its constants are packed before the count.
#pragma once

#include <linnet/kernels/int8/softmax_table.hpp>
#include <linnet/kernels/int8/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include "board.hpp"
#include "run.hpp"

namespace nn = linnet;
namespace int8 = linnet::kernels::int8;

/// Random numbers of int8, without -128.
inline void fill(std::int8_t* numbers, nn::Index count) {
  static std::uint32_t state = 1;
  for (nn::Index i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    const auto number = static_cast<std::int8_t>(state >> 24);
    numbers[i] = number == -128 ? std::int8_t{0} : number;
  }
}

/// A kernel with K products in each of its O outputs, and what it needs.
template <class Kernel, nn::Index K, nn::Index O>
struct RandomKernel {
  std::int8_t weights[K * O];
  alignas(Kernel::alignment) std::byte constants[Kernel::bytes];
  alignas(Kernel::alignment) alignas(std::max_align_t) std::byte scratch[Kernel::scratch_bytes];

  void pack() {
    static std::int32_t bias[O];
    static int8::Multiplier factors[O];
    fill(weights, K * O);
    for (nn::Index o = 0; o < O; ++o) {
      bias[o] = weights[o];
      factors[o] = {1717986918 + static_cast<std::int32_t>(o), -8};
    }
    Kernel::pack({weights, bias, factors, -13, 7}, constants);
  }
  void run(const std::int8_t* x, std::int8_t* y) { Kernel::run(constants, x, y, 1, scratch); }
};

#if LINNET_IS_ARMV6M
/// A product with random weights that the compiler packs: those of an M0 are in flash, its RAM is too small.
template <nn::Windows S>
struct RandomProduct {
  using Kernel = int8::Product<int8::Native, S>;
  using Constants = typename Kernel::Constants;

  static constexpr Constants random_constants() {
    Constants constants{};
    constants.header = {-13, 7, 0};
    std::uint32_t state = 1;
    for (nn::Index p = 0; p < Kernel::panels; ++p) {
      int8::m0::Panel& panel = constants.panels_of[p];
      for (nn::Index k = 0; k < 4 * Kernel::K; ++k) {
        state = state * 1664525u + 1013904223u;
        const std::int32_t weight = static_cast<std::int32_t>(state >> 24) % 255 - 127;
        constants.weights[4 * p * Kernel::K + k] = static_cast<std::uint8_t>(weight + 128);
        panel.bias[k % 4] -= (128 - 13) * weight;
      }
      for (nn::Index o = 0; o < 4; ++o) {
        panel.shift[o] = 8;
        panel.halves[o][0] = static_cast<std::uint16_t>(13107 + o);
        panel.halves[o][1] = 26214;
      }
    }
    return constants;
  }
  static constexpr Constants constants = random_constants();
  alignas(std::max_align_t) std::byte scratch[Kernel::scratch_bytes];

  void pack() {}
  void run(const std::int8_t* x, std::int8_t* y) { Kernel::run(&constants, x, y, 1, scratch); }
};
#else
template <nn::Windows S, nn::Windows Pool = int8::no_pool>
using RandomProduct = RandomKernel<int8::Product<int8::Native, S, Pool>, S.taps() * S.channels, S.outputs>;
#endif
template <nn::Windows S>
using RandomDepthwise = RandomKernel<int8::Depthwise<int8::Native, S>, S.taps(), S.outputs>;

/// A fully connected layer.
constexpr nn::Windows dense(nn::Index inputs, nn::Index outputs) { return {nn::Window{}, nn::Window{}, inputs, outputs}; }
/// A convolution of a square image with a square kernel.
constexpr nn::Windows convolution(nn::Index side, nn::Index channels, nn::Index outputs, nn::Index kernel,
                                  nn::Padding padding) {
  const nn::Window window = nn::make_window(side, kernel, 1, 1, padding);
  return {window, window, channels, outputs};
}
/// A max pool 2x2 over the output of S.
constexpr nn::Windows pool_of(nn::Windows S) {
  const nn::Window window = nn::make_window(S.rows.out, 2, 2);
  return {window, window, S.outputs, S.outputs};
}

/// Something was computed.
template <std::size_t Out>
bool plausible(const std::int8_t (&y)[Out]) {
  return std::any_of(y, y + Out, [&](std::int8_t number) { return number != y[0]; });
}

/// Counts a kernel, random numbers in.
template <class Kernel, std::size_t In, std::size_t Out>
bool run_once(Kernel& kernel, std::int8_t (&x)[In], std::int8_t (&y)[Out]) {
  kernel.pack();
  fill(x, In);
  board::count_begin();
  kernel.run(x, y);
  board::count_end();
  return plausible(y);
}

/// Counts fully connected layers and a softmax.
template <std::size_t In, std::size_t Out, class... Kernels>
bool run_network(std::int8_t (&x)[In], std::int8_t (&y)[Out], Kernels&... kernels) {
  static std::int8_t regions[2][256];
  (kernels.pack(), ...);
  fill(x, In);
  static const std::array<std::int32_t, 256> table = int8::make_exp_table(0.05f);
  board::count_begin();
  const std::int8_t* in = x;
  std::int8_t *out = regions[0], *other = regions[1];
  const auto run = [&](auto& kernel) {
    kernel.run(in, out);
    in = out;
    std::swap(out, other);
  };
  (run(kernels), ...);
  int8::softmax_row(table.data(), in, y, Out);
  board::count_end();
  return plausible(y);
}
