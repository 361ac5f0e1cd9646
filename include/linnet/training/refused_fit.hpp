// SPDX-License-Identifier: MIT
// Returned by calls of fit and evaluate that are refused: errors in one sentence.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/training/history.hpp>

namespace linnet::detail {

/// Of arrays, with an option of a name that no other word resembles (options/fit_words.hpp has those).
template <class T>
struct RefusedOption : History {
  static_assert(
      sizeof(T) == 0,
      "fit: no such option; fit(x, y, {...}) has .epochs, .batch_size, .validation_split, .validation_data, .shuffle, "
      ".seed, .class_weight, .sample_weight, .callbacks, .samples, .validation_samples, .verbose, in this order");
};

/// Of batches, or of nothing.
template <class T>
struct RefusedBatchOption : History {
  static_assert(sizeof(T) == 0,
                "fit: neither fit(x, y, {...}) nor fit(batches, {...}), which has .epochs, .steps_per_epoch, .validation_data, "
                ".seed, .class_weight, .callbacks, .verbose, in this order");
};

template <class T>
struct RefusedEvaluateOption {
  static_assert(sizeof(T) == 0,
                "evaluate: its arguments are evaluate(x, y), evaluate(x, y, batch_size), evaluate(x, y, {...}), which has "
                ".batch_size, .sample_weight, .samples, in this order, or, with the indices of samples, "
                "evaluate(x, y, samples, batch_size)");
};

}  // namespace linnet::detail
