// SPDX-License-Identifier: MIT
// Activation functions and their slopes as a picture.
#pragma once

#include <linnet/draw/arrange.hpp>
#include <linnet/draw/chart.hpp>
#include <linnet/kernels/activations.hpp>

namespace linnet {

namespace detail {

/// An activation function of one number.
template <class A>
concept ElementWise = requires(const A& a, double number) {
  a(number);
  a.gradient(number, number);
};

/// Returns "leaky_relu, slope 0.3".
template <class A>
LINNET_COLD std::string name_with_settings(const A& a) {
  std::string words(a.name);
  if constexpr (requires { a.settings(); }) {
    for (const Setting& s : a.settings()) append(words, text(", ", s.name, " ", s.value));
  }
  return words;
}

/// Draws the function `values` and its slope; the slope is interrupted where it jumps.
LINNET_COLD inline Svg draw_activation(const std::string& title, const std::vector<double>& xs,
                                       const std::vector<double>& values, const std::vector<double>& slopes) {
  Series value{"", xs, values, std::string(colors::blue)}, slope{"", {}, {}, std::string(colors::orange), "6 4"};
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (i > 0 && (std::abs)(slopes[i] - slopes[i - 1]) > 0.1) {
      slope.x.push_back(xs[i]);
      slope.y.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    slope.x.push_back(xs[i]);
    slope.y.push_back(slopes[i]);
  }
  const std::array<double, 2> x_range{xs.front(), xs.back()}, y_range = range_of({value, slope}, &Series::y, 0.08);
  const std::string gray(colors::quiet);
  const Series horizontal{"", {x_range[0], x_range[1]}, {0.0, 0.0}, gray},
      vertical{"", {0.0, 0.0}, {y_range[0], y_range[1]}, gray};
  return draw_chart({horizontal, vertical, value, slope},
                    {.title = title, .x_label = "x", .x_range = x_range, .y_range = y_range, .width = 290.0, .height = 250.0});
}

}  // namespace detail

/// Draws a chart for each function of x from -7 to 7: its value f(x) solid, its slope f'(x) dashed. Functions are given as values, with their
/// settings: plot_activations(relu{}, leaky_relu{.slope = 0.1f}, sigmoid{}).
template <class... A>
LINNET_COLD Svg plot_activations(const A&... activations) {
  static_assert(sizeof...(A) > 0, "plot_activations: give at least one function, as relu{}");
  static_assert((detail::ElementWise<A> && ...),
                "plot_activations: every argument must be a function of one number, as relu{}; for softmax use plot_softmax");
  std::vector<Svg> charts;
  [[maybe_unused]] const auto add = [&](const auto& a) {
    std::vector<double> xs, values, slopes;
    for (int i = -280; i <= 280; ++i) {
      const double x = i / 40.0, y = a(x);
      xs.push_back(x);
      values.push_back(y);
      slopes.push_back(a.gradient(kernels::from_input<std::remove_cvref_t<decltype(a)>> ? x : y, 1.0));
    }
    charts.push_back(detail::draw_activation(detail::name_with_settings(a), xs, values, slopes));
  };
  if constexpr ((detail::ElementWise<A> && ...)) (add(activations), ...);
  const Svg all = arrange(charts, charts.size() > 4 ? 3 : 2);
  const std::vector<Series> legend{{"f(x)", {}, {}, std::string(detail::colors::blue)},
                                   {"slope f'(x)", {}, {}, std::string(detail::colors::orange), "6 4"}};
  return arrange({all, detail::legend_strip(legend, all.width())}, 1);
}

}  // namespace linnet
