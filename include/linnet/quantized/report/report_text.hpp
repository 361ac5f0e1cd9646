// SPDX-License-Identifier: MIT
// The words of a QuantizationReport: its table, its totals, the layer that loses most, and what to try. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/models/summary.hpp>
#include <linnet/quantized/report/quantization_report.hpp>

namespace linnet {

/// Returns what to try against what `report` shows, a sentence for each finding; empty if nothing needs to be done.
LINNET_COLD inline std::vector<std::string> advice(const QuantizationReport& report) {
  using detail::fixed;
  using detail::text;
  std::vector<std::string> all;
  if (report.layers.empty()) return all;
  const LayerReport& input = report.layers.front();
  const LayerReport& clipped =
      input.clipped > 0.001
          ? input
          : *std::max_element(report.layers.begin(), report.layers.end(),
                              [](const LayerReport& a, const LayerReport& b) { return a.clipped < b.clipped; });
  if (clipped.clipped > 0.001) {
    all.push_back(
        text(detail::percent(clipped.clipped), " of the numbers of ", &clipped == &input ? "the " : "", clipped.name,
             " are beyond its range: calibrate on more samples, on samples like these, or with a higher percentile."));
  }
  if (report.is_good() || clipped.clipped > 0.01) return all;
  if (input.signal_to_noise < 30.0) {
    all.push_back(text("The input alone has ", detail::decibels(input.signal_to_noise),
                       " dB: bring its features to the same scale, with a Normalization as the first layer."));
  }
  const LayerReport& worst = report.layers[report.worst()];
  if (worst.fixed_range) {
    all.push_back(text("The output of ", worst.name, " has steps of ", detail::print("%.3g", static_cast<double>(worst.scale)),
                       ": keep this layer in float, behind the int8 model."));
  } else if (worst.peak > 16.0 && worst.rounded < worst.signal_to_noise + 3.0) {
    all.push_back(
        text("The range of ", worst.name, " reaches ", fixed(worst.peak, 0),
             " times as far as its numbers usually do, so that few numbers cost the others their resolution: calibrate "
             "with QuantizeOptions{.calibration = Calibration::percentile}."));
  } else if (worst.depthwise_taps > 0) {
    all.push_back(
        text(worst.name, " has only ", worst.depthwise_taps, " weights for each of its ", worst.shape.back(),
             " channels, and one range for all of them: train with nn::quantization_aware, or give it more channels."));
    return all;
  }
  all.emplace_back("Train some epochs, or more of them, with nn::quantization_aware(model, x), then quantise again.");
  return all;
}

namespace detail {

/// Prints a sentence in lines of at most 100 characters.
LINNET_COLD inline void print_wrapped(std::ostream& out, std::string_view words) {
  constexpr std::size_t most = 100;
  while (words.size() > most && words.rfind(' ', most) != words.npos) {
    const std::size_t end = words.rfind(' ', most);
    out << ' ' << words.substr(0, end) << '\n';
    words.remove_prefix(end + 1);
  }
  out << ' ' << words << '\n';
}

}  // namespace detail

/// Prints the table, the totals, the layer that loses most, and the advice.
LINNET_COLD inline std::ostream& operator<<(std::ostream& out, const QuantizationReport& report) {
  using detail::bytes;
  using detail::percent;
  detail::print_layers(out, report.layers);
  out << " Flash: " << bytes(report.int8_bytes) << " of constants, packed as for a Cortex-M0; in float "
      << bytes(report.float_bytes) << ". RAM to predict a sample: " << bytes(report.memory_bytes) << ".\n ";
  if (!std::isnan(report.agreement)) out << "Same class as in float: " << percent(report.agreement) << ". ";
  out << "Mean difference of an output: " << detail::print("%.3g", report.difference)
      << ". Samples: " << detail::grouped(report.samples) << ".\n";
  if (!report.metric.empty()) {
    out << ' ' << report.metric << ": " << detail::print("%.4f", report.float_score) << " in float, "
        << detail::print("%.4f", report.int8_score) << " in int8.\n";
  }
  if (report.worst() > 0) {
    const LayerReport& worst = report.layers[report.worst()];
    out << " Loses most: " << worst.name << ", from " << detail::decibels(worst.input_signal_to_noise) << " to "
        << detail::decibels(worst.signal_to_noise) << " dB.\n";
  }
  const std::vector<std::string> sentences = advice(report);
  for (const std::string& sentence : sentences) detail::print_wrapped(out, sentence);
  if (sentences.empty()) out << " Nothing needs to be done.\n";
  return out;
}

}  // namespace linnet
