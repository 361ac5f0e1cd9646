// SPDX-License-Identifier: MIT
// Learning curves: loss and metrics over the epochs, of training and validation, as a picture, in a terminal, and as CSV.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/plot/chart.hpp>
#include <linnet/training/history.hpp>

namespace linnet {

namespace detail {

/// Returns the epoch with the best number, counted from 0: the lowest, or the highest if larger is better.
inline std::size_t best_epoch(const std::vector<double>& values, bool larger) {
  return static_cast<std::size_t>(
      (larger ? std::max_element(values.begin(), values.end()) : std::min_element(values.begin(), values.end())) -
      values.begin());
}

/// Returns the columns with a curve: all except the seconds and the val_ forms, which join their training curve.
inline std::vector<std::string> curve_names(const History& history) {
  std::vector<std::string> names;
  for (const auto& [name, values] : history.columns()) {
    if (name != "seconds" && name.rfind("val_", 0) != 0) names.push_back(name);
  }
  return names;
}

}  // namespace detail

/// Draws a chart for the loss and one for each metric, side by side: training solid, validation dashed, and a line at the best epoch (of
/// the validation, if there is one; no line for a metric if linnet does not know in which direction it improves). Throws InvalidInput for a
/// History without epochs.
LINNET_COLD inline Svg plot_learning_curves(const History& history) {
  detail::require(history.epochs() > 0, [] { return std::string("plot_learning_curves: the History has no epochs"); });
  const std::vector<std::string> names = detail::curve_names(history);
  constexpr double width = 430.0, height = 320.0;
  Svg all(width * static_cast<double>(names.size()), height);
  std::vector<double> epochs(history.epochs());
  for (std::size_t i = 0; i < epochs.size(); ++i) epochs[i] = static_cast<double>(i + 1);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::string& name = names[k];
    const bool validated = history.contains("val_" + name);
    std::vector<Series> series{{"training", epochs, history[name], std::string(detail::palette[0]), {}}};
    if (validated) series.push_back({"validation", epochs, history["val_" + name], std::string(detail::palette[1]), "6 3"});
    const std::vector<double>& judged = series.back().y;
    const auto direction = detail::direction_of(name);
    const bool larger = direction != detail::Direction::down;
    const auto ys = detail::range_of(series, &Series::y, 0.05);
    if (direction != detail::Direction::unknown) {
      const double best = epochs[detail::best_epoch(judged, larger)];
      series.push_back({detail::text("best epoch: ", best), {best, best}, {ys[0], ys[1]}, "#888888", "2 3"});
    }
    all.place(draw_chart(series, {.title = name,
                                  .x_label = "epoch",
                                  .x_range = {1.0, (std::max)(2.0, epochs.back())},
                                  .y_range = ys,
                                  .width = width,
                                  .height = height,
                                  .legend = larger ? LegendCorner::bottom_right : LegendCorner::top_right,
                                  .whole_x = true}),
              width * static_cast<double>(k), 0.0);
  }
  return all;
}

/// Returns the curve of column `name` as `width` x `height` characters for a terminal, with its val_ form: * training, o validation.
LINNET_COLD inline std::string learning_curve_text(const History& history, std::string_view name = "loss",
                                                   std::size_t width = 64, std::size_t height = 12) {
  detail::require(history.epochs() > 0 && width >= 2 && height >= 2,
                  [] { return std::string("learning_curve_text: the History has no epochs, or the size is below 2 x 2"); });
  const std::string validation = "val_" + std::string(name);
  std::vector<std::pair<const std::vector<double>*, char>> curves{{&history[name], '*'}};
  if (history.contains(validation)) curves.emplace_back(&history[validation], 'o');
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& [values, mark] : curves) {
    for (const double v : *values) {
      low = (std::min)(low, v);
      high = (std::max)(high, v);
    }
  }
  if (!(high > low)) high = low + 1.0;
  std::vector<std::string> rows(height, std::string(width, ' '));
  for (const auto& [values, mark] : curves) {
    for (std::size_t x = 0; x < width; ++x) {
      const double at = static_cast<double>(x) * static_cast<double>(values->size() - 1) / static_cast<double>(width - 1);
      const double v = (*values)[static_cast<std::size_t>(std::lround(at))];
      const double share = (high - v) / (high - low);
      rows[static_cast<std::size_t>(std::lround(share * static_cast<double>(height - 1)))][x] = mark;
    }
  }
  std::string all =
      detail::text(name, ", epochs 1 to ", history.epochs(), curves.size() > 1 ? ": * training, o validation\n" : "\n");
  for (std::size_t y = 0; y < height; ++y) {
    char edge[16] = "          ";
    if (y == 0) std::snprintf(edge, sizeof edge, "%9.4f ", high);
    if (y == height - 1) std::snprintf(edge, sizeof edge, "%9.4f ", low);
    all += std::string(edge) + "|" + rows[y] + "\n";
  }
  return all + std::string(10, ' ') + "+" + std::string(width, '-') + "\n";
}

/// Writes the History as CSV: epoch (counted from 1), then its columns. Throws std::runtime_error with the path and the reason.
LINNET_COLD inline void write_csv(const History& history, const std::string& path) {
  std::string table = "epoch";
  for (const auto& [name, values] : history.columns()) table += ',' + name;
  table += '\n';
  for (std::size_t i = 0; i < history.epochs(); ++i) {
    table += std::to_string(i + 1);
    for (const auto& [name, values] : history.columns()) (table += ',') += detail::shortest(values[i]);
    table += '\n';
  }
  detail::write_text(path, table);
}

}  // namespace linnet
