// SPDX-License-Identifier: MIT
// descend: the steps of an optimizer down a function of two parameters, to look at.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/network/update.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <vector>

namespace linnet {

/// A pair of parameters.
using Point = std::array<double, 2>;

namespace detail {

/// Returns the gradient at `p`: what `function` returns, or central differences if that is a number.
template <class Function>
Point gradient_at(const Function& function, const Point& p) {
  if constexpr (std::is_convertible_v<decltype(function(p[0], p[1])), double>) {
    const double dx = 1e-5 * (std::max)(1.0, (std::abs)(p[0])), dy = 1e-5 * (std::max)(1.0, (std::abs)(p[1]));
    return {(function(p[0] + dx, p[1]) - function(p[0] - dx, p[1])) / (2.0 * dx),
            (function(p[0], p[1] + dy) - function(p[0], p[1] - dy)) / (2.0 * dy)};
  } else {
    return function(p[0], p[1]);
  }
}

}  // namespace detail

/// Returns the points that `optimizer` visits in `steps` steps from `start`, which is the first. `function(x, y)` returns the loss, whose
/// gradient is found by central differences, or the gradient itself, as a Point. The way ends early before a number that is not finite.
/// Throws InvalidInput for settings that the optimizer refuses, and for clipping, which is not done here.
template <class Function, class Optimizer>
std::vector<Point> descend(const Function& function, const Point& start, const Optimizer& optimizer, int steps) {
  static_assert(!detail::trains_in_place<Optimizer> && !detail::updates_tensors<Optimizer, double>,
                "descend: this optimizer needs the layers of a network; use another, such as SGD");
  detail::expect_settings(optimizer);
  if constexpr (requires { optimizer.clipvalue + optimizer.global_clipnorm; }) {
    detail::expect(optimizer.clipvalue == 0.0f && optimizer.global_clipnorm == 0.0f,
                   "descend: gradients are not clipped here; leave clipvalue and global_clipnorm at 0");
  }
  if constexpr (requires { optimizer.use_ema; }) {
    detail::expect(!optimizer.use_ema && optimizer.clipnorm == 0.0f && optimizer.gradient_accumulation_steps == 1,
                   "descend: leave clipnorm, gradient_accumulation_steps and use_ema at their defaults: a training reads them");
  }
  std::vector<double> moments(2 * static_cast<std::size_t>(optimizer.slot_count()));
  typename Optimizer::State state{};
  std::vector<Point> points{start};
  for (int step = 0; step < steps; ++step) {
    const Point gradient = detail::gradient_at(function, points.back());
    Point p = points.back();
    optimizer.update(state, Update<double>{2, p.data(), gradient.data(), SlotBlocks<double>{moments.data(), 2},
                                           static_cast<double>(optimizer.learning_rate)});
    if (!math::is_finite(p[0]) || !math::is_finite(p[1])) break;
    points.push_back(p);
  }
  return points;
}

}  // namespace linnet
