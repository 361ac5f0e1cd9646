// SPDX-License-Identifier: MIT
// Batch: the samples of one step, made by a source and used by a step.
#pragma once

#include <linnet/core/shape.hpp>

namespace linnet {

/// Views of `n` samples, valid until the source makes its next batch.
template <class T, class Target>
struct SampleBatch {
  const T* x = nullptr;             ///< (n, Input)
  const Target* targets = nullptr;  ///< (n, target_width)
  const T* weights = nullptr;       ///< (n): factors of the samples' losses; null: 1 each
  Index n = 0;                      ///< 0: the epoch is over
};

/// The same where weights may be those of steps.
template <class T, class Target>
struct Batch : SampleBatch<T, Target> {
  bool step_weights = false;  ///< weights are (n, rows): a factor for each row's loss
};

}  // namespace linnet
