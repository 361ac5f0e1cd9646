// SPDX-License-Identifier: MIT
// draw_chart: lines over two axes with a grid, ticks at round numbers, a title and a legend. All curves use it.
#pragma once

#include <linnet/draw/legend.hpp>

namespace linnet {

namespace detail {

/// Adds the points of `s`, which are pixels; those that lie outside of the chart are not finite.
LINNET_COLD inline void draw_line(Svg& svg, const Series& s, std::string_view color) {
  std::vector<std::pair<double, double>> run;
  const auto draw = [&] {
    if (run.size() == 1) svg.circle(run[0].first, run[0].second, 2.5, color);
    if (run.size() > 1) svg.polyline(run, color, 1.8, dashes_of(s));
    run.clear();
  };
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    if (math::is_finite(s.x[k]) && math::is_finite(s.y[k])) {
      const bool close_by =
          run.size() > 1 && (std::abs)(s.x[k] - run.back().first) + (std::abs)(s.y[k] - run.back().second) < 0.3;
      if (!close_by || k + 1 == s.x.size()) run.emplace_back(s.x[k], s.y[k]);
    } else {
      draw();
    }
  }
  draw();
}

/// Returns the width of bars at these places: the smallest distance of neighbours, and 0 for a single one.
inline double bar_width(const std::vector<double>& x) {
  double width = std::numeric_limits<double>::infinity();
  for (std::size_t k = 1; k < x.size(); ++k) width = (std::min)(width, (std::abs)(x[k] - x[k - 1]));
  return math::is_finite(width) ? width : 0.0;
}

/// Returns the ranges of x and of y that show all of `series`. Bars need room for their edges, and begin at the axis.
LINNET_COLD inline std::array<std::array<double, 2>, 2> ranges_of(std::vector<Series> series) {
  bool bars = false;
  for (Series& s : series) {
    if (s.style != SeriesStyle::bars || s.x.empty()) continue;
    const auto [low, high] = std::minmax_element(s.x.begin(), s.x.end());
    const double half = bar_width(s.x) / 2.0, first = *low - half, last = *high + half;
    s.x.insert(s.x.end(), {first, last});
    s.y.push_back(0.0);
    bars = true;
  }
  auto ys = range_of(series, &Series::y, 0.05);
  if (bars && range_of(series, &Series::y, 0.0)[0] == 0.0) ys[0] = 0.0;
  return {range_of(series, &Series::x, 0.02), ys};
}

/// Adds dots or bars at the points of `s`, which are pixels; bars begin at `base`.
LINNET_COLD inline void draw_marks(Svg& svg, const Series& s, std::string_view color, double base) {
  const double distance = bar_width(s.x), width = distance > 0.0 ? distance : 20.0;
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    if (!math::is_finite(s.x[k]) || !math::is_finite(s.y[k])) continue;
    if (s.style == SeriesStyle::points) {
      svg.circle(s.x[k], s.y[k], 3.0, color, "none", 0.8);
    } else {
      svg.rectangle(s.x[k] - width / 2.0, (std::min)(s.y[k], base), width, (std::abs)(base - s.y[k]), color, color, 0.45);
    }
  }
}

}  // namespace detail

/// Draws the chart of `series`. Throws InvalidInput for ranges whose width is not finite.
LINNET_COLD inline Svg draw_chart(const std::vector<Series>& series, const ChartOptions& o) {
  Svg svg(o.width, o.height);
  const auto [xs, ys] = detail::ranges_of(series);
  const detail::Axes axes(o, o.x_range[0] < o.x_range[1] ? o.x_range : xs, o.y_range[0] < o.y_range[1] ? o.y_range : ys);
  axes.draw(svg, o);
  const std::vector<Series> pixels = detail::in_pixels(series, axes);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const std::string color = detail::color_of(pixels, i);
    if (pixels[i].style == SeriesStyle::line) {
      detail::draw_line(svg, pixels[i], color);
    } else {
      detail::draw_marks(svg, pixels[i], color, axes.base());
    }
  }
  detail::draw_legend(svg, pixels, o.legend, axes);
  return svg;
}

}  // namespace linnet
