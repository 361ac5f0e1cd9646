// SPDX-License-Identifier: MIT
// Weights of float as int8, with a scale for each output channel.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>
#include <linnet/quantized/forms/number_checks.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace linnet::quantized {

/// The scale of the weights of an output: largest / 127, unless the weights are tiny beside `bias`. Then it is the smallest at which the bias
/// fits into 30 bits, as in TensorFlow's converter. Without weights that count the bias has 20 bits, and the factor of the sums no less.
inline float weight_scale(float largest, float bias, float in, float out) {
  const double magnitude = (std::abs)(static_cast<double>(bias));
  const bool none = !(largest / 127.0f >= 1e-30f);
  const double least =
      (none ? (std::max)(magnitude, static_cast<double>(out)) * 0x1p-20 : magnitude * 0x1p-29) / static_cast<double>(in);
  return (std::max)(none ? 0.0f : largest / 127.0f, static_cast<float>(std::clamp(least, 1e-30, 1e30)));
}

/// Fills weights, weight_scales and bias of `record`: w = round(w / scale), scale = max|w| / 127 of the output; b = round(b / (scale_in *
/// scale)). `kernel` (products, outputs) as layers store it becomes (outputs, products), of a depthwise convolution it stays as it is.
/// `bias` may be null. Fails with the name of the layer for numbers that are not finite and for sums that could overflow.
template <class Record>
LINNET_COLD void quantize_weights(Index outputs, Index products, bool depthwise, const float* kernel, const float* bias,
                                  Quantization in, Record& record) {
  using linnet::detail::expect;
  record.make_room(static_cast<std::size_t>(outputs * products), static_cast<std::size_t>(outputs));
  for (Index o = 0; o < outputs; ++o) {
    float largest = 0.0f;
    for (Index k = 0; k < products; ++k) {
      const float w = kernel[k * outputs + o];
      expect(math::is_finite(w), "quantize: a weight is not finite", "quantize: a weight of ", record.name, " is ", w,
             "; every weight must be finite");
      largest = (std::max)(largest, (std::abs)(w));
    }
    const float b = bias ? bias[o] : 0.0f;
    expect(math::is_finite(b), "quantize: a bias is not finite", "quantize: a bias of ", record.name, " is ", b,
           "; every bias must be finite");
    const float scale = weight_scale(largest, b, in.scale, record.output.scale);
    const double unit = static_cast<double>(in.scale) * static_cast<double>(scale);
    const double whole = (std::round)(static_cast<double>(b) / unit);
    double sum = (std::abs)(whole);
    for (Index k = 0; k < products; ++k) {
      const auto q = static_cast<std::int8_t>(std::clamp((std::round)(kernel[k * outputs + o] / scale), -127.0f, 127.0f));
      record.weights[static_cast<std::size_t>(depthwise ? k * outputs + o : o * products + k)] = q;
      sum += 255.0 * (std::abs)(static_cast<double>(q));
    }
    expect(sum < largest_sum, "quantize: the sums of a layer could overflow 32 bits; give it fewer inputs",
           "quantize: the sums of output ", o, " of ", record.name, " could overflow 32 bits: they have ", products,
           " products, the largest weight is ", largest, " and the bias ", b, "; give the layer fewer inputs");
    record.weight_scales[static_cast<std::size_t>(o)] = scale;
    record.bias[static_cast<std::size_t>(o)] = static_cast<std::int32_t>(whole);
  }
}

/// Writes the factors from sums to `count` outputs: scale_in * scale of the weights / scale_out, in double.
template <class Record>
LINNET_COLD void make_factors(const Record& record, Quantization in, kernels::int8::Multiplier* to, std::size_t count) {
  for (std::size_t o = 0; o < count; ++o) {
    to[o] = kernels::int8::product_factor(in.scale, record.weight_scales[o], record.output.scale);
  }
}

/// These factors, in an array.
template <Index Outputs, class Record>
class Factors {
 public:
  Factors(const Record& record, Quantization in) : record_(record), zero_in_(in.zero) {
    make_factors(record, in, factors_.data(), factors_.size());
  }
  kernels::int8::LayerNumbers numbers() const {
    return {record_.weights.data(), record_.bias.data(), factors_.data(), zero_in_, record_.output.zero};
  }

 private:
  const Record& record_;
  std::int32_t zero_in_;
  std::array<kernels::int8::Multiplier, static_cast<std::size_t>(Outputs)> factors_;
};

}  // namespace linnet::quantized
