// SPDX-License-Identifier: MIT
// Whether a number has improved, on every home of a model: the direction in which it does, and the best one so far.
#pragma once

#include <linnet/config.hpp>

#include <cstddef>
#include <limits>
#include <string_view>

namespace linnet {

/// The direction in which a monitored number improves.
enum class MonitorMode {
  automatic,  ///< like the metric of that name; refuses names that linnet does not know
  min,
  max,
};

namespace detail {

enum class Direction { down, up, unknown };

/// True if `name` begins with `part`, or ends in it. Members of string_view that do the same bring their exceptions into the flash of a target.
constexpr bool begins_with(std::string_view name, std::string_view part) {
  return name.size() >= part.size() && std::string_view(name.data(), part.size()) == part;
}
constexpr bool ends_in(std::string_view name, std::string_view part) {
  return name.size() >= part.size() && std::string_view(name.data() + (name.size() - part.size()), part.size()) == part;
}

/// Returns the direction in which the logged number `name` improves. Without the prefix "val_" and a suffix "_1", "_2" it is the name of
/// a metric, or ends in one after a "_": "val_balanced_accuracy_1" rises like accuracy, "sauce" is unknown.
LINNET_COLD inline Direction direction_of(std::string_view name) {
  if (begins_with(name, "val_")) name.remove_prefix(4);
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last != name.npos && last > 0 && last + 1 < name.size() && name[last] == '_') name.remove_suffix(name.size() - last);
  const auto is = [&](std::string_view metric) {
    return name == metric || (ends_in(name, metric) && name[name.size() - metric.size() - 1] == '_');
  };
  for (const std::string_view metric : {"accuracy", "acc", "auc", "precision", "recall", "specificity", "f1", "fbeta", "r2",
                                        "correlation", "kappa", "confusion_matrix", "exact_match"}) {
    if (is(metric)) return Direction::up;
  }
  for (const std::string_view metric : {"loss", "error"}) {
    if (is(metric)) return Direction::down;
  }
  return Direction::unknown;
}

/// Follows a number and keeps the best one.
struct Best {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN before the first number

  /// Remembers `current` and returns true if it is the first number, or better than the best one by more than `min_delta`. A NaN
  /// never is.
  bool improves(double current, bool larger, double min_delta) {
    const bool better = value != value ? current == current
                        : larger       ? current - min_delta > value
                                       : current + min_delta < value;
    if (better) value = current;
    return better;
  }
};

}  // namespace detail
}  // namespace linnet
