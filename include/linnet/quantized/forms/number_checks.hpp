// SPDX-License-Identifier: MIT
// Checks of the canonical numbers of int8 layers, which may come from a file. A `Record` is a QuantizedLayer, or a StaticRecord.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>
#include <linnet/kernels/int8/factors.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace linnet::quantized {

/// The largest sum that the kernels accept: beyond it a doubled sum would not fit into 32 bits.
inline constexpr double largest_sum = 1073741824.0;  // 2^30

/// Requires a finite scale above 0 and a zero in int8 of tensor "`what` `name`".
LINNET_COLD inline void require_quantization(const char* what, std::string_view name, Quantization q) {
  linnet::detail::expect(math::is_finite(q.scale) && q.scale > 0.0f, "int8: a scale is not finite and above 0", "the scale of ",
                         what, name, " is ", q.scale, "; it must be finite and above 0");
  linnet::detail::expect(q.zero >= -128 && q.zero <= 127, "int8: a zero is not from -128 to 127", "the zero of ", what, name,
                         " is ", q.zero, "; it must be from -128 to 127");
}

/// Requires the numbers of `weights` weights and of `channels` output channels.
template <class Record>
LINNET_COLD void require_counts(const Record& record, Index weights, Index channels) {
  const auto is = [](const auto& list, Index count) { return static_cast<Index>(list.size()) == count; };
  linnet::detail::expect(is(record.weights, weights) && is(record.weight_scales, channels) && is(record.bias, channels),
                         "int8: a layer has not the numbers that it needs", record.name, " has ", record.weights.size(),
                         " weights, ", record.weight_scales.size(), " scales and ", record.bias.size(), " biases; expected ",
                         weights, ", ", channels, " and ", channels);
}

/// Requires the output to have a quantisation that the layer gives it.
template <class Record>
LINNET_COLD void require_output(const Record& record, Quantization wanted) {
  linnet::detail::expect(record.output == wanted, "int8: an output has not the scale and the zero of its layer",
                         "the output of ", record.name, " has scale ", record.output.scale, " and zero ", record.output.zero,
                         "; this layer gives it ", wanted.scale, " and ", wanted.zero);
}

/// Requires `sum`, the largest that can occur, to fit into 32 bits where the factor shifts it to the left; even a sum of 0 is shifted.
LINNET_COLD inline void require_factor(std::string_view name, double sum, kernels::int8::Multiplier factor) {
  linnet::detail::expect(factor.exponent <= 0 || std::ldexp((std::max)(sum, 1.0), factor.exponent) < largest_sum,
                         "int8: the scale of an output is too small for its sums, which would overflow 32 bits",
                         "the scale of the output of ", name, " is too small for its sums, which would overflow 32 bits");
}

/// Requires the numbers of a layer with weights, laid out as in QuantizedLayer, and sums that cannot overflow.
template <class Record>
LINNET_COLD void require_weights(Index outputs, Index products, bool depthwise, const Record& record, Quantization in) {
  using linnet::detail::expect;
  require_counts(record, outputs * products, outputs);
  for (Index o = 0; o < outputs; ++o) {
    const float scale = record.weight_scales[static_cast<std::size_t>(o)];
    const std::int32_t bias = record.bias[static_cast<std::size_t>(o)];
    expect(math::is_finite(scale) && scale > 0.0f, "int8: a scale of weights is not finite and above 0", "scale ", o,
           " of the weights of ", record.name, " is ", scale, "; it must be finite and above 0");
    double sum = (std::abs)(static_cast<double>(bias));
    for (Index k = 0; k < products; ++k) {
      const std::int8_t w = record.weights[static_cast<std::size_t>(depthwise ? k * outputs + o : o * products + k)];
      expect(w != -128, "int8: a weight is -128; weights must be from -127 to 127", "a weight of ", record.name,
             " is -128; weights must be from -127 to 127");
      sum += 255.0 * (std::abs)(w);
    }
    expect(sum < largest_sum, "int8: sums could overflow 32 bits", "the sums of output ", o, " of ", record.name,
           " could overflow 32 bits: its bias is ", bias);
    require_factor(record.name, sum, kernels::int8::product_factor(in.scale, scale, record.output.scale));
  }
}

}  // namespace linnet::quantized
