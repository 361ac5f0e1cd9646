// SPDX-License-Identifier: MIT
// Contours of a function of two numbers: the closed curves around the places where it is low. Source: Lorensen and Cline, Marching Cubes
// (1987), in two dimensions.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/math.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace linnet::detail {

/// Values of a function on a grid over [x_range] x [y_range], with a border of infinite values around it: what is low up to the edge is closed
/// along the edge.
class ContourGrid {
 public:
  template <class Function>
  ContourGrid(const Function& f, std::array<double, 2> x_range, std::array<double, 2> y_range, std::size_t columns,
              std::size_t rows)
      : columns_(columns + 2), xs_(places(x_range, columns)), ys_(places(y_range, rows)) {
    for (std::size_t j = 0; j < ys_.size(); ++j) {
      for (std::size_t i = 0; i < columns_; ++i) {
        const bool border = i == 0 || j == 0 || i + 1 == columns_ || j + 1 == ys_.size();
        const double value = border ? beyond : static_cast<double>(f(xs_[i], ys_[j]));
        values_.push_back(math::is_finite(value) ? value : beyond);
      }
    }
  }

  /// Returns the finite values, ascending.
  std::vector<double> ascending() const {
    std::vector<double> all;
    std::copy_if(values_.begin(), values_.end(), std::back_inserter(all), [](double v) { return v < beyond; });
    std::sort(all.begin(), all.end());
    return all;
  }

  /// Returns the closed curves around the places with values of at most `level`.
  LINNET_COLD std::vector<std::vector<std::pair<double, double>>> rings(double level) const {
    // An edge of the grid has a number: 2 v from node v to the right, 2 v + 1 from node v upwards. next[e] is where the curve that crosses
    // edge e goes on; each cell sets it for the edges by which the curve enters.
    std::vector<std::size_t> next(2 * values_.size(), none);
    for (std::size_t v = 0; v + columns_ < values_.size(); ++v) {
      if (v % columns_ + 1 < columns_) cross_cell(v, level, next);
    }
    std::vector<std::vector<std::pair<double, double>>> all;
    for (std::size_t first = 0; first < next.size(); ++first) {
      if (next[first] == none) continue;
      all.emplace_back();
      for (std::size_t e = first; next[e] != none;) {
        all.back().push_back(crossing(e, level));
        e = std::exchange(next[e], none);
      }
    }
    return all;
  }

 private:
  static constexpr double beyond = std::numeric_limits<double>::infinity();
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// Returns `count` places over the range, and the first and the last once more for the border.
  static std::vector<double> places(std::array<double, 2> range, std::size_t count) {
    std::vector<double> all{range[0]};
    for (std::size_t k = 0; k < count; ++k) {
      all.push_back(range[0] + (range[1] - range[0]) * static_cast<double>(k) / static_cast<double>(count - 1));
    }
    all.push_back(range[1]);
    return all;
  }

  /// Links the edges of the cell whose lowest node is `v`. Corners and edges are in the order of a walk around the cell.
  void cross_cell(std::size_t v, double level, std::vector<std::size_t>& next) const {
    const std::array<std::size_t, 4> corner{v, v + 1, v + 1 + columns_, v + columns_};
    const std::array<std::size_t, 4> edge{2 * v, 2 * (v + 1) + 1, 2 * (v + columns_), 2 * v + 1};
    const auto low = [&](std::size_t k) { return values_[corner[k % 4]] <= level; };
    double sum = 0.0;
    for (const std::size_t c : corner) sum += values_[c];
    // In a saddle, with two low corners that face each other, the middle decides whether they are connected.
    const std::size_t turn = sum / 4.0 <= level ? 1 : 3;
    for (std::size_t k = 0; k < 4; ++k) {
      if (!low(k) || low(k + 1)) continue;
      std::size_t to = (k + turn) % 4;
      while (low(to) || !low(to + 1)) to = (to + turn) % 4;
      next[edge[k]] = edge[to];
    }
  }

  /// Returns the point of edge `e` at which the function is at `level`, as if it were straight.
  std::pair<double, double> crossing(std::size_t e, double level) const {
    const std::size_t a = e / 2, b = e % 2 == 0 ? a + 1 : a + columns_;
    const double from = values_[a], to = values_[b];
    const double share = from == beyond ? 1.0 : to == beyond ? 0.0 : (level - from) / (to - from);
    const auto between = [&](double p, double q) { return p + share * (q - p); };
    return {between(xs_[a % columns_], xs_[b % columns_]), between(ys_[a / columns_], ys_[b / columns_])};
  }

  std::size_t columns_;
  std::vector<double> xs_, ys_, values_{};
};

}  // namespace linnet::detail
