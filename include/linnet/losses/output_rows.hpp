// SPDX-License-Identifier: MIT
// Output and targets of the losses whose sample is a row of several numbers: those of classes, and CosineSimilarity. Losses without
// settings have them as a base; for others GCC would warn of .from_logits = true, which leaves the base out.
#pragma once

#include <linnet/core/shape.hpp>

#include <string_view>

namespace linnet::detail {

/// A loss of a row of two or more numbers, or in a sequence, (steps, numbers), of such a row for each step.
struct OutputRows {
  static constexpr bool each_step = true;
  template <class Output>
  static constexpr bool takes_output = Output::rank <= 2 && last_dim<Output> >= 2;
};

/// The same with distributions over classes as targets.
struct ClassRows : OutputRows {
  static constexpr bool integer_targets = false;
  static constexpr std::string_view target_rule = "targets in [0, 1], in rows of class probabilities that sum to 1";

  template <class T>
  static constexpr bool accepts(T target) {
    return target >= T(0) && target <= T(1);
  }
  /// Returns true if a row of targets may have this sum: 1, within 0.001.
  template <class T>
  static constexpr bool accepts_sum(T sum) {
    return sum >= T(0.999) && sum <= T(1.001);
  }
};

}  // namespace linnet::detail
