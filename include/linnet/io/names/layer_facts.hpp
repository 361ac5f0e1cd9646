// SPDX-License-Identifier: MIT
// A table of a model's layers for files with weights: the code that reads and writes files is compiled once a
// program, and not once a model. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/names/torch_form.hpp>
#include <linnet/network/branches.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace linnet::detail {

/// A layer as files see it.
struct LayerFacts {
  std::string_view name{};
  std::span<const Index> in{}, out{};
  std::span<const ParameterInfo> parameters{}, state{};  ///< none for a layer made of branches, whose layers come before it
  Index first_parameter = 0, first_state = 0;            ///< where its slices begin in the blocks
  std::span<const TorchTensor> torch{};
  std::size_t modules = 1;  ///< of PyTorch; a layer that states nothing is one module whose tensors have no names
  bool branched = false;    ///< made of branches
  bool inside = false;      ///< a layer of a branch
  bool reshapes = false;    ///< only the shape changes
  bool reorders = false;    ///< it reshapes, and PyTorch, whose channels come first, has the numbers behind it in another order
  bool same_shape = false;
  bool channels_first = false, channels_last = false;  ///< the order that its module of PyTorch wants
};

/// True if a tensor that layer B::Layer states has as many letters as axes, two of the window at most.
template <class B>
constexpr bool torch_axes_fit() {
  bool fit = true;
  const auto look = [&](std::span<const ParameterInfo> tensors, const TorchTensor& there) {
    for (const ParameterInfo& info : tensors) {
      if (info.name == there.ours) fit = fit && there.axes.size() == static_cast<std::size_t>(info.rank);
    }
  };
  for (const TorchTensor& there : B::Layer::torch) {
    look(B::parameters, there);
    look(B::state, there);
    std::size_t window = 0;
    for (const char axis : there.axes) window += axis != 'I' && axis != 'O' && !is_index(axis);
    fit = fit && window <= 2;
  }
  return fit;
}

/// The facts of the layer that `B` binds.
template <class B>
constexpr LayerFacts facts_of(Index parameters, Index state, bool inside) {
  using L = typename B::Layer;
  LayerFacts facts;
  facts.name = L::name;
  facts.in = B::Input::dims;
  facts.out = B::Output::dims;
  facts.inside = inside;
  facts.same_shape = std::is_same_v<typename B::Input, typename B::Output>;
  facts.reshapes = B::placement == Placement::alias && !facts.same_shape;
  if (facts.reshapes && !facts.in.empty()) facts.reorders = facts.in.back() > 1 && B::Input::size > facts.in.back();
  if constexpr (requires { L::torch_order; }) {
    facts.channels_first = L::torch_order == TorchOrder::channels_first;
    facts.channels_last = L::torch_order == TorchOrder::channels_last;
  }
  if constexpr (MadeOfBranches<L>) {
    facts.branched = true;
  } else {
    facts.parameters = B::parameters;
    facts.state = B::state;
    facts.first_parameter = parameters;
    facts.first_state = state;
    if constexpr (requires { L::torch; }) {
      static_assert(torch_axes_fit<B>(), "layer: torch needs a letter for each axis of a tensor: I, O, and two others at most");
      facts.torch = L::torch;
      facts.modules = 0;
      for (const TorchTensor& tensor : L::torch) {
        facts.modules = (std::max)(facts.modules, static_cast<std::size_t>(tensor.module) + 1);
      }
    }
  }
  return facts;
}

/// Writes the facts of topology `Top` to `to`, unless it is null, and returns their number.
template <class Top>
constexpr std::size_t add_facts(LayerFacts* to, Index parameters, Index state, bool inside) {
  std::size_t count = 0;
  const auto add = [&]<class B>(B*, Index p, Index s) {
    if constexpr (MadeOfBranches<typename B::Layer>) {
      for_each_branch<typename B::Layer>([&]<std::size_t I>() {
        count += add_facts<BranchTopology<B, I>>(to ? to + count : nullptr, p + branch_parameters<B, I>, s + branch_state<B, I>,
                                                 true);
      });
      if (inside) return;
    }
    if (to) to[count] = facts_of<B>(p, s, inside);
    ++count;
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(static_cast<typename Top::template Layer<I>*>(nullptr), parameters + Top::parameter_offsets[I],
         state + Top::state_offsets[I]),
     ...);
  }
  (std::make_index_sequence<Top::size>{});
  return count;
}

/// The layers of topology `Top`, those in branches before the layer that is made of them.
template <class Top>
inline constexpr auto layer_facts = [] {
  std::array<LayerFacts, add_facts<Top>(nullptr, 0, 0, false)> all{};
  add_facts<Top>(all.data(), 0, 0, false);
  return all;
}();

}  // namespace linnet::detail
