// SPDX-License-Identifier: MIT
// A walk through the layers of a model in their order, those inside a Residual too, each with its tensors.
#pragma once

#include <linnet/models/residual.hpp>

namespace linnet::detail {

/// Calls f.template operator()<B>(layer, parameters, state) for each layer of topology `Top`: B is what binds it, its tensors start at
/// `parameters` and `state`. Of a Residual these are its layers, then those of its projection.
template <class Top, class Layers, class T, class Function>
void for_each_layer(const Layers& layers, T* parameters, T* state, const Function& f) {
  const auto visit = [&f]<class B>(const auto& layer, T* p, T* s, B*) {
    using L = typename B::Layer;
    if constexpr (is_residual<L>) {
      using Main = typename L::template MainTopology<typename B::Scalar, typename B::Input>;
      for_each_layer<Main>(layer.layers(), p, s, f);
      if constexpr (L::projects) {
        using Skip = typename L::template SkipTopology<typename B::Scalar, typename B::Input>;
        for_each_layer<Skip>(layer.projection(), p + Main::parameter_block, s + Main::state_block, f);
      }
    } else {
      f.template operator()<B>(layer, p, s);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit(std::get<I>(layers), parameters + Top::parameter_offsets[I], state + Top::state_offsets[I],
           static_cast<typename Top::template Layer<I>*>(nullptr)),
     ...);
  }
  (std::make_index_sequence<Top::size>{});
}

}  // namespace linnet::detail
