// SPDX-License-Identifier: MIT
// SpanSource: batches of arrays on every home of a model, without a heap: slices, or samples that are gathered in a given order.
#pragma once

#include <linnet/training/batch.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// One pass over x (samples, InputSize) and y (samples, Width), `batch_size` samples at a time. Numbers y of another type than the step's
/// targets are converted batch by batch.
template <class T, class Target, class Y, Index InputSize, Index Width>
struct LINNET_OWN_CODE SpanSource {
  static constexpr bool converts = !std::is_same_v<Y, Target>;

  std::span<const T> x;
  std::span<const Y> y;
  Index batch_size;
  std::span<const std::uint32_t> order;  ///< empty: the samples in their places
  T* x_gathered;                         ///< (batch_size, InputSize), if there is an order
  Target* y_gathered;                    ///< (batch_size, Width), if there is an order or another type
  Index first = 0;                       ///< place in the order of the next batch's first sample

  Batch<T, Target> next() {
    const Index n = (std::min)(batch_size, static_cast<Index>(x.size()) / InputSize - first);
    if (n <= 0) return {};
    Batch<T, Target> batch{x.data() + first * InputSize, nullptr, nullptr, n};
    if constexpr (!converts) batch.targets = y.data() + first * Width;
    if (!order.empty()) {
      for (Index i = 0; i < n; ++i) {
        const Index sample = order[static_cast<std::size_t>(first + i)];
        std::copy_n(x.data() + sample * InputSize, InputSize, x_gathered + i * InputSize);
        copy_targets(y.data() + sample * Width, Width, y_gathered + i * Width);
      }
      batch.x = x_gathered;
      batch.targets = y_gathered;
    } else if constexpr (converts) {
      copy_targets(y.data() + first * Width, n * Width, y_gathered);
      batch.targets = y_gathered;
    }
    first += n;
    return batch;
  }

  static void copy_targets(const Y* from, Index count, Target* to) {
    std::transform(from, from + count, to, [](Y number) { return static_cast<Target>(number); });
  }
};

}  // namespace linnet::detail
