// SPDX-License-Identifier: MIT
// plot_quantization: the signal to noise of each layer of an int8 model.
#pragma once

#include <linnet/draw/axes.hpp>
#include <linnet/quantized/report/quantization_report.hpp>

#include <algorithm>
#include <string>

namespace linnet {

namespace detail {

/// The bars of signal to noise: a row for each layer, from 0 to what is shown at most.
struct NoiseBars {
  static constexpr double row = 26.0, bar = 16.0, top = 44.0, exact = 100.0;  ///< dB from which on nothing is lost

  double left = 64.0, right = 560.0, most = 50.0, bottom;

  LINNET_COLD explicit NoiseBars(const std::vector<LayerReport>& layers)
      : bottom(top + row * static_cast<double>(layers.size())) {
    for (const LayerReport& l : layers) {
      left = (std::max)(left, text_width(l.name, 12.0) + 24.0);
      for (const double number : {l.signal_to_noise, l.rounded}) most = number < exact ? (std::max)(most, number) : most;
    }
    left = (std::min)(left, 300.0);
    most = 10.0 * std::ceil(most / 10.0);
  }
  double x(double number) const { return left + (right - left) * std::clamp(number, 0.0, most) / most; }
};

}  // namespace detail

/// Draws a bar for the output of each layer of `report`, as long as its signal to noise against float; that of the layer that loses most is
/// orange. A mark shows how long it would be if only this output were rounded, the best that its range allows. Throws InvalidInput for a
/// report without layers.
LINNET_COLD inline Svg plot_quantization(const QuantizationReport& report) {
  detail::require(!report.layers.empty(), [] { return std::string("plot_quantization: the report has no layers"); });
  const detail::NoiseBars bars(report.layers);
  Svg svg(640.0, bars.bottom + 46.0);
  svg.rectangle(24.0, 12.0, 14.0, 12.0, detail::colors::blue, "none", 0.75);
  svg.label(44.0, 22.5, "int8 against float", 12.0);
  svg.rectangle(184.0, 12.0, 14.0, 12.0, detail::colors::orange, "none", 0.75);
  svg.label(204.0, 22.5, "loses most", 12.0);
  svg.line(304.0, 11.0, 304.0, 25.0, detail::colors::ink, 2.0);
  svg.label(312.0, 22.5, "if only this output were rounded", 12.0);
  for (const double at : detail::ticks({0.0, bars.most}, 10.0)) {
    svg.line(bars.x(at), bars.top - 4.0, bars.x(at), bars.bottom, detail::colors::grid);
    svg.label(bars.x(at), bars.bottom + 16.0, detail::tick_text(at, 10.0), 12.0, Anchor::middle);
  }
  for (std::size_t i = 0; i < report.layers.size(); ++i) {
    const LayerReport& l = report.layers[i];
    const double y = bars.top + bars.row * static_cast<double>(i), middle = y + detail::NoiseBars::bar / 2.0 + 4.3;
    const bool worst = i > 0 && i == report.worst();
    svg.label(bars.left - 10.0, middle, l.name, detail::size_to_fit(l.name, 12.0, bars.left - 18.0), Anchor::end);
    svg.rectangle(bars.left, y, bars.x(l.signal_to_noise) - bars.left, detail::NoiseBars::bar,
                  worst ? detail::colors::orange : detail::colors::blue, "none", 0.75);
    if (l.rounded < detail::NoiseBars::exact) {
      svg.line(bars.x(l.rounded), y - 2.0, bars.x(l.rounded), y + detail::NoiseBars::bar + 2.0, detail::colors::ink, 2.0);
    }
    svg.label(bars.right + 10.0, middle, detail::decibels(l.signal_to_noise), 12.0);
  }
  svg.line(bars.left, bars.top - 4.0, bars.left, bars.bottom, detail::colors::ink);
  svg.label((bars.left + bars.right) / 2.0, bars.bottom + 36.0, "signal to noise in dB", 13.0, Anchor::middle);
  return svg;
}

}  // namespace linnet
