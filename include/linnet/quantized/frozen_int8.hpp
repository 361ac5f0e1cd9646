// SPDX-License-Identifier: MIT
// freeze of an int8 model: its first layers as the first layer of a float model, which trains the layers after them, on a host or on a chip.
#pragma once

#include <linnet/layers/frozen.hpp>
#include <linnet/quantized/frozen_quantized.hpp>

#if LINNET_HOST
#include <linnet/quantized/deploy/numbers_fingerprint.hpp>
#endif

namespace linnet {

/// Lowered layers L... of an int8 model with input shape `In_`, whose constants, packed for instruction set `Isa`, are read in place and do
/// not train. Real input is normalised and quantised, the output is what the int8 numbers stand for. It has no gradient.
///
/// Only the first layer of a model can be one.
template <class Isa, class In_, class... L>
class FrozenInt8 {
  using Top = Topology<float, In_, L...>;
  using Network = quantized::Network<Isa, Top>;

 public:
  static constexpr std::string_view name = "frozen_int8";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool frozen = true, in_int8 = true;

  /// `facts.fingerprint` tells the numbers of this model from those of others.
  constexpr FrozenInt8(const void* constants, Quantization input, Quantization output, FrozenQuantizedFacts facts)
      : constants_(constants), input_(input), output_(output), facts_(facts) {}

  template <class In>
  using Output = typename Topology<float, In, L...>::Output;

  template <class S, class In>
  static constexpr LayerMemory memory() {
    static_assert(std::is_same_v<S, float>, "FrozenInt8: the model after it must be in float");
    constexpr Index numbers = (bytes() + 3) / 4;
    return {.scratch = numbers, .inference_scratch = numbers};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return Top::multiply_accumulates;
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return constants_ ? nullptr : "FrozenInt8: there are no constants"; }

  /// Adds all numbers of the int8 model: a head trained after them is useless after others.
  template <class B, class Hash>
  void add_settings(Hash& hash) const {
    hash.add_bits(facts_.fingerprint);
  }

  constexpr Quantization input_quantization() const { return input_; }
  constexpr Quantization output_quantization() const { return output_; }

  template <class Pass>
  void forward(const Pass& f) const {
    static_assert(std::is_same_v<typename Pass::Input, In_>, "FrozenInt8: the int8 model has an input of another shape");
    auto* const in = reinterpret_cast<std::int8_t*>(f.scratch);              // (Input)
    std::int8_t* const out = in + quantized::aligned_bytes<Isa>(In_::size);  // (Output)
    auto* const memory = reinterpret_cast<std::byte*>(out + quantized::aligned_bytes<Isa>(Top::Output::size));
    constexpr auto channels = static_cast<std::size_t>(last_dim<In_>);
    for (Index i = 0; i < f.n; ++i) {
      const float* const x = f.x + i * In_::size;
      for (Index k = 0; k < In_::size; ++k)
        in[k] = quantize(facts_.normalization(x[k], static_cast<std::size_t>(k), channels), input_);
      const std::int8_t* const y = Network::template run<1>(static_cast<const std::byte*>(constants_), in, out, 1, memory);
      for (Index k = 0; k < Top::Output::size; ++k) f.y[i * Top::Output::size + k] = dequantize(y[k], output_);
    }
  }
  template <class Pass>
  void backward(const Pass&) const {
    static_assert(sizeof(Pass) == 0, "FrozenInt8: it must be the first layer; no layer before it may train");
  }

 private:
  static constexpr Index bytes() {
    return quantized::aligned_bytes<Isa>(In_::size) + quantized::aligned_bytes<Isa>(Top::Output::size) +
           Network::memory_bytes(1);
  }

  const void* constants_;
  Quantization input_, output_;
  FrozenQuantizedFacts facts_;
};

namespace quantized {

/// The number of lowered layers of topology `Top` to the one that is the `count`-th that computes.
template <class Top>
constexpr std::size_t layers_to(std::size_t count) {
  std::size_t layers = 0, computing = 0;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto look = [&](bool alias, std::size_t i) {
      if (!alias && ++computing == count) layers = i + 1;
    };
    (look(is_alias<typename Top::template Layer<I>>, I), ...);
  }
  (std::make_index_sequence<Top::size>{});
  return layers;
}

/// The layers of topology `Top` to the `Count`-th that computes.
template <std::size_t Count, class Isa, class Top>
constexpr auto frozen_int8(const void* constants, Quantization input, Quantization output, FrozenQuantizedFacts facts) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return FrozenInt8<Isa, typename Top::Input, typename Top::template Layer<I>::Layer...>(constants, input, output, facts);
  }
  (std::make_index_sequence<layers_to<Top>(Count)>{});
}

template <class Model>
concept Quantized = requires(const Model& model) {
  { model.input_quantization() } -> std::same_as<Quantization>;
  model.constant_bytes();
};

}  // namespace quantized

/// Returns the first `Count` layers of an int8 model as the first layer of a float model. Layers that compute are counted, as in its records and
/// its summary: a convolution with the activation and the max pool that it took up is one, an Add, Concatenate or Residual, too, a
/// Flatten or a Reshape none. The output has the shape of the last of them. The model's constants must outlive it, and a Normalization's
/// numbers.
///
///   StaticSequential model{Input<28, 28, 1>{}, freeze<2>(digits::model), Flatten{}, Dense<10, softmax>{}};
template <std::size_t Count, quantized::Quantized AnyModel>
constexpr auto freeze(AnyModel&& model) {
  using Model = std::remove_cvref_t<AnyModel>;
  using Top = typename Model::Topology;
  using Isa = typename Model::InstructionSet;
  static_assert(
      std::is_lvalue_reference_v<AnyModel> || requires { requires Model::refers_to_parameters; },
      "freeze: the model is a temporary; give it a name, its parameters are read where they are");
  static_assert(
      Count >= 1 && Count <= Model::Network::computing,
      "freeze: the model has fewer layers that compute; a layer with its activation and its max pool is one, a Flatten none");
  if constexpr (requires { model.facts(); }) {
    detail::expect(model.facts().outputs != nullptr,
                   "freeze: this FrozenQuantized does not know the outputs of its layers; that of an exported header does");
    return quantized::frozen_int8<Count, Isa, Top>(model.constants(), model.input_quantization(),
                                                   model.facts().outputs[Count - 1], model.facts());
  }
#if LINNET_HOST
  else {
    return quantized::frozen_int8<Count, Isa, Top>(
        model.constant_bytes().data(), model.input_quantization(), model.records()[Model::Network::record_of[Count - 1]].output,
        FrozenQuantizedFacts{.normalization = model.normalization(), .fingerprint = quantized::numbers_fingerprint(model)});
  }
#endif
}

}  // namespace linnet
