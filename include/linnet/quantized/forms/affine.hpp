// SPDX-License-Identifier: MIT
// The int8 form of a layer that scales and shifts each channel, such as a BatchNormalization that no layer before it takes up.
#pragma once

#include <linnet/kernels/int8/arithmetic.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/quantized/forms/weights.hpp>

namespace linnet::quantized {

/// A weight of +-127 for each channel, whose scale is |scale of the channel| / 127: a depthwise convolution of one tap.
template <Index Size, Index Channels>
struct Affine {
  struct Constants {
    std::int32_t zero_out;
    struct Channel {
      std::int32_t weight, bias;  ///< the zero of the input is in the bias
      kernels::int8::Multiplier factor;
    } channels[Channels];
  };
  static constexpr Index record_weights = Channels, record_outputs = Channels;
  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = sizeof(Constants), scratch_bytes = 0;
    static constexpr std::size_t alignment = alignof(Constants);
  };
  template <class B, class Record>
  static void quantize(const typename B::Layer& layer, const float* parameters, const float* state, Quantization in,
                       Record& record) {
    std::array<float, static_cast<std::size_t>(Channels)> scales, shifts;
    for (Index c = 0; c < Channels; ++c) {
      const auto [mean, scale, shift] = layer.template affine<B>(parameters, state, c);
      scales[static_cast<std::size_t>(c)] = scale;
      shifts[static_cast<std::size_t>(c)] = shift - mean * scale;
    }
    quantize_weights(Channels, 1, true, scales.data(), shifts.data(), in, record);
  }
  template <class Record>
  static void require_valid(const Record& record, Quantization in) {
    require_weights(Channels, 1, true, record, in);
  }
  template <class Isa, class Record>
  static void pack(const Record& record, Quantization in, void* to) {
    const Factors<Channels, Record> factors(record, in);
    const kernels::int8::LayerNumbers numbers = factors.numbers();
    auto& constants = *static_cast<Constants*>(to);
    constants.zero_out = numbers.zero_out;
    for (Index c = 0; c < Channels; ++c) {
      constants.channels[c] = {numbers.weights[c], kernels::int8::folded_bias(numbers, c, c, 1, 1), numbers.factors[c]};
    }
  }
  template <class Isa>
  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    const auto& constants = *static_cast<const Constants*>(packed);
    for (Index i = 0; i < n * Size; i += Channels) {
      for (Index c = 0; c < Channels; ++c) {
        const auto& channel = constants.channels[c];
        y[i + c] = kernels::int8::requantize(channel.weight * x[i + c] + channel.bias, channel.factor, constants.zero_out);
      }
    }
  }
};

}  // namespace linnet::quantized
