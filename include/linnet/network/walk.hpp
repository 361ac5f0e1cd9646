// SPDX-License-Identifier: MIT
// A walk through the layers of a network in order, including those inside branches, each with its tensors.
#pragma once

#include <linnet/network/branches.hpp>

namespace linnet::detail {

template <class Top, class Layers, class Place, class Function>
void for_each_layer(const Layers& layers, Place parameters, Place state, const Function& f);

/// Calls f.template operator()<B>(layer, parameters, state) for the layer that `B` binds, whose tensors start at `parameters` and
/// `state` (pointers, or offsets in the blocks); for a layer made of branches, for the layers of each branch.
template <class B, class Place, class Function>
void visit_layer(const typename B::Layer& layer, Place parameters, Place state, const Function& f) {
  if constexpr (MadeOfBranches<typename B::Layer>) {
    for_each_branch<typename B::Layer>([&]<std::size_t I>() {
      for_each_layer<BranchTopology<B, I>>(std::get<I>(layer.branches()), parameters + branch_parameters<B, I>,
                                           state + branch_state<B, I>, f);
    });
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
