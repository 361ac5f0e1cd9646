// SPDX-License-Identifier: MIT
// Branch: one of the lists of layers in Add and Concatenate. Block: a list of layers as one entry of another.
#pragma once

#include <linnet/network/branches.hpp>

#include <string_view>

namespace linnet {

/// One branch of an Add or a Concatenate; without layers it passes its input on: Add{Branch{Conv2D<...>{}, ...}, Branch{}}.
template <class... L>
struct Branch {
  detail::Flat<L...> layers;
  explicit(false) constexpr Branch(L... entries) : layers(detail::flat(entries...)) {}

  static constexpr std::string_view cpp_name = "linnet::Branch";
  constexpr const auto& cpp_entries() const { return layers; }
};

/// A list of layers as one entry of a model, a branch, or another Block, so that a network is written block by block:
///
///   auto separable = [] { return Block{DepthwiseConv2D<3>{}, BatchNormalization{}, Activation{relu{}}}; };
///   Sequential model{Input<32, 32, 3>{}, separable(), separable(), Flatten{}, Dense<10, softmax>{}};
///
/// It costs nothing: its layers replace it. The model is the same as with the layers written one by one, with the same numbers, names,
/// files and memory, and `parameter<I>` counts them one by one.
template <class... L>
struct Block {
  static_assert(sizeof...(L) > 0, "Block: name at least one layer");
  static constexpr bool spliced = true;
  std::tuple<L...> layers;
  explicit(false) constexpr Block(L... entries) : layers(std::move(entries)...) {}
};

namespace detail {

template <class Entry>
struct branch_layers {
  using type = std::tuple<>;
  static_assert(sizeof(Entry) == 0, "Add, Concatenate: every entry must be a Branch{...} of layers");
};
template <class... L>
struct branch_layers<Branch<L...>> {
  using type = Flat<L...>;
};
/// The tuple of the layers of a Branch, and the Branch of a tuple.
template <class Entry>
using BranchLayers = typename branch_layers<Entry>::type;

template <class Layers>
struct branch_of;
template <class... L>
struct branch_of<std::tuple<L...>> {
  using type = Branch<L...>;
};
template <class Layers>
using BranchOf = typename branch_of<Layers>::type;

/// A tuple of lists of layers as a tuple of Branches.
template <class... Layers>
constexpr auto as_branches(const std::tuple<Layers...>& lists) {
  const auto branch = [](const auto&... layer) { return Branch<std::remove_cvref_t<decltype(layer)>...>(layer...); };
  return std::apply([&](const Layers&... list) { return std::tuple<BranchOf<Layers>...>(std::apply(branch, list)...); }, lists);
}

}  // namespace detail
}  // namespace linnet
