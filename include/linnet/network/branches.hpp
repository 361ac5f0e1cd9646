// SPDX-License-Identifier: MIT
// The protocol of a layer that is made of layers: it declares its branches and the merge of their outputs. Code that walks through a
// network uses this protocol, and knows no layer by name.
//
//   merge                        a Merge, static constexpr
//   branches()                   a const std::tuple of branches, each a std::tuple of layers; one without layers passes its input on
//   with_branches(branches...)   the same layer with other branches, for code that rewrites a network
//   BranchInput<In>              the shape that branches see, unless it is that of the layer's input
//
// Parameters and state are those of the branches, in order. Branched (network/branched.hpp) does the rest.
//
// An entry of a list of layers that has `spliced` and a tuple `layers` is replaced by these layers.
#pragma once

#include <linnet/network/topology.hpp>

#include <concepts>
#include <tuple>
#include <type_traits>

namespace linnet {

/// The combination of the outputs of branches.
enum class Merge {
  add,          ///< equal shapes, added from the first to the last
  concatenate,  ///< next to each other along the last axis
};

namespace detail {

template <class L>
concept MadeOfBranches = requires(const L& layer) {
  { L::merge } -> std::convertible_to<Merge>;
  layer.branches();
};

/// The types of the branches of layer L, a tuple of tuples.
template <MadeOfBranches L>
using BranchesOf = std::remove_cvref_t<decltype(std::declval<const L&>().branches())>;

/// A layer whose branches see another shape than its input.
template <class L, class In>
concept HasBranchInput = requires {
  typename L::template BranchInput<In>;
};
template <class L, class In>
struct branch_input {
  using type = In;
};
template <class L, class In>
requires HasBranchInput<L, In>
struct branch_input<L, In> {
  using type = typename L::template BranchInput<In>;
};

/// Topology of branch I of the layer that B binds.
template <class B, std::size_t I>
using BranchTopology = TopologyOf<typename B::Scalar, typename branch_input<typename B::Layer, typename B::Input>::type,
                                  std::tuple_element_t<I, BranchesOf<typename B::Layer>>>;

/// Calls f.template operator()<I>() for each branch of layer L.
template <MadeOfBranches L, class Function>
constexpr void for_each_branch(const Function& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (f.template operator()<I>(), ...); }
  (std::make_index_sequence<std::tuple_size_v<BranchesOf<L>>>{});
}

/// First numbers of branch I in the parameters and in the state of the layer that B binds.
template <class B, std::size_t I>
inline constexpr Index branch_parameters = []<std::size_t... K>(std::index_sequence<K...>) {
  return (Index{0} + ... + BranchTopology<B, K>::parameter_block);
}
(std::make_index_sequence<I>{});
template <class B, std::size_t I>
inline constexpr Index branch_state = []<std::size_t... K>(std::index_sequence<K...>) {
  return (Index{0} + ... + BranchTopology<B, K>::state_block);
}
(std::make_index_sequence<I>{});

/// The lists of tensors of all bound layers of topologies, `of` one of them, one topology after the other.
template <class... Top, class Of>
constexpr auto tensors_of(Of of) {
  using All = decltype(std::tuple_cat(std::declval<typename Top::BoundLayers>()...));
  return []<class... L>(std::tuple<L...>*, Of list) {
    std::array<ParameterInfo, (std::size_t{0} + ... + decltype(list(std::type_identity<L>{})){}.size())> all{};
    std::size_t next = 0;
    [[maybe_unused]] const auto add = [&](const auto& tensors) {
      for (const ParameterInfo& tensor : tensors) all[next++] = tensor;
    };
    (add(list(std::type_identity<L>{})), ...);
    return all;
  }(static_cast<All*>(nullptr), of);
}

template <class Entry>
concept Spliced = requires {
  requires Entry::spliced;
};

/// A list of entries as a flat tuple of layers.
template <class... Entry>
constexpr auto flat(const Entry&... entries) {
  if constexpr ((Spliced<Entry> || ...)) {
    const auto one = []<class E>(const E& entry) {
      if constexpr (Spliced<E>) {
        return std::apply([](const auto&... layer) { return flat(layer...); }, entry.layers);
      } else {
        return std::tuple<E>(entry);
      }
    };
    return std::tuple_cat(one(entries)...);
  } else {
    return std::tuple<Entry...>(entries...);
  }
}

template <bool AnySpliced, class... Entry>
struct flat_types {
  using type = std::tuple<Entry...>;
};
template <class... Entry>
struct flat_types<true, Entry...> {
  using type = decltype(flat(std::declval<const Entry&>()...));
};
template <class... Entry>
using Flat = typename flat_types<(Spliced<Entry> || ...), Entry...>::type;

}  // namespace detail
}  // namespace linnet
