// SPDX-License-Identifier: MIT
// Returned by calls of a StaticTraining that are refused: errors in one sentence, which do not name the layers of the model.
#pragma once

#include <linnet/core/anything.hpp>

namespace linnet::detail {

template <class T>
struct RefusedStaticFit {
  static_assert(
      sizeof(T) == 0,
      "fit: fit(x, y, {...}, after) takes x of the model's numbers and y, each one block (for a pointer: "
      "std::span(pointer, count)), the options .epochs, .batch_size and .shuffle, in this order, and after(epoch, results), "
      "which returns false to end");
};

/// Of evaluate and of single batches.
template <class T>
struct RefusedStaticData {
  static_assert(sizeof(T) == 0,
                "linnet: data is one block of numbers: a std::span, a C array, a std::array, a tensor or a row-major matrix; "
                "for a pointer write std::span(pointer, count); x and sample_weight are of the model's type");
};

}  // namespace linnet::detail
