// SPDX-License-Identifier: MIT
// Refuses, in one sentence, a layer without the passes that a model needs of it.
#pragma once

#include <linnet/network/bound.hpp>

#include <tuple>
#include <utility>

namespace linnet::detail {

/// Refuses a layer that cannot predict. An alias has nothing to do.
template <class B>
constexpr bool check_forward() {
  using Pass = ForwardPass<B, Index>;
  static_assert(
      B::placement == Placement::alias || requires(const typename B::Layer& layer, const Pass& pass) { layer.forward(pass); } ||
          requires(const typename B::Layer& layer, const Pass& pass) { layer.infer(pass); },
      "layer: it has no member `template <class Pass> void forward(const Pass&) const`, which writes its output");
  return true;
}
template <class... B>
constexpr bool check_forward_of(std::tuple<B...>*) {
  return (true && ... && check_forward<B>());
}

/// Refuses a layer through which training passes, from the first one with parameters on or from the input, and that has no gradient.
template <class Top, bool InPlace, bool InputGradient, std::size_t I>
constexpr bool check_backward() {
  using B = typename Top::template Layer<I>;
  if constexpr ((I >= Top::first_trained || InputGradient) && B::placement != Placement::alias) {
    using Pass = BackwardPass<B, (I > Top::first_trained || InputGradient), InPlace>;
    static_assert(
        requires(const typename B::Layer& layer, const Pass& pass) { layer.backward(pass); },
        "layer: it has no member `template <class Pass> void backward(const Pass&) const`, which training needs");
  }
  return true;
}
template <class Top, bool InPlace, bool InputGradient = false>
constexpr bool check_backward_of() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return (true && ... && check_backward<Top, InPlace, InputGradient, I>());
  }
  (std::make_index_sequence<Top::size>{});
}

}  // namespace linnet::detail
