// SPDX-License-Identifier: MIT
// The layers of a model with frozen ones, as a training sees them: which parts of the blocks train, and what replaces a frozen layer.
#pragma once

#include <linnet/layers/not_trainable.hpp>
#include <linnet/models/model_base.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace linnet::detail {

/// The facts about layers of topology `Top` of which some are frozen.
template <class Top, bool... Frozen>
struct FreezePlan {
  static constexpr std::size_t size = Top::size;
  /// Layers that are frozen and have something to freeze.
  static constexpr std::array<bool, size> replaced = []<class... B>(std::tuple<B...>*) {
    return std::array<bool, size>{(Frozen && B::parameter_count + B::state_count > 0)...};
  }(static_cast<typename Top::BoundLayers*>(nullptr));

  /// Numbers of the layers in the blocks.
  static constexpr std::array<Index, size> parameter_slices = []<class... B>(std::tuple<B...>*) {
    return std::array<Index, size>{B::parameter_slice...};
  }(static_cast<typename Top::BoundLayers*>(nullptr));
  static constexpr std::array<Index, size> state_slices = []<class... B>(std::tuple<B...>*) {
    return std::array<Index, size>{B::state_slice...};
  }(static_cast<typename Top::BoundLayers*>(nullptr));

  /// The first layer that training changes; `size` if there is none.
  static constexpr std::size_t first_trained = []<class... B>(std::tuple<B...>*) {
    const std::array<bool, size> trains{B::trains...};
    std::size_t i = 0;
    while (i < size && (replaced[i] || !trains[i])) ++i;
    return i;
  }(static_cast<typename Top::BoundLayers*>(nullptr));

  /// The first layer with numbers of its own in a block; `size` if there is none.
  static constexpr std::size_t first_of(const std::array<Index, size>& slices) {
    std::size_t i = 0;
    while (i < size && (replaced[i] || slices[i] == 0)) ++i;
    return i;
  }
  /// The numbers of layer `i` that lie between those of layers that are not replaced.
  static constexpr Index skipped(const std::array<Index, size>& slices, std::size_t i) {
    bool before = false, behind = false;
    for (std::size_t k = 0; k < size; ++k) (k < i ? before : behind) |= !replaced[k] && slices[k] > 0;
    return replaced[i] && before && behind ? slices[i] : 0;
  }
};

/// True if the state of B::Layer, or of a layer in its branches, follows the batches.
template <class B>
constexpr bool follows_batches() {
  if constexpr (MadeOfBranches<typename B::Layer>) {
    bool any = false;
    for_each_branch<typename B::Layer>([&]<std::size_t I>() {
      any = any || []<class... Inner>(std::tuple<Inner...>*) {
        return (false || ... || follows_batches<Inner>());
      }(static_cast<typename BranchTopology<B, I>::BoundLayers*>(nullptr));
    });
    return any;
  } else {
    return has_statistics<B>;
  }
}

/// Returns what replaces the layer that B binds, whose slices are `parameters` and `state`. In a layer made of branches with statistics
/// each layer of a branch is replaced.
template <class B, bool PassesGradient>
constexpr auto not_trainable(const typename B::Layer& layer, typename B::Scalar* parameters, typename B::Scalar* state) {
  using L = typename B::Layer;
  if constexpr (B::parameter_count + B::state_count == 0) {
    return layer;
  } else if constexpr (MadeOfBranches<L> && follows_batches<B>()) {
    const auto branch = [&]<std::size_t K, std::size_t... I>(std::integral_constant<std::size_t, K>,
                                                             std::index_sequence<I...>) {
      using Top = BranchTopology<B, K>;
      return std::make_tuple(not_trainable<typename Top::template Layer<I>, PassesGradient>(
          std::get<I>(std::get<K>(layer.branches())), parameters + branch_parameters<B, K> + Top::parameter_offsets[I],
          state + branch_state<B, K> + Top::state_offsets[I])...);
    };
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return layer.with_branches(
          branch(std::integral_constant<std::size_t, K>{}, std::make_index_sequence<BranchTopology<B, K>::size>{})...);
    }
    (std::make_index_sequence<std::tuple_size_v<BranchesOf<L>>>{});
  } else {
    return NotTrainable<typename B::Scalar, L, PassesGradient>(layer, parameters, state);
  }
}

/// Returns layer I of a training of `model` whose frozen layers are those of `Plan`.
template <class Plan, std::size_t I, class Model>
constexpr auto training_layer(Model& model) {
  using Top = typename Model::Topology;
  using B = typename Top::template Layer<I>;
  using T = typename Top::Scalar;
  const auto& layer = std::get<I>(model.layers());
  if constexpr (!Plan::replaced[I]) {
    return layer;
  } else {
    constexpr bool passes = I > Plan::first_trained;
    constexpr Index parameters = Plan::skipped(Plan::parameter_slices, I), state = Plan::skipped(Plan::state_slices, I);
    T* const first = model.parameters().data() + Top::parameter_offsets[I];
    T* const first_state = model.state().data() + Top::state_offsets[I];
    const auto replaced = not_trainable<B, passes>(layer, first, first_state);
    if constexpr (parameters + state == 0) {
      return replaced;
    } else if constexpr (MadeOfBranches<typename B::Layer> && follows_batches<B>()) {
      return NotTrainable<T, std::remove_const_t<decltype(replaced)>, passes, parameters, state>(replaced, nullptr, nullptr);
    } else {
      return NotTrainable<T, typename B::Layer, passes, parameters, state>(layer, first, first_state);
    }
  }
}

}  // namespace linnet::detail
