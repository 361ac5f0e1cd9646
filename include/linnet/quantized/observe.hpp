// SPDX-License-Identifier: MIT
// A walk of float numbers through lowered layers that shows the output of each one, in memory whose size the compiler knows.
#pragma once

#include <linnet/quantized/network.hpp>
#include <linnet/quantized/observe_memory.hpp>

#include <algorithm>
#include <span>

namespace linnet::quantized {

/// Computes the output y of the layer that B binds for x (n, Input).
template <class B, class Samples>
LINNET_COLD LINNET_OWN_CODE void run_float(const typename B::Layer& layer, const float* x, float* y, Samples n,
                                           const float* parameters, const float* state, float* scratch) {
  const ForwardPass<B, Samples> pass{n, x, y, parameters, state, nullptr, scratch, nullptr, false};
  if constexpr (requires { layer.infer(pass); }) {
    layer.infer(pass);
  } else {
    layer.forward(pass);
  }
}

template <class A>
void apply(const A& activation, float* y, Index count) {
  if constexpr (!std::is_same_v<A, linear>) {
    for (Index i = 0; i < count; ++i) y[i] = activation(y[i]);
  }
}

template <class B, class Samples, class Seen>
LINNET_COLD void observe_branches(const typename B::Layer& layer, const float* x, float* y, Samples n, const float* parameters,
                                  const float* state, float* memory, std::size_t& record, const Seen& seen);

/// Runs all layers of topology `Top` on x (n, Input), an Index or OneSample, and returns the output: in `memory` (observe_numbers), or x if
/// no layer computes. Calls seen(record, numbers) with the output of each layer that has a record, in the order of the records; activations
/// that a layer applies by its range are applied before. For a layer with a max pool these are the numbers that it pools, whose range it
/// has; then comes seen.pooled(record, numbers), if there is one, with its output.
template <class Top, class Layers, class Samples, class Seen>
LINNET_COLD const float* observe(const Layers& layers, const float* x, Samples n, const float* parameters, const float* state,
                                 float* memory, std::size_t& record, const Seen& seen) {
  const Index region = observe_regions<Top>(n).region;
  float* next = memory;  // regions take turns
  float* other = memory + region;
  float* const extra = memory + 2 * region;
  const float* numbers = x;
  const auto one = [&]<std::size_t I>() {
    using B = typename Top::template Layer<I>;
    using L = typename B::Layer;
    const L& layer = std::get<I>(layers);
    const float* const p = parameters + Top::parameter_offsets[I];
    const float* const s = state + Top::state_offsets[I];
    const auto view = [&](const float* from, Index size) { return std::span(from, static_cast<std::size_t>(n * size)); };
    if constexpr (is_alias<B>) {
      return;  // a clamp has been applied
    } else if constexpr (is_pooled_layer<L>) {
      using Convolution = PooledConvolution<B>;
      constexpr Index size = Convolution::Output::size;
      run_float<Convolution>(layer.convolution, numbers, next, n, p, s, extra);
      apply(layer.activation, next, n * size);
      seen(record, view(next, size));
      run_float<PooledPool<B>>(layer.pool, next, other, n, p, s, extra);
      numbers = other;
      if constexpr (requires { seen.pooled(record, view(numbers, size)); }) seen.pooled(record, view(numbers, B::Output::size));
      ++record;
    } else {
      if constexpr (linnet::detail::MadeOfBranches<L>) {
        observe_branches<B>(layer, numbers, next, n, p, s, extra, record, seen);
      } else {
        run_float<B>(layer, numbers, next, n, p, s, extra);
      }
      if constexpr (I + 1 < Top::size) {
        if constexpr (is_clamp_layer<typename Top::template Layer<I + 1>::Layer>) {
          apply(std::get<I + 1>(layers).activation, next, n * B::Output::size);
        }
      }
      numbers = next;
      std::swap(next, other);
      seen(record++, view(numbers, B::Output::size));
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (one.template operator()<I>(), ...); }
  (std::make_index_sequence<Top::size>{});
  return numbers;
}

/// The same for the branches of the layer that B binds, and y, their merge.
template <class B, class Samples, class Seen>
LINNET_COLD void observe_branches(const typename B::Layer& layer, const float* x, float* y, Samples n, const float* parameters,
                                  const float* state, float* memory, std::size_t& record, const Seen& seen) {
  using L = typename B::Layer;
  Index first = 0;
  linnet::detail::for_each_branch<L>([&]<std::size_t I>() {
    using Top = linnet::detail::BranchTopology<B, I>;
    const float* const end =
        observe<Top>(std::get<I>(layer.branches()), x, n, parameters + linnet::detail::branch_parameters<B, I>,
                     state + linnet::detail::branch_state<B, I>, memory, record, seen);
    if constexpr (L::merge == Merge::add) {
      for (Index i = 0; i < n * B::Output::size; ++i) y[i] = I == 0 ? end[i] : y[i] + end[i];
    } else {
      constexpr Index width = last_dim<typename Top::Output>, all = last_dim<typename B::Output>;
      for (Index row = 0; row < n * (B::Output::size / all); ++row) {
        std::copy_n(end + row * width, width, y + row * all + first);
      }
      first += width;
    }
  });
}

}  // namespace linnet::quantized
