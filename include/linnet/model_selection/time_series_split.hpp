// SPDX-License-Identifier: MIT
// TimeSeriesSplit: splits of samples in the order of time, whose test samples all come after those that train.
// Source: sklearn.model_selection.TimeSeriesSplit.
#pragma once

#include <linnet/model_selection/splits.hpp>

namespace linnet {

/// `n_splits` runs of `test_size` neighbours, the last of which ends with the last sample. Each split trains on all samples before its run,
/// or on the last `max_train_size` of them, without the `gap` samples right in front of it:
///
///   train 0 .. 3          test 4, 5       TimeSeriesSplit{.n_splits = 3}.split(10), with test_size 10 / 4
///   train 0 .. 5          test 6, 7
///   train 0 .. 7          test 8, 9
///
/// For windows, `.gap = windows.overlap()` keeps the rows of test windows away from the windows that train.
struct TimeSeriesSplit {
  Index n_splits = 5;
  Index max_train_size = 0;  ///< 0: all samples before the gap
  Index test_size = 0;       ///< 0: samples / (n_splits + 1)
  Index gap = 0;

  /// Throws InvalidInput if a split would have nothing to train or to test with.
  LINNET_COLD std::vector<Split> split(Index samples) const {
    detail::require(n_splits >= 2,
                    [&] { return detail::text("TimeSeriesSplit: n_splits is ", n_splits, "; it must be at least 2"); });
    detail::require(max_train_size >= 0 && test_size >= 0 && gap >= 0, [&] {
      return detail::text("TimeSeriesSplit: max_train_size is ", max_train_size, ", test_size ", test_size, ", gap ", gap,
                          "; none may be negative");
    });
    detail::require(samples > n_splits, [&] {
      return detail::text("TimeSeriesSplit: ", n_splits, " splits need at least ", n_splits, " + 1 samples, there are ",
                          samples);
    });
    const Index size = test_size > 0 ? test_size : samples / (n_splits + 1);
    // Compares without a product or a sum that might overflow.
    detail::require(size <= (samples - 1) / n_splits && gap < samples - n_splits * size, [&] {
      return detail::text("TimeSeriesSplit: too many splits, ", n_splits, ", for ", samples, " samples with test_size ", size,
                          " and gap ", gap);
    });
    std::vector<Split> splits;
    for (Index test = samples - n_splits * size; test < samples; test += size) {
      const Index end = test - gap;
      splits.push_back(
          {range(max_train_size > 0 && max_train_size < end ? end - max_train_size : 0, end), range(test, test + size)});
    }
    return splits;
  }

 private:
  static std::vector<std::uint32_t> range(Index first, Index end) {
    std::vector<std::uint32_t> all(static_cast<std::size_t>(end - first));
    std::iota(all.begin(), all.end(), static_cast<std::uint32_t>(first));
    return all;
  }
};

}  // namespace linnet
