// SPDX-License-Identifier: MIT
// SpanSource: batches of arrays on every home of a model, without a heap: slices, or samples that are gathered in a given order.
#pragma once

#include <linnet/training/batch.hpp>

#include <algorithm>
#include <cstdint>
#include <span>

namespace linnet::detail {

/// One pass over x (samples, InputSize) and y (samples, Width), `batch_size` samples at a time.
template <class T, class Target, Index InputSize, Index Width>
struct LINNET_OWN_CODE SpanSource {
  std::span<const T> x;
  std::span<const Target> y;
  Index batch_size;
  std::span<const std::uint32_t> order;  ///< empty: the samples in their places
  T* x_gathered;                         ///< (batch_size, InputSize), if there is an order
  Target* y_gathered;                    ///< (batch_size, Width), if there is an order
  Index first = 0;                       ///< place in the order of the next batch's first sample

  Batch<T, Target> next() {
    const Index n = (std::min)(batch_size, static_cast<Index>(x.size()) / InputSize - first);
    if (n <= 0) return {};
    Batch<T, Target> batch{x.data() + first * InputSize, y.data() + first * Width, nullptr, n};
    if (!order.empty()) {
      for (Index i = 0; i < n; ++i) {
        const Index sample = order[static_cast<std::size_t>(first + i)];
        std::copy_n(x.data() + sample * InputSize, InputSize, x_gathered + i * InputSize);
        std::copy_n(y.data() + sample * Width, Width, y_gathered + i * Width);
      }
      batch.x = x_gathered;
      batch.targets = y_gathered;
    }
    first += n;
    return batch;
  }
};

}  // namespace linnet::detail
