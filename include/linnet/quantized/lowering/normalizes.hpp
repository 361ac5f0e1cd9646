// SPDX-License-Identifier: MIT
// A Normalization in front of the layers of an int8 model: it is applied to real input, before that becomes int8.
#pragma once

#include <linnet/network/bound.hpp>

#include <tuple>

namespace linnet::quantized {

/// True if the first of a list of layers is a Normalization, which a quantised model applies to real input.
template <class Layers>
inline constexpr bool normalizes = false;
template <class First, class... Rest>
inline constexpr bool normalizes<std::tuple<First, Rest...>> = requires {
  requires First::normalizes_input;
};

/// True if only layers that give their input another shape precede a Normalization.
template <class Layers>
inline constexpr bool normalizes_reshaped = false;
template <class First, class... Rest>
requires requires { requires First::placement == Placement::alias; }
inline constexpr bool normalizes_reshaped<std::tuple<First, Rest...>> =
    normalizes<std::tuple<Rest...>> || normalizes_reshaped<std::tuple<Rest...>>;

template <class Layers>
constexpr bool normalizes_in_front() {
  static_assert(
      !normalizes_reshaped<Layers>,
      "quantize: int8 has too few bits for numbers that are not normalised yet; put the Normalization in front of the "
      "Flatten or the Reshape, or give Input the shape that they make");
  return true;
}

/// The same list without its first layer.
template <class... L>
auto without_first(const std::tuple<L...>& layers) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return std::make_tuple(std::get<I + 1>(layers)...); }
  (std::make_index_sequence<sizeof...(L) - 1>{});
}

}  // namespace linnet::quantized
