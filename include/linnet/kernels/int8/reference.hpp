// SPDX-License-Identifier: MIT
// The operations of int8 models in plain loops: the definition that every kernel must equal in every output.
//
// N samples, H, W, C of an image, O outputs. x, y and weights are int8, bias and sums int32. Source: the arithmetic of TFLite Micro's
// reference kernels.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/int8/factors.hpp>

namespace linnet::kernels::int8::reference {

/// y[o] = requantize(bias[o] + sum w[o, ...] * (x[...] - zero_in)), for fully connected layers and convolutions; cells of the padding count
/// as zero_in.
///
/// x (S.rows.in, S.columns.in, C), weights (O, KH, KW, C), bias and factors (O), y (S.rows.out, S.columns.out, O).
inline void product(const Windows& S, const std::int8_t* x, const std::int8_t* weights, const std::int32_t* bias,
                    const Multiplier* factors, std::int32_t zero_in, std::int32_t zero_out, std::int8_t* y) {
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column) {
      for (Index o = 0; o < S.outputs; ++o) {
        std::int32_t sum = bias[o];
        for (Index i = S.rows.first_tap(row); i < S.rows.end_tap(row); ++i) {
          for (Index j = S.columns.first_tap(column); j < S.columns.end_tap(column); ++j) {
            const Index in_row = row * S.rows.stride - S.rows.before + i * S.rows.dilation;
            const Index in_column = column * S.columns.stride - S.columns.before + j * S.columns.dilation;
            const std::int8_t* pixel = x + (in_row * S.columns.in + in_column) * S.channels;
            const std::int8_t* w = weights + ((o * S.rows.size + i) * S.columns.size + j) * S.channels;
            for (Index c = 0; c < S.channels; ++c) sum += w[c] * (pixel[c] - zero_in);
          }
        }
        y[(row * S.columns.out + column) * S.outputs + o] = requantize(sum, factors[o], zero_out);
      }
    }
  }
}

/// The same channel by channel: output c * M + m is kernel m of channel c, M = O / C. weights (KH, KW, O).
inline void depthwise(const Windows& S, const std::int8_t* x, const std::int8_t* weights, const std::int32_t* bias,
                      const Multiplier* factors, std::int32_t zero_in, std::int32_t zero_out, std::int8_t* y) {
  const Index multiplier = S.outputs / S.channels;
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column) {
      for (Index o = 0; o < S.outputs; ++o) {
        std::int32_t sum = bias[o];
        for (Index i = S.rows.first_tap(row); i < S.rows.end_tap(row); ++i) {
          for (Index j = S.columns.first_tap(column); j < S.columns.end_tap(column); ++j) {
            const Index in_row = row * S.rows.stride - S.rows.before + i * S.rows.dilation;
            const Index in_column = column * S.columns.stride - S.columns.before + j * S.columns.dilation;
            const std::int8_t in = x[(in_row * S.columns.in + in_column) * S.channels + o / multiplier];
            sum += weights[(i * S.columns.size + j) * S.outputs + o] * (in - zero_in);
          }
        }
        y[(row * S.columns.out + column) * S.outputs + o] = requantize(sum, factors[o], zero_out);
      }
    }
  }
}

/// The largest number of each window, cells of the padding left out. x (S.rows.in, S.columns.in, C), y (S.rows.out, S.columns.out, C).
inline void max_pool(const Windows& S, const std::int8_t* x, std::int8_t* y) {
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column) {
      for (Index c = 0; c < S.channels; ++c) {
        std::int8_t largest = -128;
        for (Index i = S.rows.first_tap(row); i < S.rows.end_tap(row); ++i) {
          for (Index j = S.columns.first_tap(column); j < S.columns.end_tap(column); ++j) {
            const Index at =
                (row * S.rows.stride - S.rows.before + i) * S.columns.in + column * S.columns.stride - S.columns.before + j;
            largest = (std::max)(largest, x[at * S.channels + c]);
          }
        }
        y[(row * S.columns.out + column) * S.channels + c] = largest;
      }
    }
  }
}

/// The mean of each window, cells of the padding left out; the scale stays.
inline void average_pool(const Windows& S, const std::int8_t* x, std::int8_t* y) {
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column) {
      for (Index c = 0; c < S.channels; ++c) {
        std::int32_t sum = 0, count = 0;
        for (Index i = S.rows.first_tap(row); i < S.rows.end_tap(row); ++i) {
          for (Index j = S.columns.first_tap(column); j < S.columns.end_tap(column); ++j, ++count) {
            const Index at =
                (row * S.rows.stride - S.rows.before + i) * S.columns.in + column * S.columns.stride - S.columns.before + j;
            sum += x[at * S.channels + c];
          }
        }
        y[(row * S.columns.out + column) * S.channels + c] = saturate(rounded_mean(sum, count));
      }
    }
  }
}

/// The mean over all positions: y[c] = requantize(sum x[i, c] - count * zero_in, mean_factor(scale_in, scale_out, count)).
/// x (count, C), y (C).
inline void mean(const std::int8_t* x, std::int32_t count, Index C, Multiplier factor, std::int32_t zero_in,
                 std::int32_t zero_out, std::int8_t* y) {
  for (Index c = 0; c < C; ++c) {
    std::int32_t sum = 0;
    for (std::int32_t i = 0; i < count; ++i) sum += x[i * C + c];
    y[c] = requantize(sum - count * zero_in, factor, zero_out);
  }
}

/// One tensor of a sum, and its factor in sum_factors.
struct SumInput {
  const std::int8_t* x;
  std::int32_t zero;
  Multiplier factor;
};

/// y = requantize(sum of scaled((x_k - zero_k) * 2^20, factor_k), output): the 20 bits keep the rounding of the parts out of the sum.
inline void sum(const SumInput* inputs, Index input_count, Multiplier output, std::int32_t zero_out, Index count,
                std::int8_t* y) {
  for (Index i = 0; i < count; ++i) {
    std::int32_t total = 0;
    for (Index k = 0; k < input_count; ++k) {
      const SumInput& in = inputs[k];
      total += scaled((in.x[i] - in.zero) * (std::int32_t{1} << 20), in.factor);
    }
    y[i] = requantize(total, output, zero_out);
  }
}

/// The same numbers in another quantisation: y = requantize(x - zero_in, scale_factor(scale_in, scale_out), zero_out).
inline void rescale(const std::int8_t* x, Multiplier factor, std::int32_t zero_in, std::int32_t zero_out, Index count,
                    std::int8_t* y) {
  for (Index i = 0; i < count; ++i) y[i] = requantize(x[i] - zero_in, factor, zero_out);
}

/// Rows and columns that pad adds on each side.
struct Margins {
  Index top, bottom, left, right;
};

/// Surrounds x (H, W, C) with cells that stand for 0: y (top + H + bottom, left + W + right, C).
inline void pad(const std::int8_t* x, Index H, Index W, Index C, Margins margins, std::int32_t zero, std::int8_t* y) {
  const Index width = (margins.left + W + margins.right) * C;
  std::fill_n(y, (margins.top + H + margins.bottom) * width, static_cast<std::int8_t>(zero));
  for (Index row = 0; row < H; ++row) std::copy_n(x + row * W * C, W * C, y + (margins.top + row) * width + margins.left * C);
}

}  // namespace linnet::kernels::int8::reference
