// SPDX-License-Identifier: MIT
// Options of evaluate, by designated initializer: training.evaluate(x, y, {.sample_weight = w}). Source: keras.Model.evaluate.
#pragma once

#include <linnet/core/index_view.hpp>
#include <linnet/core/views.hpp>

namespace linnet {

/// Options of evaluate. Initialize members in the order of declaration.
template <class T>
struct EvaluateOptions {
  Index batch_size = 32;         ///< samples at a time
  ArrayView<T> sample_weight{};  ///< (samples): factors of the losses; or (samples, steps)
  IndexView samples{};           ///< indices: only these samples of x and y (none: all)
};

}  // namespace linnet
