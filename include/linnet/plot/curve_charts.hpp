// SPDX-License-Identifier: MIT
// The charts that show one History, or several runs together: which curve is in which.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/training/history.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace linnet {

/// A History with the name of its run.
struct NamedHistory {
  std::string name;
  History history;
};

namespace detail {

/// Returns the epoch with the best number, counted from 0: the lowest, or the highest if larger is better.
inline std::size_t best_epoch(const std::vector<double>& values, bool larger) {
  return static_cast<std::size_t>(
      (larger ? std::max_element(values.begin(), values.end()) : std::min_element(values.begin(), values.end())) -
      values.begin());
}

/// Returns true if `name` and `other` are the same curve in `history`: a metric may compute what the loss computes, in another order.
inline bool same_curve(const History& history, const std::string& name, const std::string& other) {
  for (const std::string prefix : {"", "val_"}) {
    if (history.contains(prefix + name) != history.contains(prefix + other)) return false;
    if (!history.contains(prefix + name)) continue;
    const bool same = std::equal(history[prefix + name].begin(), history[prefix + name].end(), history[prefix + other].begin(),
                                 history[prefix + other].end(), [](double a, double b) {
                                   return (std::abs)(a - b) <= 1e-5 * (std::max)((std::abs)(a), (std::abs)(b));
                                 });
    if (!same) return false;
  }
  return true;
}

/// A chart of learning curves: its column, and its title.
struct CurveChart {
  std::string column, title;
};

/// Returns the charts that show `runs`: one for each column except the seconds and the val_ forms, which join their training curve. A metric
/// that is the loss in all runs that have it joins its chart.
LINNET_COLD inline std::vector<CurveChart> curve_charts(const std::vector<NamedHistory>& runs) {
  std::vector<std::string> names;
  for (const NamedHistory& run : runs) {
    for (const auto& [name, values] : run.history.columns()) {
      if (name == "seconds" || name.starts_with("val_") || std::find(names.begin(), names.end(), name) != names.end()) continue;
      names.push_back(name);
    }
  }
  std::vector<CurveChart> charts;
  for (const std::string& name : names) {
    const auto loss = std::find_if(charts.begin(), charts.end(), [](const CurveChart& c) { return c.column == "loss"; });
    const bool is_loss = loss != charts.end() && std::all_of(runs.begin(), runs.end(), [&](const NamedHistory& run) {
                           return !run.history.contains(name) || same_curve(run.history, "loss", name);
                         });
    if (is_loss) {
      loss->title += " = " + name;
    } else {
      charts.push_back({name, name});
    }
  }
  return charts;
}

inline std::vector<double> epochs_of(const History& history) {
  std::vector<double> epochs(history.epochs());
  for (std::size_t i = 0; i < epochs.size(); ++i) epochs[i] = static_cast<double>(i + 1);
  return epochs;
}

}  // namespace detail
}  // namespace linnet
