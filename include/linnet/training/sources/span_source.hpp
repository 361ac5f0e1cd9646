// SPDX-License-Identifier: MIT
// SpanSource: batches of arrays on every home of a model, without a heap: slices, or samples that are gathered in a given order.
#pragma once

#include <linnet/core/integers.hpp>
#include <linnet/training/batch.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// One pass over x (samples, InputSize) and y (samples, Width), `batch_size` samples at a time. Numbers of another type than the step's are
/// converted batch by batch.
template <class T, class Target, class X, class Y, Index InputSize, Index Width>
struct LINNET_OWN_CODE SpanSource {
  static constexpr bool converts_x = !std::is_same_v<X, T>;
  static constexpr bool converts = !std::is_same_v<Y, Target>;

  std::span<const X> x;
  std::span<const Y> y;
  Index batch_size;
  std::span<const std::uint32_t> order;  ///< empty: the samples in their places
  T* x_gathered;                         ///< (batch_size, InputSize), if there is an order or another type
  Target* y_gathered;                    ///< (batch_size, Width), if there is an order or another type
  Index first = 0;                       ///< place in the order of the next batch's first sample

  SampleBatch<T, Target> next() {
    const Index n = (std::min)(batch_size, static_cast<Index>(x.size()) / InputSize - first);
    if (n <= 0) return {};
    SampleBatch<T, Target> batch{x_gathered, y_gathered, nullptr, n};
    if (!order.empty()) {
      for (Index i = 0; i < n; ++i) {
        const Index sample = order[static_cast<std::size_t>(first + i)];
        convert(x.data() + sample * InputSize, InputSize, x_gathered + i * InputSize);
        convert(y.data() + sample * Width, Width, y_gathered + i * Width);
      }
    } else {
      batch.x = in_place(x.data() + first * InputSize, n * InputSize, x_gathered);
      batch.targets = in_place(y.data() + first * Width, n * Width, y_gathered);
    }
    first += n;
    return batch;
  }

  /// The numbers where they are, or, if they are of another type, at `to`.
  template <class From, class To>
  static const To* in_place(const From* from, Index count, To* to) {
    if constexpr (std::is_same_v<From, To>) {
      return from;
    } else {
      convert(from, count, to);
      return to;
    }
  }
};

}  // namespace linnet::detail
