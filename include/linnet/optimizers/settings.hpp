// SPDX-License-Identifier: MIT
// Checks of the settings of optimizers.
#pragma once

#include <linnet/core/math.hpp>

namespace linnet::detail {

constexpr bool is_decay_rate(float beta) { return beta >= 0.0f && beta < 1.0f; }
/// True for a finite number above 0.
constexpr bool is_epsilon(float number) { return number > 0.0f && math::is_finite(number); }

}  // namespace linnet::detail
