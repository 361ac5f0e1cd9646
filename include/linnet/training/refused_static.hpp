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
      "which returns false to end, or other callbacks");
};

/// Of fit and evaluate with samples and targets in one argument.
template <class T>
struct RefusedStaticDataset {
  static_assert(
      sizeof(T) == 0,
      "linnet: x and y are two arguments here, fit(x, y, {...}) and evaluate(x, y), each one block of numbers; windows over "
      "a series and datasets are for the fit of a Sequential: copy the windows to an array, or train batch by batch");
};

/// Of evaluate and of single batches; with `indices`, of a model that takes them.
template <class T, bool indices>
struct RefusedStaticData {
  static_assert(indices,
                "linnet: data is one block of numbers: a std::span, a C array, a std::array, a tensor or a row-major matrix; "
                "for a pointer write std::span(pointer, count); x and sample_weight are of the model's type");
  static_assert(!indices,
                "linnet: this model takes indices, its first layer is an Embedding; x is one block of integers, for example a "
                "std::span<const std::int32_t>");
};

}  // namespace linnet::detail
