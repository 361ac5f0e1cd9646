// SPDX-License-Identifier: MIT
// A walk through the layers of a model in their order, those inside a Residual too, each with its tensors.
#pragma once

#include <linnet/layers/residual.hpp>

namespace linnet::detail {

template <class Top, class Layers, class Place, class Function>
void for_each_layer(const Layers& layers, Place parameters, Place state, const Function& f);

/// Calls f.template operator()<B>(layer, parameters, state) for the layer that `B` binds, whose tensors start at `parameters` and
/// `state` (pointers, or offsets in the blocks); for a Residual for each of its layers, then for those of its projection.
template <class B, class Place, class Function>
void visit_layer(const typename B::Layer& layer, Place parameters, Place state, const Function& f) {
  using L = typename B::Layer;
  if constexpr (is_residual<L>) {
    using Main = typename L::template MainTopology<typename B::Scalar, typename B::Input>;
    for_each_layer<Main>(layer.layers(), parameters, state, f);
    if constexpr (L::projects) {
      using Skip = typename L::template SkipTopology<typename B::Scalar, typename B::Input>;
      for_each_layer<Skip>(layer.projection(), parameters + Main::parameter_block, state + Main::state_block, f);
    }
  } else {
    f.template operator()<B>(layer, parameters, state);
  }
}

/// The same for all layers of topology `Top`.
template <class Top, class Layers, class Place, class Function>
void for_each_layer(const Layers& layers, Place parameters, Place state, const Function& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit_layer<typename Top::template Layer<I>>(std::get<I>(layers), parameters + Top::parameter_offsets[I],
                                                  state + Top::state_offsets[I], f),
     ...);
  }
  (std::make_index_sequence<Top::size>{});
}

}  // namespace linnet::detail
