// SPDX-License-Identifier: MIT
// The register tile of int8 kernels on vectors: P pixels by F vectors of output channels, whose int32 sums stay in registers.
//
//   y[p][o] = requantize(bias[o] + sum over k of x[p][k] * w[k][o])
//
// A step takes four numbers of each pixel, broadcasts them, and adds four products to each lane: weights are (K / 4, F, lanes, 4). A pixel's
// numbers are pieces of its image, e.g. the rows of a window, each read in whole steps; weights beyond the end of a piece are 0. With a max
// pool, M neighbouring pixels of the tile belong to one window, whose largest sum is requantised.
#pragma once

#include <linnet/kernels/int8/tiles/lanes.hpp>

#include <utility>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// One panel of up to F vectors of channels.
template <Index L>
struct Panel {
  const std::int32_t* steps;  ///< offsets of the four numbers of each step from a pixel
  Index step_count;
  Index side_by_side;  ///< of these steps come in fours whose numbers follow each other
  const std::int8_t* weights;
  const ChannelLanes<L>* channels;
  std::int32_t zero_out;
  Index last;    ///< outputs in the last vector
  Index y_step;  ///< from a pixel's outputs to those of the next one
};

namespace tiled {

/// Sum u of an output, before the first product.
template <class V>
LINNET_ALWAYS_INLINE typename V::Sum start(const ChannelLanes<V::lanes>& channels, int u) {
  if constexpr (requires { V::start(channels); }) {
    if (u == 0) return V::start(channels);
  }
  return V::zero();
}

/// The steps are a selection of those of a row: weights are read at the place of each.
template <class V>
struct Sparse : V {
  static constexpr bool sparse = true;
  template <int>
  static constexpr int rows = 1;
};

/// Requantises rows of F vectors.
template <class V, std::size_t R, std::size_t F>
LINNET_ALWAYS_INLINE void requantize(typename V::Vector (&sums)[R][F], const ChannelLanes<V::lanes>* channels) {
  LINNET_UNROLL
  for (std::size_t f = 0; f < F; ++f) {
    if constexpr (requires { V::scaled_up(sums[0][f], channels[f]); }) {
      if (channels[f].scales_up) {
        LINNET_UNROLL
        for (std::size_t r = 0; r < R; ++r) sums[r][f] = V::scaled_up(sums[r][f], channels[f]);
      }
    }
    LINNET_UNROLL
    for (std::size_t r = 0; r < R; ++r) sums[r][f] = V::requantize(sums[r][f], channels[f]);
  }
}

/// The outputs of P / M windows, each the largest of `chunks` times M pixels.
template <class V, int P, int F, int M>
LINNET_NOINLINE void tile(const Panel<V::lanes>& panel, const typename V::Number* const* pixels, Index chunks, std::int8_t* y) {
  using Vector = typename V::Vector;
  constexpr int R = P / M;
  constexpr int vectors = P * F * static_cast<int>(sizeof(typename V::Sum) / sizeof(Vector));
  constexpr int U = vectors >= 8 ? 1 : (vectors >= 4 ? 2 : 4);  // more sums than a tile has outputs hide the latency of a step
  Vector largest[R][F]{};
  Index chunk = 0;
  do {
    const typename V::Number* x[P];
    LINNET_UNROLL
    for (int p = 0; p < P; ++p) x[p] = pixels[(p / M * chunks + chunk) * M + p % M];
    typename V::Sum sum[U][P][F];
    LINNET_UNROLL
    for (int u = 0; u < U; ++u) {
      LINNET_UNROLL
      for (int p = 0; p < P; ++p) {
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) sum[u][p][f] = start<V>(panel.channels[f], u);
      }
    }
    const std::int8_t* w = panel.weights;
    const auto load_weights = [&](typename V::Weights(&weights)[F]) LINNET_INLINE_LAMBDA {
      LINNET_UNROLL
      for (int f = 0; f < F; ++f) weights[f] = V::load_weights(w + f * V::lanes * 4);
      w += F * V::lanes * 4;
    };
    Index s = 0;
    // Calls add(first, u) for each `size` steps before `end`, whose products go to sum u.
    const auto each = [&](Index end, Index size, const auto& add) LINNET_INLINE_LAMBDA {
      if constexpr (U > 1) {
        for (; s + U * size <= end; s += U * size) {
          LINNET_UNROLL
          for (int u = 0; u < U; ++u) add(s + u * size, u);
        }
      }
      for (; s + size <= end; s += size) add(s, 0);
    };
    constexpr int T = steps_at_once<V>;
    if constexpr (requires { V::load_four(x[0]); }) {
      each(panel.side_by_side, 4, [&](Index first, int u) LINNET_INLINE_LAMBDA {
        const Index k = panel.steps[first];
        decltype(V::load_four(x[0])) four[P];
        LINNET_UNROLL
        for (int p = 0; p < P; ++p) four[p] = V::load_four(x[p] + k);
        const auto add = [&]<int I>() LINNET_INLINE_LAMBDA {
          typename V::Weights weights[T][F];
          LINNET_UNROLL
          for (auto& of_step : weights) load_weights(of_step);
          LINNET_UNROLL
          for (int p = 0; p < P; ++p) V::template dot_of_four<I>(sum[u][p], four[p], weights);
        };
        [&]<int... I>(std::integer_sequence<int, I...>) LINNET_INLINE_LAMBDA { (add.template operator()<I * T>(), ...); }
        (std::make_integer_sequence<int, 4 / T>{});
      });
    }
    if constexpr (T > 1) {
      each(panel.step_count, T, [&](Index first, int u) LINNET_INLINE_LAMBDA {
        typename V::Weights weights[T][F];
        LINNET_UNROLL
        for (auto& of_step : weights) load_weights(of_step);
        LINNET_UNROLL
        for (int p = 0; p < P; ++p) {
          decltype(V::broadcast(x[p])) in[T];
          LINNET_UNROLL
          for (int t = 0; t < T; ++t) in[t] = V::broadcast(x[p] + panel.steps[first + t]);
          V::dot_steps(sum[u][p], in, weights);
        }
      });
    }
    each(panel.step_count, 1, [&](Index step, int u) LINNET_INLINE_LAMBDA {
      const Index k = panel.steps[step];
      if constexpr (requires { V::sparse; }) w = panel.weights + k * F * V::lanes;
      typename V::Weights weights[F];
      load_weights(weights);
      LINNET_UNROLL
      for (int p = 0; p < P; ++p) {
        const auto in = V::broadcast(x[p] + k);
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) sum[u][p][f] = V::dot(sum[u][p][f], in, weights[f]);
      }
    });
    LINNET_UNROLL
    for (int r = 0; r < R; ++r) {
      LINNET_UNROLL
      for (int f = 0; f < F; ++f) {
        Vector best{};
        LINNET_UNROLL
        for (int m = 0; m < M; ++m) {
          Vector total = V::total(sum[0][r * M + m][f]);
          LINNET_UNROLL
          for (int u = 1; u < U; ++u) total = V::add(total, V::total(sum[u][r * M + m][f]));
          best = m == 0 ? total : V::maximum(best, total);
        }
        largest[r][f] = M == 1 || chunk == 0 ? best : V::maximum(largest[r][f], best);
      }
    }
  } while (++chunk < chunks);
  requantize<V>(largest, panel.channels);
  V::store(y, panel.y_step, largest, panel.zero_out, panel.last);
}

}  // namespace tiled

/// The outputs of `count` windows, each the largest of `chunks` times M pixels; without a pool both are 1.
template <class V, int F, int M>
LINNET_NOINLINE void tiles(const Panel<V::lanes>& panel, const typename V::Number* const* pixels, Index count, Index chunks,
                           std::int8_t* y) {
  constexpr int P = M == 1 ? V::template rows<F> : V::template rows<F> / 4 * 4, R = P / M;
  const Index pixel_step = chunks * M;
  Index q = 0;
  for (; q + R <= count; q += R) tiled::tile<V, P, F, M>(panel, pixels + q * pixel_step, chunks, y + q * panel.y_step);
  if constexpr (M == 1) {
    const auto rest = [&]<int Rows>() {
      for (; count - q >= Rows; q += Rows) tiled::tile<V, Rows, F, 1>(panel, pixels + q, 1, y + q * panel.y_step);
    };
    if constexpr (P > 4) rest.template operator()<4>();
    if constexpr (P > 1) rest.template operator()<1>();
  } else if constexpr (R > 1) {
    for (; q < count; ++q) tiled::tile<V, M, F, M>(panel, pixels + q * pixel_step, chunks, y + q * panel.y_step);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
