// SPDX-License-Identifier: MIT
// Gradients of several batches in one sum: how a backward pass continues them.
#pragma once

#include <linnet/network/branches.hpp>

#include <algorithm>
#include <type_traits>

namespace linnet::detail {

/// How backward treats the gradients that are there. `spare` has room for those of one layer that cannot continue a sum (spare_numbers).
template <class T>
struct Adding {
  bool adds;
  T* spare;
};

/// False if backward overwrites gradients for certain.
template <class Adds>
inline constexpr bool may_add = !std::is_same_v<Adds, std::false_type>;

/// The argument of Engine::backward for the layers inside one whose pass has this `adds`; they have no need of spare memory.
template <class T>
constexpr std::false_type adding_within(std::false_type) {
  return {};
}
template <class T>
constexpr Adding<T> adding_within(bool adds) {
  return {adds, nullptr};
}

/// True if layer B::Layer continues the sums of its gradients, and so do all layers inside it.
template <class B>
constexpr bool adds_gradients() {
  if constexpr (B::parameter_count == 0) {
    return true;
  } else if constexpr (MadeOfBranches<typename B::Layer>) {
    bool all = true;
    for_each_branch<typename B::Layer>([&]<std::size_t I>() {
      [&]<class... L>(std::tuple<L...>*) {
        ((all = all && adds_gradients<L>()), ...);
      }(static_cast<typename BranchTopology<B, I>::BoundLayers*>(nullptr));
    });
    return all;
  } else {
    return requires { requires B::Layer::adds_gradients; };
  }
}

/// The gradients of the largest layer of topology `Top` that overwrites its own; 0 if all continue their sums.
template <class Top>
inline constexpr Index spare_numbers = []<class... B>(std::tuple<B...>*) {
  Index largest = 0;
  ((largest = (std::max)(largest, adds_gradients<B>() ? Index{0} : B::parameter_slice)), ...);
  return largest;
}(static_cast<typename Top::BoundLayers*>(nullptr));

}  // namespace linnet::detail
