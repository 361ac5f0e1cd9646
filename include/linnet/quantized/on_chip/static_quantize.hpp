// SPDX-License-Identifier: MIT
// quantize without a heap: a StaticSequential, which a chip has trained, as int8 numbers in a StaticQuantized, on the chip itself.
//
//   static nn::StaticQuantizedOf<decltype(model)> int8;
//   nn::quantize(model, x_train, int8);
//   int8.model().predict(pixels, scores);
#pragma once

#include <linnet/quantized/observe.hpp>
#include <linnet/quantized/on_chip/constants_maker.hpp>
#include <linnet/quantized/on_chip/static_lowering.hpp>

namespace linnet {

/// The StaticQuantized for the int8 numbers of a StaticSequential.
template <class Model, class Isa = kernels::int8::Native>
using StaticQuantizedOf =
    typename quantized::StaticLowering<Model>::template target<Isa, typename quantized::StaticLowering<Model>::Lowered>::type;

/// The memory that quantize of a StaticSequential works in: outputs of two layers in float, the int8 numbers of the largest layer, and, if a
/// BatchNormalization is folded, a copy of the float numbers. Its size is that of the object.
template <class Model>
struct QuantizeMemory {
  using Lowering = quantized::StaticLowering<Model>;
  using Top = typename Lowering::Topology;

  alignas(tensor_alignment<float>) std::array<float, static_cast<std::size_t>(Lowering::folded_numbers) + 1> folded;
  alignas(tensor_alignment<float>) std::array<float, static_cast<std::size_t>(quantized::observe_numbers<Top>(1)) + 1> outputs;
  std::array<float, static_cast<std::size_t>(Lowering::In::size)> input;
  quantized::RecordFor<Top> record;
};

/// Makes the int8 numbers of `model` in `to`: the same as quantize gives on a host, with the smallest and the largest numbers of all samples
/// x (samples, Input). Nothing is allocated; `memory` may be used for anything else before and after.
///
/// Fails before `to` changes for x that is empty or not a whole number of samples, for numbers that are not finite, for outputs that are all
/// zero, and for sums that could overflow.
template <class Input_, class... Entries, class Isa, class... L>
LINNET_COLD void quantize(const StaticSequential<Input_, Entries...>& model, FlatView<const float> x,
                          StaticQuantized<Isa, Input_, L...>& to,
                          QuantizeMemory<StaticSequential<Input_, Entries...>>& memory) {
  using Model = StaticSequential<Input_, Entries...>;
  using Lowering = quantized::StaticLowering<Model>;
  using Top = typename Lowering::Topology;
  using In = typename Lowering::In;
  static_assert(std::is_same_v<StaticQuantized<Isa, Input_, L...>, StaticQuantizedOf<Model, Isa>>,
                "quantize: the int8 numbers are of another model; declare them as StaticQuantizedOf<decltype(model)>");
  const auto samples = static_cast<Index>(x.size()) / In::size;
  detail::expect(samples > 0 && samples * In::size == static_cast<Index>(x.size()),
                 "quantize: x is not a whole number of samples, at least 1", "quantize: x has ", x.size(),
                 " numbers, which is not a whole number of samples, at least 1; the model's Input<...> needs ", In::size,
                 " per sample");

  const float* parameters = model.parameters().data();
  const float* state = model.state().data();
  std::array<float, static_cast<std::size_t>(last_dim<In>)> mean{}, factor{};
  if constexpr (Lowering::in_front) {
    using B = typename Model::Topology::template Layer<0>;
    for (std::size_t c = 0; c < mean.size(); ++c) {
      const auto affine = std::get<0>(model.layers()).template affine<B>(parameters, state, static_cast<Index>(c));
      mean[c] = affine[0];
      factor[c] = affine[1];
    }
    parameters += B::parameter_slice;
    state += B::state_slice;
  }
  const InputNormalization normalization =
      Lowering::in_front ? InputNormalization{mean.data(), factor.data()} : InputNormalization{};
  if constexpr (Lowering::folds) {
    const detail::Blocks<float> folded{memory.folded.data(), memory.folded.data() + Lowering::After::parameter_block};
    detail::fold_numbers<typename Lowering::Before, typename Lowering::After>(
        Lowering::active(model), detail::Blocks<const float>{parameters, state}, folded);
    parameters = folded.parameters;
    state = folded.state;
  }

  const auto layers = Lowering::lowered(model);
  quantized::Extent of_input;
  std::array<quantized::Extent, quantized::Network<Isa, Top>::records + 1> ranges{};
  for (Index i = 0; i < samples; ++i) {
    for (std::size_t k = 0; k < memory.input.size(); ++k) {
      memory.input[k] = normalization(x[static_cast<std::size_t>(i * In::size) + k], k, mean.size());
    }
    of_input.add(memory.input.data(), memory.input.size());
    std::size_t record = 0;
    quantized::observe<Top>(layers, memory.input.data(), OneSample{}, parameters, state, memory.outputs.data(), record,
                            [&](std::size_t k, std::span<const float> seen) { ranges[k].add(seen.data(), seen.size()); });
  }

  const Quantization in = of_input.quantization("the input", "");
  auto hash = quantized::input_hash<typename StaticQuantized<Isa, Input_, L...>::Topology>(in, normalization);
  const auto make = [&](std::byte* constants, Quantization* outputs) {
    return quantized::ConstantsMaker<Isa, quantized::RecordFor<Top>>(ranges.data(), memory.record, hash)
        .template make<Top>(layers, parameters, state, in, constants, outputs);
  };
  if constexpr (LINNET_HOST)
    make(nullptr, nullptr);  // throws before `to` changes; on a target the failure hook does not return
  auto& numbers = quantized::StaticQuantizedAccess::numbers(to);
  numbers.output = make(quantized::StaticQuantizedAccess::constants(to), numbers.outputs.data());
  numbers.input = in;
  numbers.mean = mean;
  numbers.factor = factor;
  numbers.normalizes = Lowering::in_front;
  numbers.fingerprint = hash.hash;
  numbers.filled = 1;
}
/// The same with its memory on the stack.
template <class Input_, class... Entries, class Isa, class... L>
LINNET_COLD void quantize(const StaticSequential<Input_, Entries...>& model, FlatView<const float> x,
                          StaticQuantized<Isa, Input_, L...>& to) {
  QuantizeMemory<StaticSequential<Input_, Entries...>> memory;
  quantize(model, x, to, memory);
}

}  // namespace linnet
