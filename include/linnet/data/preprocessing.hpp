// SPDX-License-Identifier: MIT
// Small steps before training: pixels to [0, 1], one_hot, shuffle. scalers.hpp has the steps that learn from data.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/random.hpp>
#include <linnet/core/tensor.hpp>

#include <algorithm>
#include <cstdint>

namespace linnet {

/// Returns pixels from 0 to 255 as numbers from 0 to 1, in the same shape: pixel / 255.
template <class T = float, int Rank>
Tensor<Rank, T> scale_pixels(const Tensor<Rank, std::uint8_t>& pixels) {
  Tensor<Rank, T> scaled(pixels.dimensions());
  for (Index i = 0; i < pixels.size(); ++i) scaled.data()[i] = static_cast<T>(pixels.data()[i]) / T(255);
  return scaled;
}

/// Returns class indices (samples) as rows (samples, classes) of zeros with a 1 at the class. Source: keras.utils.to_categorical.
/// Throws InvalidInput for a label outside 0 .. classes - 1.
template <class T = float>
Tensor<2, T> one_hot(const Labels& labels, Index classes) {
  detail::require(classes >= 1, [&] { return detail::text("one_hot: expected at least 1 class, found ", classes); });
  Tensor<2, T> rows(labels.size(), classes);
  rows.setZero();
  for (Index i = 0; i < labels.size(); ++i) {
    detail::require(labels(i) >= 0 && labels(i) < classes, [&] {
      return detail::text("one_hot: expected labels from 0 to ", classes - 1, ", found ", labels(i), " at sample ", i);
    });
    rows(i, labels(i)) = T(1);
  }
  return rows;
}

/// Shuffles the samples (first axis) of x and y in place, in the same random order: same seed, same order, on every machine. All orders
/// are equally likely. Throws InvalidInput if x and y have different numbers of samples, or more than 2^32 - 1.
template <int Rank, class T, int TargetRank, class Target>
void shuffle(Tensor<Rank, T>& x, Tensor<TargetRank, Target>& y, std::uint64_t seed) {
  const Index samples = x.dimension(0);
  detail::require(samples == y.dimension(0),
                  [&] { return detail::text("shuffle: x has ", samples, " samples, y has ", y.dimension(0)); });
  constexpr std::uint32_t most = (Random::max)();  // Random::below takes a bound of 32 bits
  detail::require(static_cast<std::uint64_t>(samples) <= most,
                  [&] { return detail::text("shuffle: expected at most ", most, " samples, found ", samples); });
  const auto swap_samples = [samples](auto& tensor, Index a, Index b) {
    const Index numbers = tensor.size() / samples;
    std::swap_ranges(tensor.data() + a * numbers, tensor.data() + (a + 1) * numbers, tensor.data() + b * numbers);
  };
  Random random(seed);
  for (Index i = samples - 1; i > 0; --i) {  // the same order as that of Random::shuffle
    const Index other = static_cast<Index>(random.below(static_cast<std::uint32_t>(i + 1)));
    if (other == i) continue;  // ranges that swap must not overlap
    swap_samples(x, i, other);
    swap_samples(y, i, other);
  }
}

}  // namespace linnet
