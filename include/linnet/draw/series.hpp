// SPDX-License-Identifier: MIT
// Series: a curve of a chart, its dots or its bars.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/draw/axes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace linnet {

/// The form of the points of a Series: a line through them, dots, or bars from 0 around each x, for a histogram.
enum class SeriesStyle { line, points, bars };

/// One line of a chart, or one set of points. Points that are not finite, or beyond the ranges, are left out and interrupt a line.
struct Series {
  std::string name;  ///< empty: not in the legend
  std::vector<double> x;
  std::vector<double> y;
  std::string color{};   ///< empty: the next colour of the palette
  std::string dashes{};  ///< as in SVG's stroke-dasharray; empty: a solid line
  SeriesStyle style = SeriesStyle::line;
};

namespace detail {

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
  constexpr double most = (std::numeric_limits<double>::max)();
  return {(std::max)(low - room, -most), (std::min)(high + room, most)};
}

/// Returns the colour of series `i`.
inline std::string color_of(const std::vector<Series>& series, std::size_t i) {
  return series[i].color.empty() ? std::string(colors::palette[i % colors::palette.size()]) : series[i].color;
}

/// Returns `series` with its points in pixels; those that lie outside of the box are NaN.
LINNET_COLD inline std::vector<Series> in_pixels(std::vector<Series> series, const Axes& axes) {
  for (Series& s : series) {
    const std::size_t points = (std::min)(s.x.size(), s.y.size());
    s.x.resize(points);
    s.y.resize(points);
    for (std::size_t k = 0; k < points; ++k) {
      const bool inside = axes.contains(s.x[k], s.y[k]);
      s.x[k] = inside ? axes.x(s.x[k]) : std::numeric_limits<double>::quiet_NaN();
      s.y[k] = inside ? axes.y(s.y[k]) : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return series;
}

inline std::string dashes_of(const Series& s) { return s.dashes.empty() ? "none" : s.dashes; }

}  // namespace detail
}  // namespace linnet
