// SPDX-License-Identifier: MIT
// Activation functions and their derivatives as a picture.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/plot/chart.hpp>

namespace linnet {

/// Draws each function solid and its derivative dashed, in one chart over [-6, 6]: plot_activations(relu{}, tanh{}, sigmoid{}).
template <class... A>
LINNET_COLD Svg plot_activations(const A&... activations) {
  std::vector<Series> series;
  const auto add = [&](const auto& a) {
    const std::string color(detail::palette[series.size() / 2 % detail::palette.size()]);
    Series values{std::string(a.name), {}, {}, color, {}}, slopes{std::string(a.name) + "'", {}, {}, color, "5 3"};
    for (int i = -240; i <= 240; ++i) {
      const double x = i / 40.0, y = a(x);
      values.x.push_back(x);
      values.y.push_back(y);
      slopes.x.push_back(x);
      slopes.y.push_back(a.gradient(y, 1.0));
    }
    series.push_back(std::move(values));
    series.push_back(std::move(slopes));
  };
  (add(activations), ...);
  return draw_chart(series, {.title = "Activation functions",
                             .x_label = "x",
                             .x_range = {-6.0, 6.0},
                             .y_range = {-2.0, 4.0},
                             .width = 560.0,
                             .height = 420.0,
                             .legend = LegendCorner::top_left});
}

}  // namespace linnet
