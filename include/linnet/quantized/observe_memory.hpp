// SPDX-License-Identifier: MIT
// The memory that a walk of float numbers through lowered layers needs (quantized/observe.hpp), known to the compiler.
#pragma once

#include <linnet/network/branches.hpp>
#include <linnet/quantized/fused.hpp>

#include <algorithm>

namespace linnet::quantized {

template <class L>
inline constexpr bool is_clamp_layer = requires {
  requires L::clamps;
};
template <class L>
inline constexpr bool is_pooled_layer = requires {
  requires L::pools;
};

/// The convolution and the pool of a layer with a max pool, bound to their shapes.
template <class B>
using PooledConvolution =
    Bound<float, std::remove_cvref_t<decltype(std::declval<typename B::Layer>().convolution)>, typename B::Input>;
template <class B>
using PooledPool =
    Bound<float, std::remove_cvref_t<decltype(std::declval<typename B::Layer>().pool)>, typename PooledConvolution<B>::Output>;

/// Returns the numbers of working memory that the layer that B binds needs for n samples.
template <class B>
constexpr Index scratch_numbers(Index n) {
  constexpr LayerMemory memory = B::memory;
  return aligned<float>((std::max)(memory.scratch + memory.scratch_per_sample * n,
                                   memory.inference_scratch + memory.inference_scratch_per_sample * n));
}

template <class Top>
constexpr Index observe_numbers(Index n);

/// The numbers of one of two regions, in which the outputs of the layers of topology `Top` take turns, and of what a layer needs besides.
template <class Top>
constexpr auto observe_regions(Index n) {
  struct {
    Index region = 0, extra = 0;
  } most;
  const auto add = [&]<class B>(std::type_identity<B>) {
    const auto raise = [&](Index region, Index extra) {
      most.region = (std::max)(most.region, aligned<float>(region * n));
      most.extra = (std::max)(most.extra, extra);
    };
    if constexpr (linnet::detail::MadeOfBranches<typename B::Layer>) {
      linnet::detail::for_each_branch<typename B::Layer>(
          [&]<std::size_t I>() { raise(B::Output::size, observe_numbers<linnet::detail::BranchTopology<B, I>>(n)); });
    } else if constexpr (is_pooled_layer<typename B::Layer>) {
      raise(PooledConvolution<B>::Output::size, scratch_numbers<PooledConvolution<B>>(n));
      raise(B::Output::size, scratch_numbers<PooledPool<B>>(n));
    } else {
      raise(B::Output::size, scratch_numbers<B>(n));
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (add(std::type_identity<typename Top::template Layer<I>>{}), ...); }
  (std::make_index_sequence<Top::size>{});
  return most;
}

/// Returns the numbers of memory that observe needs for n samples.
template <class Top>
constexpr Index observe_numbers(Index n) {
  const auto r = observe_regions<Top>(n);
  return 2 * r.region + r.extra;
}

}  // namespace linnet::quantized
