// SPDX-License-Identifier: MIT
// The compiler's knowledge of the numbers that come out of a model, and whether a loss can take them.
#pragma once

#include <linnet/core/parameter.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/training/metric_names.hpp>

#include <tuple>
#include <type_traits>

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

/// The activation of the last of `Layers` (a tuple) that has one, or the layer that the numbers come from.
template <class Layers, std::size_t Count = std::tuple_size_v<Layers>>
constexpr auto output_activation() {
  using L = std::tuple_element_t<Count - 1, Layers>;
  constexpr bool says_itself = requires { L::probabilities; };
  if constexpr (Count > 1 && keeps_range<L>()) {
    return output_activation<Layers, Count - 1>();
  } else if constexpr (!says_itself && requires(const L& layer) { layer.activation; }) {
    return std::type_identity<std::remove_cvref_t<decltype(std::declval<const L&>().activation)>>{};
  } else {
    return std::type_identity<L>{};
  }
}

/// Why loss L does not take what comes out of A.
template <class L, class A>
inline constexpr auto wrong_activation = [] {
  FixedText<L::name.size() + A::name.size() + 128> text;
  text.append("compile: ");
  text.append(L::name);
  text.append(" takes probabilities, and the model ends in ");
  text.append(A::name);
  text.append("; end it in ");
  if constexpr (requires { requires L::template fuses_with<softmax>; }) {
    text.append("softmax");
  } else if constexpr (requires { requires L::template fuses_with<sigmoid>; }) {
    text.append("sigmoid");
  } else {
    text.append("softmax or sigmoid");
  }
  text.append(", or say {.from_logits = true}");
  return text;
}();

/// Returns nullptr if `loss` can take what comes out of the layers `Layers`, otherwise the reason. A loss with a member from_logits takes
/// probabilities, or else logits; activations and layers that do not say what they give are trusted.
template <class Layers, class L>
constexpr const char* output_problem(const L& loss) {
  using A = typename decltype(output_activation<Layers>())::type;
  if constexpr (requires { loss.from_logits, A::probabilities; }) {
    if constexpr (A::probabilities) {
      if (loss.from_logits) return "compile: from_logits = true, but the model ends in softmax or sigmoid; drop one of the two";
    } else {
      if (!loss.from_logits) return wrong_activation<L, A>.characters.data();
    }
  }
  return nullptr;
}

}  // namespace linnet::detail
