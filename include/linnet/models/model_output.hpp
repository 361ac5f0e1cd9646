// SPDX-License-Identifier: MIT
// The compiler's knowledge of the numbers that come out of a model: the activation or the layer that made them.
#pragma once

#include <linnet/core/parameter.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet::detail {

/// True if what comes out of layer L is what came in, in another shape or without some of it, or lies between such numbers: Flatten,
/// Reshape, Dropout, pooling.
template <class L>
constexpr bool keeps_range() {
  if constexpr (requires { L::keeps_range; }) {
    return L::keeps_range;
  } else if constexpr (requires { L::inference_placement; }) {
    return L::inference_placement == Placement::alias;
  } else if constexpr (requires { L::placement; }) {
    return L::placement == Placement::alias;
  } else {
    return false;
  }
}

/// The activation of the last of `Layers` (a tuple) that has one, or the layer that the numbers come from. The outputs of a layer made of
/// layers with OutputLayers (a tuple) are those of their last one.
template <class Layers, std::size_t Count = std::tuple_size_v<Layers>>
constexpr auto output_activation() {
  using L = std::tuple_element_t<Count - 1, Layers>;
  constexpr bool says_itself = requires { L::probabilities; };
  if constexpr (Count > 1 && keeps_range<L>()) {
    return output_activation<Layers, Count - 1>();
  } else if constexpr (requires { typename L::OutputLayers; }) {
    return output_activation<typename L::OutputLayers>();
  } else if constexpr (!says_itself && requires(const L& layer) { layer.activation; }) {
    return std::type_identity<std::remove_cvref_t<decltype(std::declval<const L&>().activation)>>{};
  } else {
    return std::type_identity<L>{};
  }
}

}  // namespace linnet::detail
