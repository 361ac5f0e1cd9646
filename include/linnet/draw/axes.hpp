// SPDX-License-Identifier: MIT
// The axes of charts: ranges, ticks at round numbers, grid, frame and titles.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace linnet {

/// The place of the legend in a chart; `automatic` is the corner in which it hides the least.
enum class LegendCorner { automatic, none, top_left, top_right, bottom_left, bottom_right };

/// The frame of the lines. Empty ranges (low >= high) are computed from the points.
struct ChartOptions {
  std::string title{};
  std::string x_label{};
  std::string y_label{};
  std::array<double, 2> x_range{0.0, 0.0};
  std::array<double, 2> y_range{0.0, 0.0};
  double width = 480.0;
  double height = 340.0;
  LegendCorner legend = LegendCorner::automatic;
  bool whole_x = false;  ///< ticks of the x axis only at whole numbers
};

namespace detail {

/// Returns the step of about `count` ticks over `span`: 1, 2 or 5 times a power of ten.
inline double tick_step(double span, int count) {
  const double raw = span / count, power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power * 1.0001) return factor * power;
  }
  return 10.0 * power;
}

/// Returns the multiples of `step` in `range`. It counts them, because adding a step below the last bit of a number would never end.
LINNET_COLD inline std::vector<double> ticks(const std::array<double, 2>& range, double step) {
  const double first = std::ceil(range[0] / step - 1e-9), more = std::floor(range[1] / step + 1e-9) - first;
  std::vector<double> all;
  for (int k = 0; step > 0.0 && k <= more; ++k) all.push_back((first + k) * step);
  return all;
}

/// Very large and very small ones are 12e33.
LINNET_COLD inline std::string tick_text(double value, double step) {
  if (step >= 1e12 || step < 1e-6) {
    const double power = std::floor(std::log10(step) + 1e-9), count = (std::round)(value / std::pow(10.0, power));
    return count == 0.0 ? "0" : text(fixed(count, 0), "e", static_cast<int>(power));
  }
  const int places = step >= 1.0 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
  return fixed((std::abs)(value) < step * 1e-9 ? 0.0 : value, (std::min)(places, 6));
}

/// The box of a chart, in pixels, and the ranges of numbers that it shows.
struct Axes {
  std::array<double, 2> xs, ys;
  double left, right, top, bottom;

  Axes(const ChartOptions& o, std::array<double, 2> x_range, std::array<double, 2> y_range)
      : xs(checked(x_range)),
        ys(checked(y_range)),
        left((std::max)(62.0, 33.0 + widest(y_range))),
        right(o.width - 16.0),
        top(o.title.empty() ? 16.0 : 38.0),
        bottom(o.height - 48.0) {}

  double x(double number) const { return left + (number - xs[0]) / (xs[1] - xs[0]) * (right - left); }
  double y(double number) const { return bottom - (number - ys[0]) / (ys[1] - ys[0]) * (bottom - top); }
  bool contains(double at_x, double at_y) const { return at_x >= xs[0] && at_x <= xs[1] && at_y >= ys[0] && at_y <= ys[1]; }

  /// The pixel at which bars begin: 0, or the edge that is nearest.
  double base() const { return std::clamp(y(0.0), top, bottom); }

  /// Adds ticks, the two axes and the titles, and, unless something else fills the box, a grid.
  LINNET_COLD void draw(Svg& svg, const ChartOptions& o, bool grid = true) const {
    const double x_step = o.whole_x ? (std::max)(1.0, tick_step(xs[1] - xs[0], 8)) : tick_step(xs[1] - xs[0], 6);
    const double y_step = tick_step(ys[1] - ys[0], 6);
    for (const double at : ticks(xs, x_step)) {
      if (grid) svg.line(x(at), top, x(at), bottom, colors::grid);
      svg.label(x(at), bottom + 17.0, tick_text(at, x_step), 12.0, Anchor::middle);
    }
    for (const double at : ticks(ys, y_step)) {
      if (grid) svg.line(left, y(at), right, y(at), colors::grid);
      svg.label(left - 7.0, y(at) + 4.0, tick_text(at, y_step), 12.0, Anchor::end);
    }
    svg.line(left, bottom, right, bottom, colors::ink);
    svg.line(left, top, left, bottom, colors::ink);
    const double middle = (left + right) / 2.0, room = 2.0 * (o.width - middle) - 8.0;
    svg.label(middle, 24.0, o.title, size_to_fit(o.title, 16.0, room), Anchor::middle);
    svg.label(middle, o.height - 10.0, o.x_label, size_to_fit(o.x_label, 13.0, room), Anchor::middle);
    svg.label(17.0, (top + bottom) / 2.0, o.y_label, size_to_fit(o.y_label, 13.0, o.height - 40.0), Anchor::middle, colors::ink,
              -90.0);
  }

 private:
  LINNET_COLD static const std::array<double, 2>& checked(const std::array<double, 2>& range) {
    require(math::is_finite(range[1] - range[0]), [&] {
      return text("linnet: a chart from ", range[0], " to ", range[1], " has no finite width; draw numbers that are closer");
    });
    return range;
  }
  /// Returns the width of the widest number at the y axis.
  LINNET_COLD static double widest(const std::array<double, 2>& range) {
    const double step = tick_step(range[1] - range[0], 6);
    double width = 0.0;
    for (const double at : ticks(range, step)) width = (std::max)(width, text_width(tick_text(at, step), 12.0));
    return width;
  }
};

}  // namespace detail
}  // namespace linnet
