// SPDX-License-Identifier: MIT
// Dataset: samples with their targets and weights, as one argument.
#pragma once

#include <linnet/core/sample_view.hpp>
#include <linnet/core/views.hpp>

namespace linnet {

/// Samples, their targets and, if they are weighted, a factor of each sample's loss: views of named data that must outlive them, or the data
/// itself if it was a temporary.
template <class T>
struct Dataset {
  SampleView<T> x;
  TargetView y;
  ArrayView<T> sample_weight{};  ///< (samples), or (samples, steps); empty: 1 each
};

}  // namespace linnet
