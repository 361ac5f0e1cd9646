// SPDX-License-Identifier: MIT
// What a picture of descents shows: all of the ways, and the minimum that they look for.
#pragma once

#include <linnet/draw/series.hpp>
#include <linnet/optimizers/descend.hpp>

namespace linnet {

/// A way through the parameters, from its start on, with the name of the optimizer.
struct DescentPath {
  std::string name;
  std::vector<Point> points;
};

namespace detail {

/// Returns the lowest point of `f` near `p`, at most `reach` from it, found by ever shorter steps along the axes.
template <class Function>
Point lowest_near(const Function& f, Point p, const Point& reach) {
  const Point center = p;
  double low = f(p);
  for (double share = 0.25; share > 1e-7;) {
    bool better = false;
    for (const std::size_t axis : {0u, 1u}) {
      for (const double sign : {-1.0, 1.0}) {
        Point q = p;
        q[axis] = std::clamp(p[axis] + sign * share * reach[axis], center[axis] - reach[axis], center[axis] + reach[axis]);
        if (const double value = f(q); value < low) {
          low = value;
          p = q;
          better = true;
        }
      }
    }
    if (!better) share /= 2.0;
  }
  return p;
}

/// What a picture of paths shows, and the minimum, which is not finite if there is none within.
struct DescentView {
  std::array<double, 2> xs, ys;
  Point minimum;
};

template <class Loss>
DescentView descent_view(const Loss& loss, const std::vector<DescentPath>& paths, const ChartOptions& o) {
  const auto at = [&](const Point& p) { return static_cast<double>(loss(p[0], p[1])); };
  double highest = -std::numeric_limits<double>::infinity();
  for (const DescentPath& path : paths) {
    require(!path.points.empty() && math::is_finite(at(path.points[0])), [&] {
      return text("plot_descent: path \"", path.name, "\" has no points, or the loss is not finite where it starts");
    });
    for (std::size_t k = 0; k < path.points.size(); ++k) {
      const Point& p = path.points[k];
      require(math::is_finite(p[0]) && math::is_finite(p[1]), [&] {
        return text("plot_descent: point ", k, " of path \"", path.name, "\" is (", p[0], ", ", p[1],
                    "); its numbers must be finite");
      });
    }
    highest = (std::max)(highest, at(path.points[0]));
  }
  require(!paths.empty(), [] { return std::string("plot_descent: there are no paths"); });
  Series seen{};
  Point low = paths[0].points[0];
  for (const DescentPath& path : paths) {
    for (const Point& p : path.points) {
      if (!(at(p) <= highest)) continue;
      if (at(p) < at(low)) low = p;
      seen.x.push_back(p[0]);
      seen.y.push_back(p[1]);
    }
  }
  Point reach{}, minimum = low;
  for (const std::size_t axis : {0u, 1u}) {
    const auto range = range_of({seen}, axis == 0 ? &Series::x : &Series::y, 0.0);
    reach[axis] = range[1] - range[0];
  }
  bool within = false;
  for (int tries = 0; tries < 24 && !within; ++tries) {  // the paths may be far from it
    minimum = lowest_near(at, low, reach);
    within = (std::abs)(minimum[0] - low[0]) < 0.999 * reach[0] && (std::abs)(minimum[1] - low[1]) < 0.999 * reach[1];
    for (double& r : reach) r *= 2.0;
  }
  if (!within) minimum.fill(std::numeric_limits<double>::quiet_NaN());
  seen.x.push_back(minimum[0]);
  seen.y.push_back(minimum[1]);
  return {o.x_range[0] < o.x_range[1] ? o.x_range : range_of({seen}, &Series::x, 0.15),
          o.y_range[0] < o.y_range[1] ? o.y_range : range_of({seen}, &Series::y, 0.15), minimum};
}

}  // namespace detail
}  // namespace linnet
