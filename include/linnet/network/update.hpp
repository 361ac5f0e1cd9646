// SPDX-License-Identifier: MIT
// What an optimizer is handed, once a step: flat blocks of the same length.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/shape.hpp>

#include <array>

namespace linnet {

/// One update of `size` parameters. `slot[k]` is a block of the optimizer's own (its moments), 0 before the first step.
template <class T>
struct LINNET_OWN_CODE Update {
  Index size;
  T* LINNET_RESTRICT parameters;
  const T* LINNET_RESTRICT gradients;
  std::array<T*, 2> slot;
  T learning_rate;
};

namespace detail {

/// True if optimizer O makes its step within backward, in the place of an update.
template <class O>
inline constexpr bool trains_in_place = false;
template <class O>
requires(O::in_place) inline constexpr bool trains_in_place<O> = true;

}  // namespace detail

/// Added to moments in each step: they decay to this instead of to denormal numbers, which are many times slower.
template <class T>
inline constexpr T moment_floor = T(1e-33);

}  // namespace linnet
