// SPDX-License-Identifier: MIT
// QuantizationReport: what a model lost in int8, layer by layer. QuantizedSequential::report makes it. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/display_width.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

namespace linnet {

/// The output of one layer in int8, compared with that in float.
struct LayerReport {
  std::string name{};          ///< as in summary: "conv2d + relu"; "input" for the input of the model
  std::vector<Index> shape{};  ///< of the output of a sample
  float low = 0.0f;            ///< the smallest number that the output can have
  float high = 0.0f;           ///< the largest
  float scale = 0.0f;          ///< real = scale * (q - zero)
  std::int32_t zero = 0;
  double clipped = 0.0;          ///< share of the float numbers beyond the range, by more than a step
  double signal_to_noise = 0.0;  ///< of the output against float, in dB; infinite if they are equal
  double rounded = 0.0;          ///< the same if only this output were rounded and clipped: the best that its range allows
  double input_signal_to_noise = std::numeric_limits<double>::infinity();  ///< of the worst tensor that the layer reads
  double peak = 0.0;         ///< the farther end of the range, in root mean squares of the float numbers
  Index bytes = 0;           ///< of its constants, packed as for a Cortex-M0
  Index depthwise_taps = 0;  ///< weights for each channel of a depthwise convolution; 0 for other layers
  bool fixed_range = false;  ///< its range depends on no data: softmax, sigmoid, tanh

  /// The noise that the layer adds, as a share of the power of its numbers; below 0 if it averages noise away.
  double added_noise() const { return std::pow(10.0, -signal_to_noise / 10.0) - std::pow(10.0, -input_signal_to_noise / 10.0); }
};

/// The report of QuantizedSequential::report. It prints as a table: std::cout << report.
struct QuantizationReport {
  std::vector<LayerReport> layers{};  ///< the input, then the layers in the order in which they compute
  Index samples = 0;
  Index int8_bytes = 0;    ///< of constants, packed as for a Cortex-M0
  Index float_bytes = 0;   ///< of the parameters of the same layers in float
  Index memory_bytes = 0;  ///< RAM of a prediction of one sample on a chip, without input and output
  /// Share of samples with the same class: the same largest number on the last axis, or the same side of 0.5 of a single probability. Not a
  /// number if the model has one output that is no probability.
  double agreement = std::numeric_limits<double>::quiet_NaN();
  double difference = 0.0;  ///< mean absolute difference of the outputs
  std::string metric{};     ///< the name of the metric; empty if no targets were given
  double float_score = 0.0;
  double int8_score = 0.0;

  /// The number of the layer that adds the most noise; 0, the input, if there are no layers.
  std::size_t worst() const {
    std::size_t most = layers.size() > 1 ? 1 : 0;
    for (std::size_t i = most; i < layers.size(); ++i) {
      if (layers[i].added_noise() > layers[most].added_noise()) most = i;
    }
    return most;
  }
  /// True if int8 predicts as float does: 99.5 % of the classes are equal, or, without classes, the output has 30 dB.
  bool is_good() const {
    return std::isnan(agreement) ? layers.empty() || layers.back().signal_to_noise >= 30.0 : agreement >= 0.995;
  }
};

namespace detail {

/// Above 100 dB nothing is lost but last bits of float.
LINNET_COLD inline std::string decibels(double number) { return number > 100.0 ? "exact" : fixed(number, 1); }
LINNET_COLD inline std::string percent(double share) { return fixed(100.0 * share, 2) + " %"; }

LINNET_COLD inline void print_layers(std::ostream& out, const std::vector<LayerReport>& layers) {
  std::size_t width = 12;
  for (const LayerReport& l : layers) width = (std::max)(width, display_width(l.name) + 2);
  const auto row = [&](const std::string& name, const std::string& shape, const std::string& low, const std::string& high,
                       const std::string& scale, const std::string& zero, const std::string& clipped, const std::string& noise,
                       const std::string& bytes) {
    out << ' ' << name << padding(name, width)
        << print("%-17s%9s%10s%11s%6s%9s%7s%9s\n", shape.c_str(), low.c_str(), high.c_str(), scale.c_str(), zero.c_str(),
                 clipped.c_str(), noise.c_str(), bytes.c_str());
  };
  row("Layer", "Output shape", "Low", "High", "Scale", "Zero", "Clipped", "dB", "Bytes");
  const std::string rule(width + 78, '-');
  out << ' ' << rule << '\n';
  for (const LayerReport& l : layers) {
    row(l.name, text("(N, ", joined(l.shape, ", "), ")"), print("%.4g", static_cast<double>(l.low)),
        print("%.4g", static_cast<double>(l.high)), print("%.4g", static_cast<double>(l.scale)), text(l.zero),
        percent(l.clipped), decibels(l.signal_to_noise), grouped(l.bytes));
  }
  out << ' ' << rule << '\n';
}

}  // namespace detail
}  // namespace linnet
