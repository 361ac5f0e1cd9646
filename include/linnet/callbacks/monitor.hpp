// SPDX-License-Identifier: MIT
// Monitor: the logged number that a callback follows, and what counts as better. Source: the `monitor` of keras.callbacks.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>

#include <cmath>
#include <limits>

namespace linnet {

/// Which way a monitored number improves.
enum class MonitorMode {
  automatic,  ///< up for accuracies, AUC, precision, recall, F scores, R2, correlations and kappa; down for all else
  min,
  max,
};

namespace detail {

/// True if larger numbers of this name are better.
LINNET_COLD inline bool larger_is_better(std::string_view name, MonitorMode mode) {
  if (mode != MonitorMode::automatic) return mode == MonitorMode::max;
  for (const std::string_view part :
       {"acc", "auc", "precision", "recall", "specificity", "f1", "fbeta", "r2", "correlation", "kappa"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

/// The number called `name` in the logs; throws InvalidInput that lists the names there are.
LINNET_COLD inline double monitored(const char* who, const FitState& state, std::string_view name) {
  std::string known;
  for (const auto& [column, value] : state.logs) {
    if (column == name) return value;
    append(known, text(known.empty() ? "" : ", ", column));
  }
  throw InvalidInput(text(who, ": there is no \"", name, "\" to monitor, only ", known,
                          "; names with val_ need validation_data or validation_split"));
}

/// Follows a number and keeps the best one.
struct Best {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN before the first

  /// True, and remembered, if `current` is better than the best one by more than `min_delta`. A NaN never is.
  bool improves(double current, bool larger, double min_delta) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double before = !std::isnan(value) ? value : larger ? -infinity : infinity;
    const bool better = larger ? current - min_delta > before : current + min_delta < before;
    if (!better) return false;
    value = current;
    return true;
  }
};

}  // namespace detail
}  // namespace linnet
