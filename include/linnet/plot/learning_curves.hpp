// SPDX-License-Identifier: MIT
// Learning curves: loss and metrics over the epochs, of training and validation, as a picture, in a terminal, and as CSV.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/core/display_width.hpp>
#include <linnet/draw/arrange.hpp>
#include <linnet/draw/chart.hpp>
#include <linnet/plot/curve_charts.hpp>

namespace linnet {

namespace detail {

/// Draws one chart of learning curves.
LINNET_COLD inline Svg draw_curves(const std::vector<Series>& series, const std::string& title, double last_epoch,
                                   LegendCorner legend) {
  return draw_chart(series, {.title = title,
                             .x_label = "epoch",
                             .x_range = {1.0, (std::max)(2.0, last_epoch)},
                             .width = 370.0,
                             .height = 300.0,
                             .legend = legend,
                             .whole_x = true});
}

}  // namespace detail

/// Draws a chart for the loss and one for each metric, two in a row: training solid, validation dashed, and a line at the best epoch (of
/// the validation, if there is one; no line for a metric if linnet does not know in which direction it improves). A metric that has the
/// numbers of the loss, as MeanSquaredErrorMetric beside MeanSquaredError, shares its chart. Throws InvalidInput for a History without epochs.
LINNET_COLD inline Svg plot_learning_curves(const History& history) {
  detail::require(history.epochs() > 0, [] { return std::string("plot_learning_curves: the History has no epochs"); });
  const std::vector<double> epochs = detail::epochs_of(history);
  std::vector<Svg> charts;
  for (const auto& [name, title] : detail::curve_charts({{"", history}})) {
    std::vector<Series> series{{"training", epochs, history[name]}};
    if (history.contains("val_" + name)) series.push_back({"validation", epochs, history["val_" + name], {}, "6 3"});
    const auto direction = detail::direction_of(name);
    if (direction != detail::Direction::unknown) {
      const double best = epochs[detail::best_epoch(series.back().y, direction == detail::Direction::up)];
      const auto ys = detail::range_of(series, &Series::y, 0.0);
      series.push_back(
          {detail::text("best epoch: ", best), {best, best}, {ys[0], ys[1]}, std::string(detail::colors::quiet), "2 3"});
    }
    charts.push_back(detail::draw_curves(series, title, epochs.back(), LegendCorner::automatic));
  }
  return arrange(charts, 2);
}

/// Draws the curves of several runs in the same charts: plot_learning_curves({{"SGD", sgd}, {"Adam", adam}}). Each run has a colour, training
/// is solid, validation dashed. Runs may differ in epochs and in metrics. Throws InvalidInput without runs, or for a History without epochs.
LINNET_COLD inline Svg plot_learning_curves(const std::vector<NamedHistory>& runs) {
  detail::require(!runs.empty(), [] { return std::string("plot_learning_curves: there is no History"); });
  const auto color = [](std::size_t run) { return std::string(detail::colors::palette[run % detail::colors::palette.size()]); };
  const std::string dashes = "6 3", ink(detail::colors::ink);
  std::vector<Series> legend;
  double last = 0.0;
  for (const NamedHistory& run : runs) {
    detail::require(run.history.epochs() > 0,
                    [&] { return detail::text("plot_learning_curves: the History of \"", run.name, "\" has no epochs"); });
    last = (std::max)(last, static_cast<double>(run.history.epochs()));
    legend.push_back({run.name, {}, {}, color(legend.size())});
  }
  std::vector<Svg> charts;
  bool validated = false;
  for (const auto& [name, title] : detail::curve_charts(runs)) {
    std::vector<Series> series;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const History& history = runs[i].history;
      const std::vector<double> epochs = detail::epochs_of(history);
      if (history.contains(name)) series.push_back({"", epochs, history[name], color(i)});
      if (!history.contains("val_" + name)) continue;
      series.push_back({"", epochs, history["val_" + name], color(i), dashes});
      validated = true;
    }
    charts.push_back(detail::draw_curves(series, title, last, LegendCorner::none));
  }
  if (validated) {
    legend.push_back({"training", {}, {}, ink});
    legend.push_back({"validation", {}, {}, ink, dashes});
  }
  const Svg all = arrange(charts, 2);
  return arrange({all, detail::legend_strip(legend, all.width())}, 1);
}

/// Returns the curve of column `name` as `width` x `height` characters for a terminal, with its val_ form: * training, o validation.
/// Numbers that are not finite are left out.
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
      if (!math::is_finite(v)) continue;
      low = (std::min)(low, v);
      high = (std::max)(high, v);
    }
  }
  if (!(low <= high)) low = 0.0, high = 1.0;
  if (low == high) high = low + 1.0;
  std::vector<std::string> rows(height, std::string(width, ' '));
  for (const auto& [values, mark] : curves) {
    for (std::size_t x = 0; x < width; ++x) {
      const double at = static_cast<double>(x) * static_cast<double>(values->size() - 1) / static_cast<double>(width - 1);
      const double v = (*values)[static_cast<std::size_t>(std::lround(at))];
      if (!math::is_finite(v)) continue;
      // Halves, because the difference of two numbers may not be finite; large numbers that are all the same have none.
      const double share = high > low ? (high / 2.0 - v / 2.0) / (high / 2.0 - low / 2.0) : 1.0;
      rows[static_cast<std::size_t>(std::lround(share * static_cast<double>(height - 1)))][x] = mark;
    }
  }
  std::string all =
      detail::text(name, ", epochs 1 to ", history.epochs(), curves.size() > 1 ? ": * training, o validation\n" : "\n");
  for (std::size_t y = 0; y < height; ++y) {
    const bool edge = y == 0 || y == height - 1;
    const std::string number = edge ? detail::fixed_within(y == 0 ? high : low, 4, 9) : "";
    all += detail::padding(number, 9) + number + " |" + rows[y] + "\n";
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
