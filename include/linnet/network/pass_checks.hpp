// SPDX-License-Identifier: MIT
// The passes that a model needs of its layers: one that cannot predict is refused in a sentence, one that cannot train is found.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/network/branches.hpp>

#include <tuple>
#include <type_traits>

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

/// The first layer through which training passes, from the first one with parameters on or from the input, and that has no gradient, as a
/// std::type_identity; of void if all have one.
template <class Top, bool InputGradient = false, std::size_t I = 0>
constexpr auto layer_without_backward();

/// The same within the branches of a layer.
template <class B, bool InputGradient, std::size_t J = 0>
constexpr auto branch_without_backward() {
  if constexpr (J == std::tuple_size_v<BranchesOf<typename B::Layer>>) {
    return std::type_identity<void>{};
  } else {
    constexpr auto found = layer_without_backward<BranchTopology<B, J>, InputGradient>();
    if constexpr (std::is_void_v<typename decltype(found)::type>) {
      return branch_without_backward<B, InputGradient, J + 1>();
    } else {
      return found;
    }
  }
}

template <class Top, bool InputGradient, std::size_t I>
constexpr auto layer_without_backward() {
  if constexpr (I == Top::size) {
    return std::type_identity<void>{};
  } else {
    using B = typename Top::template Layer<I>;
    using L = typename B::Layer;
    constexpr bool input_gradient = I > Top::first_trained || InputGradient;
    constexpr auto found = [] {
      if constexpr ((I < Top::first_trained && !InputGradient) || B::placement == Placement::alias) {
        return std::type_identity<void>{};
      } else if constexpr (MadeOfBranches<L>) {
        return branch_without_backward<B, input_gradient>();
      } else {
        using Pass = BackwardPass<B, input_gradient, false>;
        return std::type_identity < std::conditional_t < requires(const L& layer, const Pass& pass) { layer.backward(pass); }
        , void, L >> {};
      }
    }();
    if constexpr (std::is_void_v<typename decltype(found)::type>) {
      return layer_without_backward<Top, InputGradient, I + 1>();
    } else {
      return found;
    }
  }
}

}  // namespace linnet::detail
