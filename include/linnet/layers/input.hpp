// SPDX-License-Identifier: MIT
// Input: the shape of one sample, and the scalar type that the whole model computes in. The first entry of every model.
#pragma once

#include <linnet/core/shape.hpp>

namespace linnet {

/// Samples of shape (Dims...), channels last, in scalar type T (float or double). `TypedInput<double, 784>` makes a double model.
template <class T, Index... Dims>
struct TypedInput {
  static_assert(sizeof...(Dims) > 0, "Input: give the shape of one sample, for example Input<28, 28>");
  using Scalar = T;
  using Output = Shape<Dims...>;
  static constexpr bool is_input = true;
};

/// Samples of shape (Dims...) in float.
template <Index... Dims>
struct Input : TypedInput<float, Dims...> {};

}  // namespace linnet
