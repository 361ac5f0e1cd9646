// SPDX-License-Identifier: MIT
// Fully connected layers and convolutions in plain C++: four outputs at a time, whose weights are interleaved.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>
#include <linnet/kernels/int8/window.hpp>

namespace linnet::kernels::int8 {

/// The tag of kernels in plain C++.
struct Portable {
  static constexpr const char* name = "portable";  ///< as users write it
  static constexpr Index alignment = 4;            ///< of the constants of a network
};

/// Windows of a max pool over the output of a product; this one pools nothing.
inline constexpr Windows no_pool{};

/// The kernel of instruction set `Isa` for the product over windows `S`, followed by a max pool over windows `Pool`, which requantises
/// only the largest sum of each window: requantisation is monotone, so the result is the same.
///
///   bytes                     of the packed constants, which start at a multiple of `alignment`
///   scratch_bytes             of the working memory, likewise
///   pack(numbers, to)         writes the constants; runs on any host
///   run(constants, x, y, n, scratch)   y (n, output) of x (n, input)
template <class Isa, Windows S, Windows Pool = no_pool>
struct Product;

template <Windows S, Windows Pool>
struct Product<Portable, S, Pool> {
  static constexpr Index K = S.taps() * S.channels, O = S.outputs, panels = (O + 3) / 4;
  static constexpr bool pools = Pool != no_pool;

  struct Constants {
    std::int32_t zero_in, zero_out;
    struct Channel {
      std::int32_t bias;
      Multiplier factor;
    } channels[O];
    std::int8_t weights[panels * K * 4];  // (O / 4, K, 4)
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int32_t sums[pools ? panels * 4 : 4];
    std::int8_t window[is_product<S> ? 1 : K];
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    constants.zero_in = numbers.zero_in;
    constants.zero_out = numbers.zero_out;
    std::fill_n(constants.weights, panels * K * 4, std::int8_t{0});
    for (Index o = 0; o < O; ++o) {
      constants.channels[o] = {folded_bias(numbers, o, o * K, K, 1), numbers.factors[o]};
      for (Index k = 0; k < K; ++k) constants.weights[(o / 4 * K + k) * 4 + o % 4] = numbers.weights[o * K + k];
    }
  }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    constexpr Windows out = pools ? Pool : S;
    for (Index i = 0; i < n; ++i, x += S.in_sample()) {
      for (Index row = 0; row < out.rows.out; ++row) {
        for (Index column = 0; column < out.columns.out; ++column, y += O) {
          if constexpr (pools) {
            pooled(constants, x, row, column, memory);
            for (Index o = 0; o < O; ++o) y[o] = requantized(constants, memory.sums[o], o);
          } else {
            const std::int8_t* const window = window_of(constants, x, row, column, memory);
            for (Index p = 0; p < panels; ++p) {
              sum_panel(constants, window, p, memory.sums);
              for (Index o = p * 4; o < (std::min)(p * 4 + 4, O); ++o) y[o] = requantized(constants, memory.sums[o % 4], o);
            }
          }
        }
      }
    }
  }

 private:
  static std::int8_t requantized(const Constants& constants, std::int32_t sum, Index o) {
    return requantize(sum, constants.channels[o].factor, constants.zero_out);
  }

  static const std::int8_t* window_of(const Constants& constants, const std::int8_t* x, Index row, Index column,
                                      Scratch& memory) {
    if constexpr (is_product<S>) {
      return x + (row * S.columns.out + column) * K;
    } else {
      gather_window<S>(x, row, column, static_cast<std::int8_t>(constants.zero_in), memory.window);
      return memory.window;
    }
  }

  /// The sums of outputs 4p ... 4p + 3.
  static void sum_panel(const Constants& constants, const std::int8_t* window, Index p, std::int32_t* sums) {
    const std::int8_t* w = constants.weights + p * K * 4;
    std::int32_t s[4];
    for (Index j = 0; j < 4; ++j) s[j] = 4 * p + j < O ? constants.channels[4 * p + j].bias : 0;
    for (Index k = 0; k < K; ++k, w += 4) {
      const std::int8_t in = window[k];
      for (Index j = 0; j < 4; ++j) s[j] += w[j] * in;
    }
    std::copy_n(s, 4, sums);
  }

  /// The largest sums of a window of the pool.
  static void pooled(const Constants& constants, const std::int8_t* x, Index row, Index column, Scratch& memory) {
    std::fill_n(memory.sums, panels * 4, (std::numeric_limits<std::int32_t>::min)());
    for (Index i = Pool.rows.first_tap(row); i < Pool.rows.end_tap(row); ++i) {
      for (Index j = Pool.columns.first_tap(column); j < Pool.columns.end_tap(column); ++j) {
        const std::int8_t* const window = window_of(constants, x, row * Pool.rows.stride - Pool.rows.before + i,
                                                    column * Pool.columns.stride - Pool.columns.before + j, memory);
        for (Index p = 0; p < panels; ++p) {
          std::int32_t s[4];
          sum_panel(constants, window, p, s);
          for (Index o = 0; o < 4; ++o) memory.sums[4 * p + o] = (std::max)(memory.sums[4 * p + o], s[o]);
        }
      }
    }
  }
};

}  // namespace linnet::kernels::int8
