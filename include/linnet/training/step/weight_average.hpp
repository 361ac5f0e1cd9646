// SPDX-License-Identifier: MIT
// The moving average of the parameters of a training. Source: keras.optimizers.Optimizer with use_ema.
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>

#include <algorithm>
#include <cstdint>

namespace linnet::detail {

/// An optimizer that can keep such an average, in its last slot.
template <class O>
concept Averages = requires(const O& optimizer) {
  optimizer.use_ema;
  optimizer.ema_momentum;
  optimizer.ema_overwrite_frequency;
};

/// Replaces the `size` parameters by their average, but for those of frozen layers, which have none.
template <class O, class T>
void take_average(const T* average, T* parameters, Index size) {
  for_each_moved<O>(0, size, [&](Index first, Index end) { std::copy_n(average + first, end - first, parameters + first); });
}

/// Follows `size` parameters after step number `step`, counted from 1: average = momentum * average + (1 - momentum) * parameters; after the
/// first step it is the parameters. Every ema_overwrite_frequency steps these become the average.
template <class O, class T>
void follow(const O& optimizer, T* average, T* parameters, Index size, std::uint64_t step) {
  const T keep = step == 1 ? T(0) : static_cast<T>(optimizer.ema_momentum), take = T(1) - keep;
  for_each_moved<O>(0, size, [&](Index first, Index end) {
    kernels::for_each_packet<T>(end - first, [&]<class V>(Index k) {
      const Index i = first + k;
      const V w = simd::mul(simd::set<V>(take), simd::load<V>(parameters + i));
      simd::store(average + i, simd::fma(simd::set<V>(keep), simd::load<V>(average + i), w));
    });
  });
  const auto every = static_cast<std::uint64_t>(optimizer.ema_overwrite_frequency);
  if (every > 0 && step % every == 0) take_average<O>(average, parameters, size);
}

}  // namespace linnet::detail
