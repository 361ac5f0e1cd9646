// SPDX-License-Identifier: MIT
// What the settings of optimizers are checked for.
#pragma once

#include <linnet/core/math.hpp>

namespace linnet::detail {

constexpr bool is_decay_rate(float beta) { return beta >= 0.0f && beta < 1.0f; }
/// A number above 0 that is finite.
constexpr bool is_epsilon(float number) { return number > 0.0f && math::is_finite(number); }

}  // namespace linnet::detail
