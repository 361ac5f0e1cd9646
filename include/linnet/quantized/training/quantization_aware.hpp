// SPDX-License-Identifier: MIT
// quantization_aware: a float model as one whose training and inference round as int8 does. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/models/sequential.hpp>
#include <linnet/quantized/quantize.hpp>

namespace linnet {

namespace quantized::simulation {

/// The layers in front of the one that rounds the input.
template <class Layers>
auto layers_in_front(const Layers& layers) {
  if constexpr (normalizes<Layers>) {
    return std::tuple(std::get<0>(layers));
  } else {
    return std::tuple<>{};
  }
}

template <class Input_, class... L>
auto as_sequential(const std::tuple<L...>& layers) {
  return std::apply([](const L&... layer) { return Sequential<Input_, L...>(Input_{}, layer...); }, layers);
}

/// Gives `tuned` the numbers of `model`, those of the lowered layers from `prepared`, and the ranges.
template <class Tuned, class Model, class Prepared_>
void fill(Tuned& tuned, const Model& model, const Prepared_& prepared, const Ranges& ranges,
          const std::vector<QuantizedLayer>& layers) {
  using Lowered = typename Prepared_::Topology;
  static_assert(Tuned::Topology::parameter_block == Lowered::parameter_block, "a layer in front has no parameters");
  std::copy_n(prepared.lowered.parameters.data(), Lowered::parameter_block, tuned.parameters().data());

  RoundedRecords<Lowered> records;
  const float* from = model.state.data();  // of the layers in front
  for_each_state<typename Tuned::Topology>(
      tuned.layers(), tuned.state().data(),
      [&](float* range) {
        range[0] = ranges.input.low();
        range[1] = ranges.input.high();
        from = prepared.lowered.state.data();
      },
      [&](float* range, bool moves) {
        const std::size_t record = records.next(moves);
        range[0] = moves ? ranges.outputs[record].low() : dequantize(-128, layers[record].output);
        range[1] = moves ? ranges.outputs[record].high() : dequantize(127, layers[record].output);
      },
      [&](float* state, Index count) {
        std::copy_n(from, count, state);
        from += count;
      });
}

}  // namespace quantized::simulation

/// Returns a model that computes in float what `model` computes in int8, for a training that adapts the weights to the rounding: compile
/// and fit it as any model, for some epochs at a small learning rate, and quantize the result. After one epoch weights that change between
/// two steps of int8 have not settled yet, and single trainings end a little below float.
///
///   auto tuned = nn::quantization_aware(model, x_train);
///   auto training = tuned.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 5e-5f});
///   training.fit(x_train, y_train, {.epochs = 3, .batch_size = 256});
///   auto q = nn::quantize(tuned);
///
/// Weights are rounded with a scale for each output channel, forward and backward, and gradients pass straight through to the float weights.
/// Outputs are rounded to their ranges, which begin as those that quantize finds on x (samples, Input...) with these options and follow the
/// batches of the training as moving averages (options.momentum); outside of them gradients are 0. As for quantize, BatchNormalization is
/// folded into the layer before it and Dropout is dropped: a short training at a small rate does not need it. Layers that freeze took from
/// another model are copied and train, too.
///
/// The model is one as any other: save it, or train it on a chip, as a StaticSequential of tuned.layers() or of Rounding and FakeQuantize
/// layers, and load the weights and ranges that the chip found to quantize them on a host.
///
/// Its predictions are those of the int8 model but for single steps: sums of floats are rounded once, those of integers twice, and a number
/// close to the middle between two steps may go either way. A layer of your own whose int8 form rounds weights in its own way computes with
/// its float weights here, and an average pool that begins a branch, or follows a padding or a reshape, does not round its output. Throws InvalidInput as quantize does.
/// Source: Jacob et al. (2018), section 3.
template <class Home, class Input_, class... Entries>
auto quantization_aware(const ModelBase<Home, Input_, Entries...>& model, ArrayView<float> x,
                        const QuantizeOptions& options = {}) {
  namespace simulation = quantized::simulation;
  const auto all = quantized::unfrozen(model);
  static_assert(!quantized::is_simulated<decltype(all.layers)>,
                "quantization_aware: the model rounds already; compile and fit it");
  quantized::require_finite_weights(all);
  auto prepared = quantized::prepare<Input_>(all);
  using Prepared = decltype(prepared);
  const auto ranges = quantized::calibrate(prepared, x, options, quantized::QuantizedOf<Prepared>::Network::records);
  const auto q = quantized::make_quantized(prepared, ranges);  // refuses what quantize refuses
  auto tuned = simulation::as_sequential<Input_>(simulation::with_rounded_pools(
      std::tuple_cat(simulation::layers_in_front(all.layers), std::tuple(quantized::FakeQuantize<linear, false>{}),
                     simulation::layers<typename Prepared::Topology, true>(prepared.lowered.layers, options.momentum))));
  simulation::fill(tuned, all, prepared, ranges, q.records());
  return tuned;
}

}  // namespace linnet
