// SPDX-License-Identifier: MIT
// fold_batch_normalization: a trained model whose layers absorb the channel-wise affine layers after them, for inference.
//
//   kernel' = kernel * scale,  bias' = (bias - mean) * scale + shift
//
// channel by channel: y = (x kernel + bias - mean) * scale + shift, multiplied out. Source: Jacob et al. (2018), section 3.2.
#pragma once

#include <linnet/deploy/fold_layers.hpp>
#include <linnet/models/sequential.hpp>

namespace linnet {

/// Returns a copy of `model` in which each batch normalisation after a fully connected layer or a convolution with linear activation is
/// part of that layer, also inside branches. It predicts the same up to rounding, with less work and memory; it is not meant for training.
template <class Input, class... Layers>
auto fold_batch_normalization(const Sequential<Input, Layers...>& model) {
  using T = typename Input::Scalar;
  auto folded = std::apply([](auto... layer) { return Sequential<Input, decltype(layer)...>(Input{}, layer...); },
                           detail::fold_layers(model.layers()));
  detail::fold_numbers<typename Sequential<Input, Layers...>::Topology, typename decltype(folded)::Topology>(
      model.layers(), detail::Blocks<const T>{model.parameters().data(), model.state().data()},
      detail::Blocks<T>{folded.parameters().data(), folded.state().data()});
  return folded;
}

}  // namespace linnet
