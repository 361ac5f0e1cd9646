// SPDX-License-Identifier: MIT
// Monitor: the logged number that a callback follows, and the direction in which it improves. Source: the `monitor` of keras.callbacks.
//
// Unlike in Keras, an unknown name is an error instead of a warning, and a NaN is never the best number: Keras takes the first number as
// the best, and if that is NaN, no later number is better.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/math.hpp>

#include <cmath>
#include <limits>

namespace linnet {

/// The direction in which a monitored number improves.
enum class MonitorMode {
  automatic,  ///< like the metric of that name; refuses names that linnet does not know
  min,
  max,
};

namespace detail {

enum class Direction { down, up, unknown };

/// Returns the direction in which the logged number `name` improves. Without the prefix "val_" and a suffix "_1", "_2" it is the name of
/// a metric, or ends in one after a "_": "val_balanced_accuracy_1" rises like accuracy, "sauce" is unknown.
LINNET_COLD inline Direction direction_of(std::string_view name) {
  if (name.starts_with("val_")) name.remove_prefix(4);
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last != name.npos && last > 0 && last + 1 < name.size() && name[last] == '_') name = name.substr(0, last);
  const auto is = [&](std::string_view metric) {
    return name == metric || (name.ends_with(metric) && name[name.size() - metric.size() - 1] == '_');
  };
  for (const std::string_view metric : {"accuracy", "acc", "auc", "precision", "recall", "specificity", "f1", "fbeta", "r2",
                                        "correlation", "kappa", "confusion_matrix"}) {
    if (is(metric)) return Direction::up;
  }
  for (const std::string_view metric : {"loss", "error"}) {
    if (is(metric)) return Direction::down;
  }
  return Direction::unknown;
}

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

/// Follows a number and keeps the best one.
struct Best {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN before the first number

  /// Remembers `current` and returns true if it is the first number, or better than the best one by more than `min_delta`. A NaN
  /// never is.
  bool improves(double current, bool larger, double min_delta) {
    const bool better = std::isnan(value) ? !std::isnan(current)
                        : larger          ? current - min_delta > value
                                          : current + min_delta < value;
    if (better) value = current;
    return better;
  }
};

}  // namespace detail
}  // namespace linnet
