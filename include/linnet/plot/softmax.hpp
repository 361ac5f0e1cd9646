// SPDX-License-Identifier: MIT
// Softmax at work: numbers on the left, probabilities on the right.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/draw/number_grid.hpp>
#include <linnet/draw/text_width.hpp>
#include <linnet/kernels/softmax.hpp>
#include <linnet/metrics/class_names.hpp>

namespace linnet {

/// Draws `inputs` and their softmax e^x[i] / (e^x[0] + e^x[1] + ...) as bars: plot_softmax({2.0, 1.0, 0.1}). Throws InvalidInput for less than two
/// numbers, for numbers that are not finite, and if there are names, but not one for each number.
LINNET_COLD inline Svg plot_softmax(const std::vector<double>& inputs, const ClassNames& names = {}) {
  namespace colors = detail::colors;
  const std::size_t n = inputs.size();
  detail::require(n >= 2, [&] { return detail::text("plot_softmax: expected at least 2 numbers, found ", n); });
  detail::require(std::all_of(inputs.begin(), inputs.end(), [](double x) { return math::is_finite(x); }),
                  [] { return std::string("plot_softmax: the numbers must be finite"); });
  names.require_one_for_each(static_cast<Index>(n), "plot_softmax");
  std::vector<double> outputs(n);
  kernels::softmax(inputs.data(), outputs.data(), static_cast<Index>(n));
  const int places = detail::places_of(
      NumberTable::filled(1, static_cast<Index>(n), [&](Index, Index c) { return inputs[static_cast<std::size_t>(c)]; }));
  double names_width = 0.0, numbers_width = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!names.empty()) names_width = (std::max)(names_width, detail::text_width(names[static_cast<Index>(i)], 15.0) + 14.0);
    numbers_width = (std::max)(numbers_width, detail::text_width(detail::number_words(inputs[i], places), 15.0));
  }
  const auto [low, high] = std::minmax_element(inputs.begin(), inputs.end());
  const double from = (std::min)(*low, 0.0), to = (std::max)((std::max)(*high, 0.0), from + 1e-30);

  constexpr double row = 40.0, bar = 24.0, area = 150.0, box = 104.0, gap = 34.0, top = 44.0;
  const double numbers = 16.0 + names_width + numbers_width, left = numbers + 10.0, middle = left + area + gap;
  const double right = middle + box + gap, height = row * static_cast<double>(n), center = top + height / 2.0;
  const double zero = left - from / (to - from) * area;
  Svg svg(right + area + 60.0, top + height + 16.0);
  svg.label(left + area / 2.0, 26.0, "inputs x", 15.0, Anchor::middle);
  svg.label(right + area / 2.0, 26.0, "outputs, sum 1", 15.0, Anchor::middle);
  svg.rectangle(middle, top, box, height, colors::blue_tint, colors::blue, 1.0, 6.0);
  svg.label(middle + box / 2.0, center + 5.0, "softmax", 16.0, Anchor::middle);
  for (std::size_t i = 0; i < n; ++i) {
    const double y = top + row * (static_cast<double>(i) + 0.5), length = inputs[i] / (to - from) * area;
    svg.label(16.0, y + 5.0, names.empty() ? "" : names[static_cast<Index>(i)], 15.0);
    svg.label(numbers, y + 5.0, detail::number_words(inputs[i], places), 15.0, Anchor::end);
    svg.rectangle(zero + (std::min)(length, 0.0), y - bar / 2.0, (std::abs)(length), bar, colors::blue);
    svg.arrow(left + area + 5.0, y, middle - 4.0, y, colors::quiet);
    svg.arrow(middle + box + 4.0, y, right - 6.0, y, colors::quiet);
    svg.rectangle(right, y - bar / 2.0, outputs[i] * area, bar, colors::orange);
    svg.label(right + outputs[i] * area + 7.0, y + 5.0, detail::fixed(outputs[i], 2), 15.0);
  }
  svg.line(zero, top, zero, top + height, colors::ink);
  svg.line(right, top, right, top + height, colors::ink);
  return svg;
}

}  // namespace linnet
