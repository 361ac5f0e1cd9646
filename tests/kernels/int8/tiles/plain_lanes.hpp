// SPDX-License-Identifier: MIT
// Lanes in plain loops: the tiles of an instruction set on any CPU.
#pragma once

#include <linnet/kernels/int8/tiles/depthwise.hpp>
#include <linnet/kernels/int8/tiles/product.hpp>
#include <tests/kernels/int8/product_cases.hpp>

namespace linnet::test {

/// The tag of plain loops with the lanes, panels and offset of `Isa`.
template <class Isa>
struct Plain {
  static constexpr Index lanes = Isa::lanes, panel_vectors = Isa::panel_vectors, taps = Isa::taps,
                         number_bytes = Isa::number_bytes;
  static constexpr std::int32_t offset = Isa::offset;
  static constexpr Index step_places[4] = {kernels::int8::tiled::step_place<Isa>(0), kernels::int8::tiled::step_place<Isa>(1),
                                           kernels::int8::tiled::step_place<Isa>(2), kernels::int8::tiled::step_place<Isa>(3)};
};

/// True if the constants of Isa are those that the plain loops understand, whatever the compiler has.
template <class Isa, Windows S>
bool packs_as_plain_loops() {
  const auto packs = []<class Kernel, class Twin>(Index weights) {
    static_assert(Kernel::bytes == Twin::bytes);
    Arena::reset(0);
    const RandomLayer layer(weights, S.outputs, 0, 1, 0.001, false);
    void *const constants = Arena::take<std::byte>(Kernel::bytes), *const wanted = Arena::take<std::byte>(Kernel::bytes);
    Kernel::pack(layer.numbers(), std::memset(constants, 0, Kernel::bytes));
    Twin::pack(layer.numbers(), std::memset(wanted, 0, Kernel::bytes));
    return std::memcmp(constants, wanted, Kernel::bytes) == 0;
  };
  using namespace kernels::int8;
  return packs.template operator()<Product<Isa, S>, Product<Plain<Isa>, S>>(S.taps() * S.channels * S.outputs) &&
         packs.template operator()<Depthwise<Isa, S>, Depthwise<Plain<Isa>, S>>(S.taps() * S.outputs);
}

}  // namespace linnet::test

namespace linnet::kernels::int8 {

template <class Isa, Windows S, Windows Pool>
struct Product<test::Plain<Isa>, S, Pool> : TiledProduct<test::Plain<Isa>, S, Pool> {};
template <class Isa, Windows S>
struct Depthwise<test::Plain<Isa>, S> : TiledDepthwise<test::Plain<Isa>, S> {};

inline namespace LINNET_CODE {

template <class Isa>
struct Lanes<test::Plain<Isa>> {
  static constexpr Index lanes = Isa::lanes, L = lanes, T = Isa::taps;
  using Number = std::conditional_t<Isa::number_bytes == 2, std::int16_t,
                                    std::conditional_t<Isa::offset == 128, std::uint8_t, std::int8_t>>;
  using Vector = std::array<std::int32_t, L>;
  using Sum = Vector;
  using Input = const Number*;
  using Weights = const std::int8_t*;
  template <int F>
  static constexpr int rows = F == 4 ? 6 : 8;

  static Vector zero() { return {}; }
  static Input broadcast(const Number* from) { return from; }
  static Weights load_weights(const std::int8_t* from) { return from; }
  static Sum dot(Sum sum, Input in, Weights weights) {
    for (std::size_t i = 0; i < L; ++i) {
      for (std::size_t t = 0; t < 4; ++t)
        sum[i] += in[t] * weights[4 * i + static_cast<std::size_t>(test::Plain<Isa>::step_places[t])];
    }
    return sum;
  }
  static constexpr int at_once = Isa::offset == 0 && Isa::number_bytes == 1 ? 2 : 1;
  template <std::size_t F>
  static void dot_steps(Sum (&sums)[F], const Input (&in)[2], const Weights (&weights)[2][F]) {
    for (int t = 0; t < 2; ++t) {
      for (std::size_t f = 0; f < F; ++f) sums[f] = dot(sums[f], in[t], weights[t][f]);
    }
  }
  static const Number* load_four(const Number* from) requires(Isa::offset == 0) { return from; }
  template <int I, std::size_t F>
  static void dot_of_four(Sum (&sums)[F], const Number* four, const Weights (&weights)[at_once][F]) {
    for (int t = 0; t < at_once; ++t) {
      for (std::size_t f = 0; f < F; ++f) sums[f] = dot(sums[f], four + 4 * (I + t), weights[t][f]);
    }
  }
  static Vector total(const Sum& sum) { return sum; }
  static Vector add(Vector a, const Vector& b) {
    for (std::size_t i = 0; i < L; ++i) a[i] += b[i];
    return a;
  }
  static Vector maximum(Vector a, const Vector& b) {
    for (std::size_t i = 0; i < L; ++i) a[i] = (std::max)(a[i], b[i]);
    return a;
  }
  static Vector requantize(Vector sum, const ChannelLanes<L>& c) {
    for (std::size_t i = 0; i < L; ++i) {
      sum[i] = scaled(sum[i] + c.bias[i], {c.fraction[i], c.left[i] - 1 - c.right[i]});
    }
    return sum;
  }
  template <std::size_t R, std::size_t F>
  static void store(std::int8_t* to, Index step, const Vector (&v)[R][F], std::int32_t zero_out, Index last) {
    for (const auto& row : v) {
      for (std::size_t i = 0; i < (F - 1) * L + static_cast<std::size_t>(last); ++i)
        to[i] = saturate(row[i / L][i % L] + zero_out);
      to += step;
    }
  }
  static void copy(Number* to, const std::int8_t* from, Index count) {
    for (Index i = 0; i < count; ++i) to[i] = static_cast<Number>(from[i] + Isa::offset);
  }

  static Index nonzero_steps(const Number* numbers, Index count, std::int32_t* list) {
    Index found = 0;
    for (Index i = 0; i < 4 * count; i += 4) {
      if (numbers[i] || numbers[i + 1] || numbers[i + 2] || numbers[i + 3]) list[found++] = static_cast<std::int32_t>(i);
    }
    return found;
  }
  static Vector load(const std::int32_t* from) {
    Vector v;
    std::copy_n(from, L, v.begin());
    return v;
  }
  /// Tile registers: sums are (2, 16, 2, 16).
  struct Matrix {
    static inline std::int32_t sum[32][32];
    static bool available() { return true; }
    static void begin() {}
    static void end() {}
    template <int R, int W>
    static void clear() {
      std::memset(sum, 0, sizeof sum);
    }
    template <int R, int W>
    static void add(const std::uint8_t* rows, Index rows_step, const std::int8_t* weights, Index weights_step) {
      for (Index r = 0; r < 16 * R; ++r) {
        for (Index o = 0; o < 16 * W; ++o) {
          for (Index k = 0; k < 64; ++k) sum[r][o] += rows[r * rows_step + k] * weights[k / 4 * weights_step + o * 4 + k % 4];
        }
      }
    }
    template <int R, int W>
    static void store(std::int32_t* to) {
      for (int r = 0; r < 16 * R; ++r) std::copy_n(sum[r], 16 * W, to + r * 32);
    }
  };

  static Vector zero_vector() { return {}; }
  static const Number* load_taps(const Number* from) { return from; }
  static Weights load_tap_weights(const std::int8_t* from) { return from; }
  static Vector dot_taps(Vector sum, const Number* in, Weights weights) {
    for (std::size_t i = 0; i < L * T; ++i) sum[i / T] += in[i] * weights[i];
    return sum;
  }
  static void interleave(Number* to, const Number* const (&from)[T]) {
    for (Index i = 0; i < L * T; ++i) to[i] = from[i % T][i / T];
  }
  static void interleave_four(Number* to, const Number* const (&from)[T]) requires(Isa::offset == 0) {
    for (Index i = 0; i < 4 * L * T; ++i) to[i] = from[i % T][i / T];
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
