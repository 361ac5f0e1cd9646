// SPDX-License-Identifier: MIT
// Networks whose input is indices instead of numbers: their first layer looks them up. Such a layer states
//
//   vocabulary              static constexpr Index: the inputs are the integers 0 .. vocabulary - 1
#pragma once

#include <linnet/core/parameter.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace linnet::detail {

template <class L>
concept LooksUp = requires {
  { L::vocabulary } -> std::convertible_to<Index>;
};

/// True if layer L gives its input another shape and nothing else.
template <class L>
inline constexpr bool only_reshapes = requires {
  L::placement;
}
&&[] {
  if constexpr (requires { L::placement; }) {
    return L::placement == Placement::alias;
  } else {
    return false;
  }
}();

/// The vocabulary of a network of `Layers`, a tuple: the smallest of the layers that see its input; 0 if it takes numbers. Layers are seen
/// in branches and behind a Reshape, and where they are frozen.
template <class Layers, std::size_t I = 0>
constexpr Index vocabulary_of() {
  if constexpr (I >= std::tuple_size_v<Layers>) {
    return 0;
  } else {
    using L = std::tuple_element_t<I, Layers>;
    if constexpr (LooksUp<L>) {
      return L::vocabulary;
    } else if constexpr (only_reshapes<L>) {
      return vocabulary_of<Layers, I + 1>();
    } else if constexpr (requires(const L& layer) { layer.branches(); }) {
      return []<class... List>(std::type_identity<std::tuple<List...>>) {
        Index smallest = 0;
        for (const Index one : {vocabulary_of<List>()...})
          smallest = smallest == 0 || (one > 0 && one < smallest) ? one : smallest;
        return smallest;
      }(std::type_identity<std::remove_cvref_t<decltype(std::declval<const L&>().branches())>>{});
    } else if constexpr (requires(const L& layer) { layer.layers(); }) {
      return vocabulary_of<std::remove_cvref_t<decltype(std::declval<const L&>().layers())>>();
    } else {
      return 0;
    }
  }
}

}  // namespace linnet::detail
