// SPDX-License-Identifier: MIT
// The layers and the numbers of a network in which layers take up the channel-wise affine ones behind them: the work of
// fold_batch_normalization (which has the formula) and of quantize.
#pragma once

#include <linnet/network/branches.hpp>

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet::detail {

/// True if layer I of a tuple takes up the one behind it: it sums linearly over the last axis of its kernel, and the other one states what
/// it does to a channel in inference (`affine`).
template <std::size_t I, class Layers>
constexpr bool folds() {
  if constexpr (I + 1 < std::tuple_size_v<Layers>) {
    return requires(const std::tuple_element_t<I, Layers>& layer) { layer.with_bias(); }
    &&requires { requires std::tuple_element_t<I + 1, Layers>::is_affine; };
  }
  return false;
}

/// True if a layer of a tuple takes up the one behind it, or has branches, in which one may.
template <class Layers>
constexpr bool folds_any() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return ((folds<I, Layers>() || MadeOfBranches<std::tuple_element_t<I, Layers>>) || ...);
  }
  (std::make_index_sequence<std::tuple_size_v<Layers>>{});
}

/// The layers from I on, folded, those within branches too.
template <std::size_t I = 0, class Layers>
auto fold_layers(const Layers& layers) {
  if constexpr (I == std::tuple_size_v<Layers>) {
    return std::tuple<>{};
  } else if constexpr (I == 0 && !folds_any<Layers>()) {
    return layers;
  } else if constexpr (folds<I, Layers>()) {
    return std::tuple_cat(std::make_tuple(std::get<I>(layers).with_bias()), fold_layers<I + 2>(layers));
  } else {
    const auto folded = [&] {
      const auto& layer = std::get<I>(layers);
      if constexpr (MadeOfBranches<std::tuple_element_t<I, Layers>>) {
        return std::apply([&](const auto&... branch) { return layer.with_branches(fold_layers(branch)...); }, layer.branches());
      } else {
        return layer;
      }
    }();
    return std::tuple_cat(std::make_tuple(folded), fold_layers<I + 1>(layers));
  }
}

/// Parameters and state of a list of layers, const or not.
template <class T>
struct Blocks {
  T* parameters;
  T* state;
};

/// The numbers of one layer (From) and the affine one behind it (Norm), as the folded layer (To) has them.
template <class From, class Norm, class To, class N, class T>
void fold_layer(const N& norm, Blocks<const T> from, Blocks<const T> norm_from, T* to) {
  constexpr std::size_t bias = To::parameters.size() - 1, kernel = bias - 1;
  constexpr Index outputs = To::parameters[bias].size();
  for (std::size_t i = 0; i < From::parameters.size(); ++i) {
    std::copy_n(from.parameters + From::parameter_offset(i), From::parameters[i].size(), to + To::parameter_offset(i));
  }
  T* b = to + To::parameter_offset(bias);
  if (From::parameters.size() == kernel + 1) std::fill_n(b, outputs, T(0));
  for (Index j = 0; j < outputs; ++j) {
    const auto [mean, scale, shift] = norm.template affine<Norm>(norm_from.parameters, norm_from.state, j);
    T* k = to + To::parameter_offset(kernel) + j;
    for (Index i = 0; i < To::parameters[kernel].size(); i += outputs) k[i] *= scale;
    b[j] = (b[j] - mean) * scale + shift;
  }
}

/// The numbers of the layers from I on, as the folded layers from J on have them.
template <class From, class To, std::size_t I = 0, std::size_t J = 0, class Layers, class T>
void fold_numbers(const Layers& layers, Blocks<const T> from, Blocks<T> to) {
  const auto at = []<class U>(Blocks<U> b, Index parameter, Index state) {
    return Blocks<U>{b.parameters + parameter, b.state + state};
  };
  if constexpr (I == 0 && std::is_same_v<From, To>) {
    std::copy_n(from.parameters, From::parameter_block, to.parameters);
    std::copy_n(from.state, From::state_block, to.state);
  } else if constexpr (I < From::size) {
    using Old = typename From::template Layer<I>;
    using New = typename To::template Layer<J>;
    const auto old = at(from, From::parameter_offsets[I], From::state_offsets[I]);
    const auto folded = at(to, To::parameter_offsets[J], To::state_offsets[J]);
    if constexpr (folds<I, Layers>()) {
      fold_layer<Old, typename From::template Layer<I + 1>, New>(
          std::get<I + 1>(layers), old, at(from, From::parameter_offsets[I + 1], From::state_offsets[I + 1]),
          folded.parameters);
      fold_numbers<From, To, I + 2, J + 1>(layers, from, to);
    } else {
      if constexpr (MadeOfBranches<typename Old::Layer>) {
        for_each_branch<typename Old::Layer>([&]<std::size_t K>() {
          fold_numbers<BranchTopology<Old, K>, BranchTopology<New, K>>(
              std::get<K>(std::get<I>(layers).branches()), at(old, branch_parameters<Old, K>, branch_state<Old, K>),
              at(folded, branch_parameters<New, K>, branch_state<New, K>));
        });
      } else {
        std::copy_n(old.parameters, Old::parameter_slice, folded.parameters);
        std::copy_n(old.state, Old::state_slice, folded.state);
      }
      fold_numbers<From, To, I + 1, J + 1>(layers, from, to);
    }
  }
}

}  // namespace linnet::detail
