// SPDX-License-Identifier: MIT
// plot_descent: the ways of optimizers down a loss of two parameters, on its contours.
#pragma once

#include <linnet/draw/contours.hpp>
#include <linnet/draw/legend.hpp>
#include <linnet/draw/text_width.hpp>
#include <linnet/plot/descent_view.hpp>

#include <tuple>

namespace linnet {

namespace detail {

/// Adds a mark at (x, y) with a word beside it, where that hides the least of `pixels`.
LINNET_COLD inline void draw_place(Svg& svg, double x, double y, std::string_view word, const std::vector<Series>& pixels,
                                   const Axes& axes) {
  const double half = text_width(word, 11.0) / 2.0 + 4.0;
  Box best{};
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [dx, dy] :
       {std::pair(0.0, -16.5), std::pair(0.0, 16.5), std::pair(half + 8.0, 0.0), std::pair(-half - 8.0, 0.0)}) {
    const Box box{x + dx - half, y + dy - 8.5, x + dx + half, y + dy + 8.5};
    const bool inside = box.left > axes.left && box.right < axes.right && box.top > axes.top && box.bottom < axes.bottom;
    double ink = inside ? 0.0 : 1e9;
    for (const Series& s : pixels) ink += ink_within(s, box, axes.base());
    if (ink >= least) continue;
    least = ink;
    best = box;
  }
  svg.rectangle(best.left, best.top, 2.0 * half, 17.0, colors::veil, "none", 1.0, 3.0);
  svg.label(best.left + half, best.top + 12.5, word, 11.0, Anchor::middle);
  svg.circle(x, y, 5.0, colors::paper, colors::ink);
  svg.circle(x, y, 2.0, colors::ink);
}

/// Adds a path, whose points are pixels, with a dot at each.
LINNET_COLD inline void draw_path(Svg& svg, const Series& path, std::string_view color) {
  std::vector<std::pair<double, double>> line;
  for (std::size_t k = 0; k < path.x.size(); ++k) line.emplace_back(path.x[k], path.y[k]);
  svg.polyline(line, color);
  for (std::size_t k = 0, last = 0; k < line.size(); ++k) {
    const double away = std::hypot(line[k].first - line[last].first, line[k].second - line[last].second);
    if (k > 0 && away < 1.0) continue;  // the same dot for the eye
    svg.circle(line[k].first, line[k].second, 2.4, color);
    last = k;
  }
}

}  // namespace detail

/// Draws `paths` on the contours of `loss`, a function of (x, y), which are bluer where it is lower: a dot after each step. Ranges that `options`
/// leave out contain the minimum and all points, except those that are higher than the starts. Throws InvalidInput without paths, and for one
/// that is empty, has a point that is not finite or starts where the loss is not.
template <class Loss>
LINNET_COLD Svg plot_descent(const Loss& loss, const std::vector<DescentPath>& paths, const ChartOptions& options = {}) {
  const detail::DescentView view = detail::descent_view(loss, paths, options);
  const detail::Axes axes(options, view.xs, view.ys);
  Svg inside(options.width, options.height);
  const detail::ContourGrid grid(loss, view.xs, view.ys, 65, 49);
  const std::vector<double> values = grid.ascending();
  constexpr int bands = 10;
  for (int k = bands; k >= 1 && !values.empty(); --k) {
    const double share = static_cast<double>(k * k) / ((bands + 1) * (bands + 1));  // equal distances in a bowl
    auto rings = grid.rings(values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]);
    for (auto& ring : rings) {
      for (auto& [x, y] : ring) std::tie(x, y) = std::pair(axes.x(x), axes.y(y));
    }
    inside.area(rings, detail::colors::heat, 0.07);
  }
  std::vector<Series> pixels;
  for (const DescentPath& path : paths) {
    pixels.push_back({path.name, {}, {}});
    for (const Point& p : path.points) {  // a path that diverges leaves the picture
      pixels.back().x.push_back(std::clamp(axes.x(p[0]), -1e4, 1e4));
      pixels.back().y.push_back(std::clamp(axes.y(p[1]), -1e4, 1e4));
    }
    detail::draw_path(inside, pixels.back(), detail::color_of(pixels, pixels.size() - 1));
  }
  const auto mark = [&](const Point& p, const char* word) {
    if (axes.contains(p[0], p[1])) detail::draw_place(inside, axes.x(p[0]), axes.y(p[1]), word, pixels, axes);
  };
  mark(view.minimum, "minimum");
  for (const DescentPath& path : paths) {
    if (&path == paths.data() || path.points[0] != paths[0].points[0]) mark(path.points[0], "start");
  }
  Svg box(axes.right - axes.left, axes.bottom - axes.top), svg(options.width, options.height);
  box.place(inside, -axes.left, -axes.top);
  svg.inset(box, axes.left, axes.top);
  axes.draw(svg, options, false);
  detail::draw_legend(svg, pixels, options.legend, axes);
  return svg;
}

}  // namespace linnet
