// SPDX-License-Identifier: MIT
// Passes over a list of layers, with branches, that replace single layers: what inference does not do goes, and layers that int8 computes
// in steps are taken apart.
#pragma once

#include <linnet/network/branches.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace linnet::quantized::lowering {

/// Returns the elements of tuples as one tuple. std::tuple_cat does the same with a step for each tuple, which takes longer to compile.
template <class... T>
auto concatenated(const std::tuple<T...>& tuples) {
  struct Place {
    std::size_t tuple, element;
  };
  constexpr auto places = [] {
    std::array<Place, (std::tuple_size_v<T> + ... + 0)> all{};
    std::size_t count = 0, tuple = 0;
    const auto add = [&](std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) all[count++] = {tuple, i};
      ++tuple;
    };
    (add(std::tuple_size_v<T>), ...);
    return all;
  }();
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::make_tuple(std::get<places[I].element>(std::get<places[I].tuple>(tuples))...);
  }
  (std::make_index_sequence<places.size()>{});
}

/// Returns a tuple of layers in which pass.rewritten(layer), a tuple, replaces each layer that `Pass` changes, and the branches of layers
/// made of branches are pass(branch).
template <class Pass, class... L>
auto rewrite(const std::tuple<L...>& layers, const Pass& pass) {
  if constexpr (!((linnet::detail::MadeOfBranches<L> || Pass::template changes<L>) || ...)) {
    return layers;
  } else {
    // `by` is a parameter: otherwise Clang looks for `rewritten` in a pass that changes no layer and has none.
    const auto one = [&]<class Layer, class P>(const Layer& layer, const P& by) {
      if constexpr (linnet::detail::MadeOfBranches<Layer>) {
        static_assert(
            !linnet::detail::HasBranchInput<Layer, Shape<1, 1>>,
            "quantize: TimeDistributed has no int8 form; Dense, Activation and BatchNormalization need no TimeDistributed");
        return std::make_tuple(
            std::apply([&](const auto&... branch) { return layer.with_branches(pass(branch)...); }, layer.branches()));
      } else if constexpr (P::template changes<Layer>) {
        return by.rewritten(layer);
      } else {
        return std::tuple<Layer>(layer);
      }
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return concatenated(std::make_tuple(one(std::get<I>(layers), pass)...));
    }
    (std::index_sequence_for<L...>{});
  }
}

/// Removes what inference does not do.
struct WithoutDropout {
  template <class L>
  static constexpr bool changes = [] {
    if constexpr (requires { L::inference_placement; }) {
      return L::inference_placement == Placement::alias;
    } else {
      return false;
    }
  }();
  template <class L>
  std::tuple<> rewritten(const L&) const {
    return {};
  }
  template <class Layers>
  auto operator()(const Layers& layers) const {
    return rewrite(layers, *this);
  }
};

/// Takes layers apart: int8_parts.
struct InParts {
  template <class L>
  static constexpr bool changes = requires(const L& layer) {
    layer.int8_parts();
  };
  template <class L>
  auto rewritten(const L& layer) const {
    return (*this)(layer.int8_parts());
  }
  template <class Layers>
  auto operator()(const Layers& layers) const {
    return rewrite(layers, *this);
  }
};

}  // namespace linnet::quantized::lowering
