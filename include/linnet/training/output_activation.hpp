// SPDX-License-Identifier: MIT
// Whether a loss can take the numbers that come out of a model.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/models/model_output.hpp>
#include <linnet/training/metric_names.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet::detail {

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
  if constexpr (!requires { L::takes_probabilities; }) text.append(", or say {.from_logits = true}");
  return text;
}();

template <class Layers, class L>
constexpr const char* output_problem(const L& loss);

/// The same for the losses of heads, each of what comes out of its branch; of as many branches as there are heads.
template <class... H, class... Branches>
constexpr const char* heads_problem(const std::tuple<H...>& heads, std::type_identity<std::tuple<Branches...>>) {
  const char* found = nullptr;
  if constexpr (sizeof...(H) == sizeof...(Branches)) {
    const auto look = [&]<class Layers>(const auto& head, std::type_identity<Layers>) {
      if constexpr (std::tuple_size_v < Layers >> 0) {
        if (!found) found = output_problem<Layers>(head.loss);
      }
    };
    std::apply([&](const H&... head) { (look(head, std::type_identity<Branches>{}), ...); }, heads);
  }
  return found;
}

/// Returns nullptr if `loss` can take what comes out of the layers `Layers`, otherwise the reason. A loss with a member from_logits takes
/// probabilities, or else logits, one with takes_probabilities only these; activations and layers that do not say what they give are trusted.
template <class Layers, class L>
constexpr const char* output_problem(const L& loss) {
  using A = typename decltype(output_activation<Layers>())::type;
  using Last = std::tuple_element_t<std::tuple_size_v<Layers> - 1, Layers>;
  if constexpr (requires(const Last& last) { loss.heads, last.branches(); }) {
    return heads_problem(loss.heads,
                         std::type_identity<std::remove_cvref_t<decltype(std::declval<const Last&>().branches())>>{});
  } else if constexpr (requires { loss.from_logits, A::probabilities; }) {
    if constexpr (A::probabilities) {
      if (loss.from_logits) return "compile: from_logits = true, but the model ends in softmax or sigmoid; drop one of the two";
    } else {
      if (!loss.from_logits) return wrong_activation<L, A>.characters.data();
    }
  } else if constexpr (requires {
                         requires L::takes_probabilities;
                         requires !A::probabilities;
                       }) {
    return wrong_activation<L, A>.characters.data();
  }
  return nullptr;
}

}  // namespace linnet::detail
