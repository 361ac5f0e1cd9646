// SPDX-License-Identifier: MIT
// copy_weights: the numbers of the first layers of one model for another that begins with the same layers.
// Source: layer.set_weights(other.get_weights()) of Keras.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/models/model_base.hpp>
#include <linnet/models/transfer/layer_place.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace linnet {

namespace detail {

/// The number of first layers that `place` means: a count, all but the last ones if it is negative, or all up to a name, which is included.
template <class Top>
constexpr LayerRange first_at(const LayerPlace& place) {
  LayerRange range = layers_at<Top>(place);
  if (!place.named() && place.position < 0) return {0, range.first, Top::size};
  range.first = 0;
  return range;
}

/// True if the first `Count` layers of two topologies have tensors of the same shapes, in the same places.
template <class A, class B, std::size_t Count>
constexpr bool same_tensors() {
  if constexpr (!std::is_same_v<typename A::Scalar, typename B::Scalar> || A::size < Count || B::size < Count) {
    return false;
  } else {
    const auto same = [](const auto& a, const auto& b) {
      if (a.size() != b.size()) return false;
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].rank != b[i].rank || a[i].dims != b[i].dims) return false;
      }
      return true;
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (true && ... &&
              (same(A::template Layer<I>::parameters, B::template Layer<I>::parameters) &&
               same(A::template Layer<I>::state, B::template Layer<I>::state)));
    }
    (std::make_index_sequence<Count>{});
  }
}

/// Numbers of the first `Count` layers in a block.
template <std::size_t Count, std::size_t N>
constexpr std::size_t numbers_of_first(const std::array<Index, N>& offsets, Index block) {
  return static_cast<std::size_t>(Count < N ? offsets[Count < N ? Count : 0] : block);
}

}  // namespace detail

/// Copies parameters and state of the first layers of `from` to those of `to`; each is a Sequential, StaticSequential or (`from`)
/// FrozenSequential, and may go on with other layers. `First` is a count, negative for all layers of `from` but the last ones, or the name
/// in summary() of the last layer that is copied: copy_weights<-1>(digits, letters), copy_weights<"flatten">(digits, letters).
template <LayerPlace First, class From, class To>
void copy_weights(const From& from, To& to) {
  using Top = typename From::Topology;
  using Other = typename To::Topology;
  constexpr detail::LayerRange range = detail::first_at<Top>(First);
  static_assert(range.named,
                "copy_weights: no layer of the first model has this name; summary() prints the names, and layers in branches "
                "do not count");
  static_assert(
      !range.named || range.valid(),
      "copy_weights: the count is from 1 to the number of layers of the first model, or negative for all but that many");
  if constexpr (range.valid()) {
    constexpr std::size_t count = range.last;
    static_assert(detail::same_tensors<Top, Other, count>(),
                  "copy_weights: the two models must begin with these layers, of the same sizes; after a layer of another size "
                  "copy fewer");
    constexpr std::size_t parameters = detail::numbers_of_first<count>(Top::parameter_offsets, Top::parameter_block);
    constexpr std::size_t state = detail::numbers_of_first<count>(Top::state_offsets, Top::state_block);
    const bool constructed = (parameters == 0 || (from.parameters().data() != nullptr && to.parameters().data() != nullptr)) &&
                             (state == 0 || (from.state().data() != nullptr && to.state().data() != nullptr));
    detail::expect(constructed,
                   "copy_weights: a model has no parameters: it was moved from, or is used before it is constructed");
    std::copy_n(from.parameters().data(), parameters, to.parameters().data());
    std::copy_n(from.state().data(), state, to.state().data());
  }
}

}  // namespace linnet
