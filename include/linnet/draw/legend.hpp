// SPDX-License-Identifier: MIT
// The legend of a chart, in the corner that hides the least.
#pragma once

#include <linnet/draw/series.hpp>

namespace linnet::detail {

/// A rectangle in pixels.
struct Box {
  double left, top, right, bottom;
};

/// Returns the rectangle of the legend of `series` in a corner of `axes`; without height if no series has a name.
LINNET_COLD inline Box legend_box(const std::vector<Series>& series, LegendCorner corner, const Axes& axes) {
  double words = 0.0, rows = 0.0;
  for (const Series& s : series) {
    if (s.name.empty()) continue;
    words = (std::max)(words, text_width(s.name, 12.0));
    rows += 1.0;
  }
  const double width = 48.0 + words, height = rows > 0.0 ? 8.0 + 18.0 * rows : 0.0;
  const bool at_left = corner == LegendCorner::top_left || corner == LegendCorner::bottom_left;
  const bool at_top = corner == LegendCorner::top_left || corner == LegendCorner::top_right;
  const double left = at_left ? axes.left + 8.0 : axes.right - width - 8.0;
  const double top = at_top ? axes.top + 8.0 : axes.bottom - height - 8.0;
  return {left, top, left + width, top + height};
}

/// Returns how much of `s`, whose points are pixels, lies in `box`: a step of two pixels on a line or a bar counts 1, on a reference line
/// 0.2, a dot 3.
LINNET_COLD inline double ink_within(const Series& s, const Box& box, double base) {
  const double stroke_ink = s.color == colors::quiet ? 0.2 : 1.0;
  double ink = 0.0;
  const auto look = [&](double x, double y, double weight) {
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) ink += weight;
  };
  const auto stroke = [&](double x1, double y1, double x2, double y2) {
    const double length = std::hypot(x2 - x1, y2 - y1), steps = (std::max)(1.0, std::ceil(length / 2.0));
    for (double i = 0.0; i < steps && math::is_finite(length); i += 1.0) {
      look(x1 + (x2 - x1) * (i + 0.5) / steps, y1 + (y2 - y1) * (i + 0.5) / steps, stroke_ink);
    }
  };
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    switch (s.style) {
      case SeriesStyle::line:
        if (k > 0) stroke(s.x[k - 1], s.y[k - 1], s.x[k], s.y[k]);
        break;
      case SeriesStyle::points: look(s.x[k], s.y[k], 3.0); break;
      case SeriesStyle::bars: stroke(s.x[k], s.y[k], s.x[k], base); break;
    }
  }
  return ink;
}

/// Returns the corner of `axes` in which the legend hides the least of `pixels`, series in pixels; the right top one if several are empty.
LINNET_COLD inline LegendCorner emptiest_corner(const std::vector<Series>& pixels, const Axes& axes) {
  LegendCorner best = LegendCorner::top_right;
  double least = std::numeric_limits<double>::infinity();
  for (const LegendCorner corner :
       {LegendCorner::top_right, LegendCorner::top_left, LegendCorner::bottom_right, LegendCorner::bottom_left}) {
    const Box box = legend_box(pixels, corner, axes);
    const Box around{box.left - 4.0, box.top - 4.0, box.right + 4.0, box.bottom + 4.0};
    double ink = 0.0;
    for (const Series& s : pixels) ink += ink_within(s, around, axes.base());
    if (ink < least) {
      least = ink;
      best = corner;
    }
  }
  return best;
}

/// Adds the entry of series `i` whose mark begins at x.
LINNET_COLD inline void draw_legend_entry(Svg& svg, const std::vector<Series>& series, std::size_t i, double x, double middle) {
  const std::string color = color_of(series, i);
  switch (series[i].style) {
    case SeriesStyle::line: svg.line(x, middle, x + 24.0, middle, color, 2.0, dashes_of(series[i])); break;
    case SeriesStyle::points: svg.circle(x + 12.0, middle, 3.5, color); break;
    case SeriesStyle::bars: svg.rectangle(x, middle - 5.0, 24.0, 10.0, color, color, 0.45); break;
  }
  svg.label(x + 30.0, middle + 4.0, series[i].name, 12.0);
}

/// Adds the legend of `series`, whose points are pixels, in a corner of `axes`.
LINNET_COLD inline void draw_legend(Svg& svg, const std::vector<Series>& series, LegendCorner corner, const Axes& axes) {
  if (corner == LegendCorner::none) return;
  const Box box = legend_box(series, corner == LegendCorner::automatic ? emptiest_corner(series, axes) : corner, axes);
  if (!(box.bottom > box.top)) return;
  svg.rectangle(box.left, box.top, box.right - box.left, box.bottom - box.top, colors::veil, colors::edge);
  double middle = box.top + 13.0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].name.empty()) continue;
    draw_legend_entry(svg, series, i, box.left + 8.0, middle);
    middle += 18.0;
  }
}

/// Returns the legend of `series` as a picture of its own, in centred rows of `width` pixels: for several charts with the same curves.
LINNET_COLD inline Svg legend_strip(const std::vector<Series>& series, double width) {
  std::vector<std::vector<std::size_t>> rows(1);
  std::vector<double> lengths(1, 0.0);
  const auto length_of = [&](std::size_t i) { return 30.0 + text_width(series[i].name, 12.0); };
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].name.empty()) continue;
    if (!rows.back().empty() && lengths.back() + 24.0 + length_of(i) > width - 16.0) {
      rows.emplace_back();
      lengths.push_back(0.0);
    }
    lengths.back() += (rows.back().empty() ? 0.0 : 24.0) + length_of(i);
    rows.back().push_back(i);
  }
  Svg svg(width, 8.0 + 20.0 * static_cast<double>(rows.size()));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    double x = (width - lengths[row]) / 2.0;
    for (const std::size_t i : rows[row]) {
      draw_legend_entry(svg, series, i, x, 10.0 + 20.0 * static_cast<double>(row));
      x += 24.0 + length_of(i);
    }
  }
  return svg;
}

}  // namespace linnet::detail
