// SPDX-License-Identifier: MIT
// predict_in_training: the outputs of a model as a training step computes them. Source: keras.Model.__call__(x, training=True).
#pragma once

#include <linnet/models/sequential.hpp>

#include <algorithm>
#include <cstdint>

namespace linnet {

/// Returns the outputs (samples, Output...) of `model` for x (samples, Input...) as a training step of this batch computes them: Dropout
/// drops, with a mask drawn from `seed`, and BatchNormalization takes the mean and the variance of the batch. The model does not change,
/// whereas Keras moves the moving statistics. Throws InvalidInput if x is empty, of another shape or not finite.
///
///   const auto dropped = predict_in_training(Sequential{Input<6>{}, Dropout{0.5f}}, x);
template <class Input_, class... Entries>
LINNET_OWN_CODE auto predict_in_training(const Sequential<Input_, Entries...>& model,
                                         SampleView<typename Input_::Scalar, Sequential<Input_, Entries...>::takes> x,
                                         std::uint64_t seed = 0) {
  using Model = Sequential<Input_, Entries...>;
  using T = typename Model::Scalar;
  using Top = typename Model::Topology;
  detail::expect(model.parameters().data() != nullptr, detail::not_constructed_or_moved);
  detail::require_samples<T>("predict_in_training", x, {Model::Input::dims, Model::vocabulary});
  const detail::Sharing<> sharing(detail::ModelAccess::in_use(model), detail::predict_in_use);
  Eigen::DSizes<Index, Model::output_rank> dims;
  dims[0] = x.samples();
  std::ranges::copy(Model::Output::dims, dims.begin() + 1);
  Tensor<Model::output_rank, T> y(dims);

  const Storage<T> converted(x.data() ? 0 : x.samples() * Model::Input::size);
  if (!x.data()) x.copy(0, converted.size(), converted.data());
  const T* const from = x.data() ? x.data() : converted.data();
  const Storage<T> memory(Top::batch_numbers(x.samples()));
  TrainingBlocks<T> blocks;
  blocks.template place<Top>(memory.data(), x.samples());
  const ForwardBlocks<T> forward{x.samples(),    model.parameters().data(), model.state().data(),
                                 blocks.outputs, blocks.remembered,         blocks.scratch};
  Random random(seed);
  const T* output = Engine<Top, typename Model::Layers>::forward(model.layers(), from, x.samples(), forward, random, true);
  std::copy_n(output ? output : from, y.size(), y.data());
  return y;
}

}  // namespace linnet
