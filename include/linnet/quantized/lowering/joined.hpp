// SPDX-License-Identifier: MIT
// Layers that int8 computes together: a clamp becomes part of the range of the layer before it, and a convolution takes up the max pool
// behind it.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/quantized/fused.hpp>
#include <linnet/quantized/lowering/rewrite.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace linnet::quantized::lowering {

template <class L>
struct clamp_of {
  using type = void;
};
template <class L>
requires(
    requires(const L& layer) { layer.activation; } && requires { requires L::placement == Placement::in_place; } &&
    linnet::detail::clamps_range<std::remove_cvref_t<decltype(std::declval<const L&>().activation)>>) struct clamp_of<L> {
  using type = std::remove_cvref_t<decltype(std::declval<const L&>().activation)>;
};

template <class L>
inline constexpr bool is_clamp = !std::is_void_v<typename clamp_of<L>::type>;
template <class L>
inline constexpr bool takes_max_pool = requires {
  requires L::takes_max_pool;
};
template <class L>
inline constexpr bool is_max_pool = requires {
  requires L::is_max_pool;
};
/// True if the range of L's output is its own, and L is no alias.
template <class L>
inline constexpr bool has_range = [] {
  if constexpr (requires { L::placement; }) {
    if (L::placement == Placement::alias) return false;
  }
  return linnet::detail::quantized_range<L> == QuantizedRange::own;
}();

/// The layers of a list after neighbours have joined.
template <class... L>
struct JoinedList {
  enum class Role { kept, clamp, pooled, pooled_and_clamped, taken_up };
  static constexpr std::size_t size = sizeof...(L);
  static constexpr auto roles = [] {
    constexpr std::array<bool, size> clamps{is_clamp<L>...}, ranges{has_range<L>...}, poolable{takes_max_pool<L>...},
        pools{is_max_pool<L>...};
    std::array<Role, size> all{};
    for (std::size_t i = 0; i < size;) {
      const bool clamped = i + 1 < size && clamps[i + 1] && ranges[i];
      const std::size_t next = i + (clamped ? 2 : 1);
      const bool pooled = poolable[i] && next < size && pools[next];
      if (pooled) all[i] = clamped ? Role::pooled_and_clamped : Role::pooled;
      if (clamped) all[i + 1] = pooled ? Role::taken_up : Role::clamp;
      if (pooled) all[next] = Role::taken_up;
      i = next + (pooled ? 1 : 0);
    }
    return all;
  }();
  static constexpr std::size_t count = size - static_cast<std::size_t>(std::count(roles.begin(), roles.end(), Role::taken_up));
  static constexpr auto places = [] {
    std::array<std::size_t, count> all{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < size; ++i) {
      if (roles[i] != Role::taken_up) all[n++] = i;
    }
    return all;
  }();

  /// The layer that layer I becomes.
  template <std::size_t I>
  static auto layer(const std::tuple<L...>& layers) {
    const auto& own = std::get<I>(layers);
    constexpr Role role = roles[I];
    if constexpr (role == Role::clamp) {
      using A = std::remove_cvref_t<decltype(own.activation)>;
      return Clamp<A>{own.activation};
    } else if constexpr (role == Role::pooled) {
      return pooled(own, linear{}, std::get<I + 1>(layers));
    } else if constexpr (role == Role::pooled_and_clamped) {
      return pooled(own, std::get<I + 1>(layers).activation, std::get<I + 2>(layers));
    } else {
      return own;
    }
  }
  template <class Convolution, class A, class Pool>
  static Pooled<Convolution, A, Pool> pooled(const Convolution& convolution, const A& activation, const Pool& pool) {
    return {convolution, activation, pool};
  }
};

/// Joins neighbours.
struct Joined {
  template <class L>
  static constexpr bool changes = false;
  template <class Layers>
  auto operator()(const Layers& layers) const {
    return joined(rewrite(layers, *this));
  }

 private:
  template <class... L>
  static auto joined(const std::tuple<L...>& layers) {
    using List = JoinedList<L...>;
    if constexpr (List::roles == std::array<typename List::Role, sizeof...(L)>{}) {  // all are kept
      return layers;
    } else {
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return std::make_tuple(List::template layer<List::places[I]>(layers)...);
      }
      (std::make_index_sequence<List::count>{});
    }
  }
};

}  // namespace linnet::quantized::lowering
