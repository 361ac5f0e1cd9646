// SPDX-License-Identifier: MIT
// The members of a quantised model wherever its constants live. QuantizedSequential and FrozenQuantized derive from it.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/quantized/branched.hpp>

#include <array>
#include <cstddef>

namespace linnet {

/// A Normalization in front of an int8 model, applied to real input: (x - mean) * factor for each channel, the last axis. Null if there
/// is none.
struct InputNormalization {
  const float* mean = nullptr;
  const float* factor = nullptr;

  /// Number i of an input of `channels` channels, normalised.
  constexpr float operator()(float x, std::size_t i, std::size_t channels) const {
    return mean ? (x - mean[i % channels]) * factor[i % channels] : x;
  }
};

namespace detail {

/// Numbers that predict of an int8 model refuses: neither float nor int8.
template <class X>
concept NeitherFloatNorInt8 =
    std::is_arithmetic_v<typename decltype(number_type<X>())::type> && !std::is_same_v<NumberOf<X>, float> &&
    !std::is_same_v<NumberOf<X>, std::int8_t>;

/// The same, and results that are not of the type of X.
template <class X, class... Y>
concept OtherNumbers = NeitherFloatNorInt8<X> ||
    (... || (std::is_arithmetic_v<typename decltype(number_type<Y>())::type> && !std::is_same_v<NumberOf<X>, NumberOf<Y>>));

}  // namespace detail

/// The compiler's knowledge of a list of int8 layers for instruction set `Isa`, and the prediction. `Layers` are lowered
/// (quantized/lowering/lower.hpp).
template <class Isa, class Input_, class... Layers>
class LINNET_OWN_CODE QuantizedBase {
 public:
  using Scalar = float;  ///< of the data that predict also takes
  using Topology = linnet::Topology<float, typename Input_::Output, Layers...>;
  using Input = typename Topology::Input;
  using Output = typename Topology::Output;
  using InstructionSet = Isa;
  using Network = quantized::Network<Isa, Topology>;

  /// Bytes of the constants: weights, biases, factors and tables. They are in flash if the model is frozen.
  static constexpr Index parameter_bytes() { return Network::bytes; }
  /// Bytes that a prediction of `samples` at a time needs, from int8 numbers to int8 numbers.
  static constexpr Index inference_bytes(Index samples = 1) { return Network::memory_bytes(samples); }
  /// Multiply-accumulates of a prediction.
  static constexpr Index multiply_accumulates() { return Topology::multiply_accumulates; }

  /// Prints a table of the layers with output shapes, bytes and multiply-accumulates, and the flash and the RAM that the model needs on
  /// chips. A layer's line names the activation and the pooling that it applies. On a host: include <linnet/quantized/summary.hpp>.
  template <class Stream>
  void summary(Stream& out) const {
    if constexpr (requires { print_quantized_summary(out, static_cast<const Topology*>(nullptr)); }) {
      print_quantized_summary(out, static_cast<const Topology*>(nullptr));
    } else {
      static_assert(detail::never<Stream>, "summary: include <linnet/quantized/summary.hpp>; it prints to a std::ostream");
    }
  }
  /// The same to standard output.
  template <class Top = Topology>
  void summary() const {
    if constexpr (requires { print_quantized_summary(static_cast<const Top*>(nullptr)); }) {
      print_quantized_summary(static_cast<const Top*>(nullptr));
    } else {
      static_assert(detail::never<Top>, "summary: include <linnet/quantized/summary.hpp>");
    }
  }

  /// The memory of one prediction, for callers that want it neither on the stack nor from the model.
  struct Memory {
    alignas(quantized::constants_alignment<Isa>)
        std::array<std::byte, static_cast<std::size_t>(Network::memory_bytes(1)) + 1> bytes;
  };

  /// Refuses other numbers in a sentence.
  template <class X, class... Rest>
  requires detail::OtherNumbers<X, Rest...>
  void predict(const X&, const Rest&...) const {
    if constexpr (detail::NeitherFloatNorInt8<X>) {
      static_assert(
          detail::never<X>,
          "predict: the numbers are neither float nor int8; quantize(number, model.input_quantization()) makes int8 of a "
          "real number, and pixel - 128 of a pixel if 0 to 255 stand for 0 to 1");
    } else {
      static_assert(detail::never<X>,
                    "predict: x and y are both float, or both int8; quantize and dequantize convert a number");
    }
  }

 protected:
  /// Predictions `to` (n, Output) of `from` (n, Input), n <= Most, in `memory` (inference_bytes(Most)).
  template <Index Most>
  static void predict_int8(const std::byte* constants, const std::int8_t* from, std::int8_t* to, Index n, std::byte* memory) {
    const std::int8_t* const result = Network::template run<Most>(constants, from, to, n, memory);
    if constexpr (Network::computing == 0) std::memcpy(to, result, static_cast<std::size_t>(n * Output::size));
  }
};

}  // namespace linnet
