// SPDX-License-Identifier: MIT
// plot_neuron: a neuron as a picture, y = f(b + x1 w1 + x2 w2 + ...), with symbols or with numbers.
#pragma once

#include <linnet/draw/formula.hpp>
#include <linnet/plot/activations.hpp>

namespace linnet {

namespace detail {

/// The words in a picture of a neuron, and what it draws beside them.
struct NeuronPicture {
  std::vector<std::string> names{}, inputs{}, weights{};
  std::string bias, sum, output, function;
  std::vector<double> strengths{};      ///< weights as thickness and colour of the lines, -1 to 1
  std::vector<double> curve{};          ///< the activation function, from -4 to 4
  std::vector<std::string> formulas{};  ///< below the picture
};

LINNET_COLD inline void require_finite(const char* kind, const std::vector<double>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    require(math::is_finite(numbers[i]),
            [&] { return text("plot_neuron: ", kind, i, " is ", numbers[i], "; numbers must be finite"); });
  }
}

/// Returns the values of an activation function from -4 to 4.
template <class A>
LINNET_COLD std::vector<double> curve_of(const A& activation) {
  std::vector<double> curve;
  for (int i = -40; i <= 40; ++i) curve.push_back(activation(i / 10.0));
  return curve;
}

/// Adds the curve of the activation function in a box around (x, y).
LINNET_COLD inline void draw_function(Svg& svg, const std::vector<double>& curve, double x, double y) {
  svg.rectangle(x - 42.0, y - 34.0, 84.0, 68.0, colors::green_tint, colors::green, 1.0, 8.0);
  const auto [low, high] = std::minmax_element(curve.begin(), curve.end());
  const double span = (std::max)(*high - *low, 1e-6);
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    points.emplace_back(x - 30.0 + 60.0 * static_cast<double>(i) / static_cast<double>(curve.size() - 1),
                        y + 22.0 - 44.0 * (curve[i] - *low) / span);
  }
  svg.polyline(points, colors::green, 2.5);
}

LINNET_COLD inline Svg draw_neuron(const NeuronPicture& p) {
  constexpr double radius = 26.0, step = 70.0, size = 16.0;
  const std::size_t n = p.inputs.size();
  double names_width = 0.0;
  for (const std::string& name : p.names) names_width = (std::max)(names_width, text_width(name, 15.0) + 10.0);
  const double x = 20.0 + names_width + radius, sum = x + 220.0, function = sum + 150.0, y = function + 130.0;
  const double width = y + radius + 20.0, column = step * static_cast<double>(n - 1);
  const double middle = (std::max)(column / 2.0 + radius + 12.0, 140.0),
               bottom = middle + (std::max)(column / 2.0, 50.0) + 66.0;
  std::vector<std::string> lines;
  for (const std::string& formula : p.formulas) {
    for (std::string& line : lines_of(formula, size, width - 40.0)) lines.push_back(std::move(line));
  }
  Svg svg(width, bottom + 8.0 + 25.0 * static_cast<double>(lines.size()));
  for (std::size_t i = 0; i < n; ++i) {
    const double at = middle - column / 2.0 + step * static_cast<double>(i), strength = (std::abs)(p.strengths[i]);
    const std::string_view color = p.strengths[i] < 0.0 ? colors::orange : colors::blue;
    svg.line(x, at, sum, middle, color, 1.0 + 4.0 * strength);
    const double label = x + 94.0, height = at + (middle - at) * 94.0 / 220.0, room = text_width(p.weights[i], size) + 8.0;
    svg.rectangle(label - room / 2.0, height - 12.0, room, 24.0, colors::paper, "none", 0.9, 4.0);
    svg.label(label, height + 5.0, p.weights[i], size, Anchor::middle, color);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double at = middle - column / 2.0 + step * static_cast<double>(i);
    if (!p.names.empty()) svg.label(x - radius - 10.0, at + 5.0, p.names[i], 15.0, Anchor::end);
    svg.circle(x, at, radius, colors::blue_tint, colors::blue);
    svg.label(x, at + 5.5, p.inputs[i], size_to_fit(p.inputs[i], size, 2.0 * radius - 6.0), Anchor::middle);
  }
  svg.circle(sum, middle - 100.0, radius, colors::gray_tint, colors::quiet);
  svg.label(sum, middle - 94.5, p.bias, size_to_fit(p.bias, size, 2.0 * radius - 6.0), Anchor::middle);
  svg.arrow(sum, middle - 100.0 + radius, sum, middle - 34.0, colors::ink);
  svg.circle(sum, middle, 34.0, colors::orange_tint, colors::orange);
  svg.label(sum, middle + 10.0, "\xce\xa3", 30.0, Anchor::middle);
  svg.arrow(sum + 34.0, middle, function - 44.0, middle, colors::ink);
  svg.label((sum + function) / 2.0 - 5.0, middle - 9.0, p.sum, size_to_fit(p.sum, size, 70.0), Anchor::middle);
  draw_function(svg, p.curve, function, middle);
  svg.label(function, middle - 43.0, p.function, size_to_fit(p.function, size, 150.0), Anchor::middle);
  svg.arrow(function + 42.0, middle, y - radius - 2.0, middle, colors::ink);
  svg.circle(y, middle, radius, colors::blue_tint, colors::blue);
  svg.label(y, middle + 5.5, p.output, size_to_fit(p.output, size, 2.0 * radius - 6.0), Anchor::middle);

  const double captions = bottom - 18.0;
  for (const auto& [at, caption] :
       {std::pair{x, "inputs x"}, {x + 94.0, "weights w"}, {sum, "sum"}, {function, "activation"}, {y, "output y"}}) {
    svg.label(at, captions, caption, 13.0, Anchor::middle);
  }
  svg.label(sum + radius + 8.0, middle - 95.0, "bias b", 13.0);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    svg.label(width / 2.0, bottom + 16.0 + 25.0 * static_cast<double>(i), lines[i], size, Anchor::middle);
  }
  return svg;
}

}  // namespace detail

/// Draws a neuron with `inputs` inputs, 1 to 9, in symbols.
LINNET_COLD inline Svg plot_neuron(Index inputs = 3) {
  detail::require(inputs >= 1 && inputs <= 9,
                  [&] { return detail::text("plot_neuron: expected 1 to 9 inputs, found ", inputs); });
  detail::NeuronPicture p{.bias = "b", .sum = "z", .output = "y", .function = "f"};
  std::string formula = "y = f(b";
  for (Index i = 1; i <= inputs; ++i) {
    const std::string index = "\xe2\x82" + std::string(1, static_cast<char>(0x80 + i));  // the digit as a subscript
    p.inputs.push_back("x" + index);
    p.weights.push_back("w" + index);
    p.strengths.push_back(0.2);
    detail::append(formula, detail::text(" + x", index, " w", index));
  }
  p.formulas = {formula + ")"};
  p.curve = detail::curve_of(sigmoid{});
  return detail::draw_neuron(p);
}

/// Draws a neuron with its numbers: z = bias + inputs[0] weights[0] + ..., y = activation(z). A line is thicker for a larger weight, blue for a
/// positive one and orange for a negative one. Throws InvalidInput if there is no input, not a weight (and a name, if there are names) for each, or a
/// number that is not finite.
template <class A = linear>
LINNET_COLD Svg plot_neuron(const std::vector<double>& inputs, const std::vector<double>& weights, double bias,
                            const A& activation = {}, const std::vector<std::string>& names = {}) {
  static_assert(detail::ElementWise<A>, "plot_neuron: the activation must be a function of one number, as relu{}");
  detail::require(!inputs.empty() && weights.size() == inputs.size() && (names.empty() || names.size() == inputs.size()), [&] {
    return detail::text("plot_neuron: expected a weight for each input, and a name for each or none; found ", inputs.size(),
                        " inputs, ", weights.size(), " weights, ", names.size(), " names");
  });
  detail::require_finite("input ", inputs);
  detail::require_finite("weight ", weights);
  detail::require(math::is_finite(bias),
                  [&] { return detail::text("plot_neuron: the bias is ", bias, "; numbers must be finite"); });
  double z = bias, largest = 1e-30;
  for (const double w : weights) largest = (std::max)(largest, (std::abs)(w));
  detail::NeuronPicture p{.names = names, .bias = detail::short_number(bias), .sum = {}, .output = {}, .function = {}};
  std::string formula = "z = " + detail::short_number(bias);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    p.inputs.push_back(detail::short_number(inputs[i]));
    p.weights.push_back(detail::short_number(weights[i]));
    p.strengths.push_back(weights[i] / largest);
    z += inputs[i] * weights[i];
    detail::append(formula, " + " + detail::factor(inputs[i]) + " \xc3\x97 " + detail::factor(weights[i]));
  }
  p.sum = detail::short_number(z);
  p.function = detail::name_with_settings(activation);
  p.output = detail::short_number(activation(z));
  p.curve = detail::curve_of(activation);
  p.formulas = {formula + " = " + p.sum, "y = " + std::string(activation.name) + "(" + p.sum + ") = " + p.output};
  return detail::draw_neuron(p);
}

}  // namespace linnet
