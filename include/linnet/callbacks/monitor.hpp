// SPDX-License-Identifier: MIT
// Monitor: the logged number that a callback follows, and the direction in which it improves. Source: the `monitor` of keras.callbacks.
//
// Unlike in Keras, an unknown name is an error instead of a warning, and a NaN is never the best number: Keras takes the first number as
// the best, and if that is NaN, no later number is better.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/callbacks/improvement.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/math.hpp>

namespace linnet::detail {

/// Returns true if larger numbers of this name are better. Throws InvalidInput if the mode is automatic and the name unknown.
LINNET_COLD inline bool larger_is_better(const char* who, std::string_view name, MonitorMode mode) {
  if (mode != MonitorMode::automatic) return mode == MonitorMode::max;
  const Direction direction = direction_of(name);
  require(direction != Direction::unknown, [&] {
    return text(who, ": whether \"", name,
                "\" should grow or fall is not known; set mode to MonitorMode::max or MonitorMode::min");
  });
  return direction == Direction::up;
}

/// Returns the number called `name` in the logs; throws InvalidInput that lists the existing names.
LINNET_COLD inline double monitored(const char* who, const FitState& state, std::string_view name) {
  std::string known;
  for (const auto& [column, value] : state.logs) {
    if (column == name) return value;
    append(known, text(known.empty() ? "" : ", ", column));
  }
  throw InvalidInput(text(who, ": there is no \"", name, "\" to monitor, only ", known,
                          "; names with val_ need validation_data or validation_split"));
}

/// Throws InvalidInput for settings that make no sense: a number is never better by NaN.
LINNET_COLD inline void require_patience(const char* who, Index patience, double min_delta) {
  require(patience >= 0, [&] { return text(who, ": patience is ", patience, "; it must not be negative"); });
  require(math::is_finite(min_delta), [&] { return text(who, ": min_delta is ", min_delta, "; it must be finite"); });
}

}  // namespace linnet::detail
