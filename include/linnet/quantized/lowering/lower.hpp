// SPDX-License-Identifier: MIT
// Lowering: the layers of a float model as the layers that int8 computes, with the same float numbers.
//
//   Dropout goes; BatchNormalization is folded into the layer before it; an activation that is no clamp becomes a layer of its own, one that
//   is becomes part of the range of the layer before it; a convolution takes up the max pool behind it.
#pragma once

#include <linnet/deploy/fold_layers.hpp>
#include <linnet/quantized/lowering/float_layers.hpp>
#include <linnet/quantized/lowering/joined.hpp>

namespace linnet::quantized {

/// Lowers layers with input shape In, whose numbers start at `parameters` and `state`.
template <class In, class Layers>
auto lower(const Layers& layers, const float* parameters, const float* state) {
  const auto active = lowering::WithoutDropout{}(layers);
  const auto folded = linnet::detail::fold_layers(active);
  const auto joined = lowering::Joined{}(lowering::InParts{}(folded));
  using Before = TopologyOf<float, In, std::remove_const_t<decltype(active)>>;
  using Folded = TopologyOf<float, In, std::remove_const_t<decltype(folded)>>;
  using Result = FloatLayers<In, std::remove_const_t<decltype(joined)>>;
  static_assert(
      Result::Topology::parameter_block == Folded::parameter_block && Result::Topology::state_block == Folded::state_block,
      "int8_parts: the parameters of the parts, one after another, must be those of the layer");
  Result result{joined};
  linnet::detail::fold_numbers<Before, Folded>(active, linnet::detail::Blocks<const float>{parameters, state},
                                               linnet::detail::Blocks<float>{result.parameters.data(), result.state.data()});
  return result;
}

}  // namespace linnet::quantized
