// SPDX-License-Identifier: MIT
// FrozenQuantized: an int8 model that reads its constants in place, in flash, and predicts without a floating-point unit.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/quantized/quantized_base.hpp>

namespace linnet {

/// The knowledge of a FrozenQuantized beside its constants, if it is asked for more than predictions in int8.
struct FrozenQuantizedFacts {
  InputNormalization normalization{};     ///< of real input
  const Quantization* outputs = nullptr;  ///< of each layer that computes, for freeze
  std::uint64_t fingerprint = 0;          ///< that of the model's numbers, the same for every instruction set
};

/// A quantised model whose constants (parameter_bytes(), packed for instruction set `Isa`) are in const memory that must outlive it:
/// export_header writes them. It predicts the same bits as the QuantizedSequential from which it was made, on every CPU.
///
/// The memory between the layers of a prediction is the caller's (or on the stack), so one object serves every thread.
template <class Isa, class Input_, class... Layers>
class LINNET_OWN_CODE FrozenQuantizedFor : public QuantizedBase<Isa, Input_, Layers...> {
  using Base = QuantizedBase<Isa, Input_, Layers...>;

 public:
  using Base::predict;
  using typename Base::Input;
  using typename Base::Memory;
  using typename Base::Output;

  static constexpr bool refers_to_parameters = true;
  /// Constants start at a multiple of this number of bytes.
  static constexpr std::size_t alignment = quantized::constants_alignment<Isa>;

  constexpr FrozenQuantizedFor(const void* constants, Quantization input, Quantization output, FrozenQuantizedFacts facts = {})
      : constants_(constants), input_(input), output_(output), facts_(facts) {}

  /// Scale and zero of the input, and of the output: real = scale * (q - zero). After a Normalization in front of the first layer they are
  /// those of the normalised input; predict applies it to real numbers.
  constexpr Quantization input_quantization() const { return input_; }
  constexpr Quantization output_quantization() const { return output_; }
  constexpr const FrozenQuantizedFacts& facts() const { return facts_; }
  /// The constants, where they are.
  constexpr const void* constants() const { return constants_; }
  std::span<const std::byte> constant_bytes() const {
    return {static_cast<const std::byte*>(constants_), static_cast<std::size_t>(Base::Network::bytes)};
  }

  /// Predictions y (samples, Output) of x (samples, Input) in int8, row-major, a sample at a time; no floating-point number is computed.
  /// Fails if the sizes do not match.
  void predict(FlatView<const std::int8_t> x, FlatView<std::int8_t> y, Memory& memory) const {
    const Index samples = samples_of(x, y);
    for (Index i = 0; i < samples; ++i) {
      Base::template predict_int8<1>(static_cast<const std::byte*>(constants_), x.data() + i * Input::size,
                                     y.data() + i * Output::size, 1, memory.bytes.data());
    }
  }
  /// The same with inference_bytes() on the stack.
  void predict(FlatView<const std::int8_t> x, FlatView<std::int8_t> y) const {
    Memory memory;
    predict(x, y, memory);
  }

  /// The same from real numbers to real numbers: x is normalised and quantised, y is what the int8 outputs stand for.
  void predict(FlatView<const float> x, FlatView<float> y, Memory& memory) const {
    const auto samples = static_cast<std::size_t>(samples_of(x, y));
    std::array<std::int8_t, static_cast<std::size_t>(Input::size)> in;    // (Input)
    std::array<std::int8_t, static_cast<std::size_t>(Output::size)> out;  // (Output)
    for (std::size_t i = 0; i < samples; ++i) {
      for (std::size_t k = 0; k < in.size(); ++k)
        in[k] = quantize(facts_.normalization(x[i * in.size() + k], k, channels), input_);
      predict(in, out, memory);
      for (std::size_t k = 0; k < out.size(); ++k) y[i * out.size() + k] = dequantize(out[k], output_);
    }
  }
  void predict(FlatView<const float> x, FlatView<float> y) const {
    Memory memory;
    predict(x, y, memory);
  }

 private:
  /// The number of samples in x (samples, Input), for predictions y (samples, Output). Fails if the sizes do not match.
  template <class T>
  static Index samples_of(FlatView<const T> x, FlatView<T> y) {
    const Index numbers = static_cast<Index>(x.size()), samples = numbers / Input::size, room = static_cast<Index>(y.size());
    if (samples * Input::size != numbers) [[unlikely]] {
      detail::fail_with("predict: x is not a whole number of samples", "predict: x has ", numbers,
                        " numbers, which is not a whole number of samples; the model's Input<...> needs ", Input::size,
                        " per sample");
    }
    if (samples * Output::size != room) [[unlikely]] {
      detail::fail_with("predict: y needs one output per sample of x", "predict: the output has room for ", room, " numbers, ",
                        samples, " samples give ", samples * Output::size);
    }
    return samples;
  }

  static constexpr auto channels = static_cast<std::size_t>(last_dim<Input>);

  const void* constants_;
  Quantization input_, output_;
  FrozenQuantizedFacts facts_;
};

/// The same for the instruction set of the CPU that the compiler builds for.
template <class Input_, class... Layers>
using FrozenQuantized = FrozenQuantizedFor<kernels::int8::Native, Input_, Layers...>;

}  // namespace linnet
