// SPDX-License-Identifier: MIT
// draw_chart: lines over two axes with a grid, ticks at round numbers, a title and a legend. All curves use it.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/core/math.hpp>
#include <linnet/plot/svg.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace linnet {

/// One line of a chart. Points that are not finite, or beyond the ranges, interrupt it.
struct Series {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  std::string color{};   ///< empty: the next colour of the palette
  std::string dashes{};  ///< as in SVG's stroke-dasharray; empty: a solid line
};

/// The place of the legend in a chart.
enum class LegendCorner { none, top_left, top_right, bottom_left, bottom_right };

/// The frame of the lines. Empty ranges (low >= high) are computed from the points.
struct ChartOptions {
  std::string title{};
  std::string x_label{};
  std::string y_label{};
  std::array<double, 2> x_range{0.0, 0.0};
  std::array<double, 2> y_range{0.0, 0.0};
  double width = 480.0;
  double height = 340.0;
  LegendCorner legend = LegendCorner::top_right;
  bool whole_x = false;  ///< ticks of the x axis only at whole numbers
};

namespace detail {

/// Colours that remain distinct in print and for most colour-blind readers (Okabe and Ito, 2008), then repeated.
inline constexpr std::array<std::string_view, 10> palette{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
                                                          "#56b4e9", "#7f4f24", "#6a3d9a", "#b2a300", "#555555"};

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

LINNET_COLD inline std::string tick_text(double value, double step) {
  const int places = step >= 1.0 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
  return fixed((std::abs)(value) < step * 1e-9 ? 0.0 : value, (std::min)(places, 6));
}

/// Returns the lowest and highest finite number, slightly apart.
inline std::array<double, 2> range_of(const std::vector<Series>& series, std::vector<double> Series::*axis, double margin) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Series& s : series) {
    for (const double v : s.*axis) {
      if (!math::is_finite(v)) continue;
      low = (std::min)(low, v);
      high = (std::max)(high, v);
    }
  }
  if (!(low <= high)) return {0.0, 1.0};
  const double room = high > low ? (high - low) * margin : (high == 0.0 ? 1.0 : (std::abs)(high)*0.1);
  return {low - room, high + room};
}

/// Adds the legend of `series` inside a corner of the chart at (x, y).
LINNET_COLD inline void draw_legend(Svg& svg, const std::vector<Series>& series, LegendCorner corner, double x, double y) {
  std::size_t longest = 0;
  for (const Series& s : series) longest = (std::max)(longest, display_width(s.name));
  const double width = 48.0 + 6.2 * static_cast<double>(longest), height = 8.0 + 17.0 * static_cast<double>(series.size());
  const double left = corner == LegendCorner::top_left || corner == LegendCorner::bottom_left ? x + 8.0 : x - width - 8.0;
  const double top = corner == LegendCorner::bottom_left || corner == LegendCorner::bottom_right ? y - height - 8.0 : y + 8.0;
  svg.rectangle(left, top, width, height, "rgba(255,255,255,0.85)", "#cccccc");
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Series& s = series[i];
    const double middle = top + 13.0 + 17.0 * static_cast<double>(i);
    svg.line(left + 8.0, middle - 1.0, left + 32.0, middle - 1.0, s.color.empty() ? palette[i % palette.size()] : s.color, 2.0,
             s.dashes.empty() ? "none" : s.dashes);
    svg.label(left + 38.0, middle + 3.0, s.name, 11.0);
  }
}

}  // namespace detail

/// Draws the chart of `series`.
LINNET_COLD inline Svg draw_chart(const std::vector<Series>& series, const ChartOptions& o) {
  Svg svg(o.width, o.height);
  const double left = 62.0, right = o.width - 16.0, top = o.title.empty() ? 16.0 : 38.0, bottom = o.height - 48.0;
  const auto xs = o.x_range[0] < o.x_range[1] ? o.x_range : detail::range_of(series, &Series::x, 0.02);
  const auto ys = o.y_range[0] < o.y_range[1] ? o.y_range : detail::range_of(series, &Series::y, 0.05);
  const auto px = [&](double x) { return left + (x - xs[0]) / (xs[1] - xs[0]) * (right - left); };
  const auto py = [&](double y) { return bottom - (y - ys[0]) / (ys[1] - ys[0]) * (bottom - top); };

  const double x_step = o.whole_x ? (std::max)(1.0, detail::tick_step(xs[1] - xs[0], 8)) : detail::tick_step(xs[1] - xs[0], 6);
  const double y_step = detail::tick_step(ys[1] - ys[0], 6);
  for (const double x : detail::ticks(xs, x_step)) {
    svg.line(px(x), top, px(x), bottom, "#e6e6e6");
    svg.label(px(x), bottom + 17.0, detail::tick_text(x, x_step), 11.0, Anchor::middle);
  }
  for (const double y : detail::ticks(ys, y_step)) {
    svg.line(left, py(y), right, py(y), "#e6e6e6");
    svg.label(left - 7.0, py(y) + 4.0, detail::tick_text(y, y_step), 11.0, Anchor::end);
  }
  svg.line(left, bottom, right, bottom, "#333");
  svg.line(left, top, left, bottom, "#333");
  svg.label((left + right) / 2.0, 24.0, o.title, 15.0, Anchor::middle);
  svg.label((left + right) / 2.0, o.height - 10.0, o.x_label, 12.0, Anchor::middle);
  svg.label(16.0, (top + bottom) / 2.0, o.y_label, 12.0, Anchor::middle, "#333", -90.0);

  for (std::size_t i = 0; i < series.size(); ++i) {
    const Series& s = series[i];
    const std::string color = s.color.empty() ? std::string(detail::palette[i % detail::palette.size()]) : s.color;
    const std::string dashes = s.dashes.empty() ? "none" : s.dashes;
    std::vector<std::pair<double, double>> run;
    const auto draw = [&] {
      if (run.size() == 1) svg.circle(run[0].first, run[0].second, 2.5, color);
      if (run.size() > 1) svg.polyline(run, color, 1.8, dashes);
      run.clear();
    };
    for (std::size_t k = 0; k < (std::min)(s.x.size(), s.y.size()); ++k) {
      if (s.x[k] >= xs[0] && s.x[k] <= xs[1] && s.y[k] >= ys[0] && s.y[k] <= ys[1]) {
        const double x = px(s.x[k]), y = py(s.y[k]);
        const bool close_by = run.size() > 1 && (std::abs)(x - run.back().first) + (std::abs)(y - run.back().second) < 0.3;
        if (!close_by || k + 1 == s.x.size()) run.emplace_back(x, y);
      } else {
        draw();
      }
    }
    draw();
  }
  if (o.legend != LegendCorner::none && !series.empty()) {
    const bool at_left = o.legend == LegendCorner::top_left || o.legend == LegendCorner::bottom_left;
    const bool at_top = o.legend == LegendCorner::top_left || o.legend == LegendCorner::top_right;
    detail::draw_legend(svg, series, o.legend, at_left ? left : right, at_top ? top : bottom);
  }
  return svg;
}

}  // namespace linnet
