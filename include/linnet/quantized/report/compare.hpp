// SPDX-License-Identifier: MIT
// The comparison of an int8 model with the float model from which it was made. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/views.hpp>
#include <linnet/quantized/lowering/float_layers.hpp>
#include <linnet/quantized/observe.hpp>
#include <linnet/quantized/record.hpp>
#include <linnet/quantized/report/observe_int8.hpp>
#include <linnet/quantized/report/report_text.hpp>
#include <linnet/quantized/summary.hpp>

#include <cmath>

namespace linnet::quantized {

using Numbers = std::vector<float>;

/// Sums over the numbers of one tensor.
class TensorSums {
 public:
  explicit TensorSums(Quantization q) : q_(q) {}

  float low() const { return dequantize(-128, q_); }
  float high() const { return dequantize(127, q_); }

  /// Counts the numbers beyond the range. One step beyond is rounding: the largest probability, 1, is a step above the largest int8 number.
  void count(std::span<const float> x) {
    const float margin = 1.01f * q_.scale;
    std::int64_t beyond = 0;
    double squares = 0.0;
    for (const float number : x) {
      beyond += number < low() - margin || number > high() + margin;
      squares += static_cast<double>(number) * static_cast<double>(number);
    }
    beyond_ += beyond;
    counted_ += static_cast<std::int64_t>(x.size());
    squares_ += squares;
  }
  /// Adds the output in float and in int8.
  void add(std::span<const float> x, const Integers& y) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto square = [&](float number) {
        const double d = static_cast<double>(x[i]) - static_cast<double>(number);
        return d * d;
      };
      signal_ += static_cast<double>(x[i]) * static_cast<double>(x[i]);
      noise_ += square(dequantize(y[i], q_));
      rounding_ += square(dequantize(linnet::quantize(x[i], q_), q_));
    }
  }

  void write(LayerReport& l) const {
    l.low = low();
    l.high = high();
    l.scale = q_.scale;
    l.zero = q_.zero;
    l.clipped = static_cast<double>(beyond_) / static_cast<double>(counted_);
    l.signal_to_noise = decibels(noise_);
    l.rounded = decibels(rounding_);
    const double farther = static_cast<double>((std::max)(-low(), high()));
    l.peak = squares_ > 0.0 ? farther / std::sqrt(squares_ / static_cast<double>(counted_)) : 0.0;
  }

 private:
  double decibels(double noise) const {
    return noise > 0.0 ? 10.0 * std::log10(signal_ / noise) : std::numeric_limits<double>::infinity();
  }

  Quantization q_;
  double signal_ = 0.0, noise_ = 0.0, rounding_ = 0.0, squares_ = 0.0;
  std::int64_t beyond_ = 0, counted_ = 0;
};

/// Keeps the float outputs of all layers for a batch, and counts what is beyond their ranges.
struct FloatOutputs {
  std::vector<TensorSums>& sums;  // the input first
  std::vector<Numbers>& outputs;

  void operator()(std::size_t record, std::span<const float> numbers) const {
    sums[record + 1].count(numbers);
    pooled(record, numbers);
  }
  void pooled(std::size_t record, std::span<const float> numbers) const {
    outputs[record].assign(numbers.begin(), numbers.end());
  }
};

/// Fills the names, shapes and bytes of the layers of topology `Top`, and what they lost.
template <class Top>
LINNET_COLD void describe_layers(const std::vector<TensorSums>& sums, std::vector<LayerReport>& layers) {
  layers.resize(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i].write(layers[i]);
  layers[0].name = "input";
  layers[0].shape.assign(Top::Input::dims.begin(), Top::Input::dims.end());
  for (const ListedLayer& line : list_layers<Top>()) {
    if (line.record == ListedLayer::none) continue;
    LayerReport& l = layers[line.record + 1];
    l.name = line.name;
    l.shape.assign(line.dims.begin(), line.dims.end());
    l.bytes = line.bytes;
    l.depthwise_taps = line.depthwise_taps;
    l.fixed_range = line.fixed_range;
    for (const std::size_t input : line.inputs) {
      l.input_signal_to_noise = (std::min)(l.input_signal_to_noise, layers[input].signal_to_noise);
    }
  }
}

/// The share of equal classes of `rows` rows of `width` scores.
inline double equal_classes(const float* x, const float* y, Index rows, Index width) {
  const auto class_of = [&](const float* scores) {
    return width == 1 ? static_cast<Index>(*scores > 0.5f)
                      : static_cast<Index>(std::max_element(scores, scores + width) - scores);
  };
  Index equal = 0;
  for (Index row = 0; row < rows; ++row) equal += class_of(x + row * width) == class_of(y + row * width);
  return static_cast<double>(equal) / static_cast<double>(rows);
}

/// Returns the report of the int8 model with `constants` for instruction set `Isa` on x, and the predictions of both (samples, Output).
template <class Isa, class In, class Layers>
LINNET_OWN_CODE QuantizationReport compare(const FloatLayers<In, Layers>& original, const std::vector<QuantizedLayer>& records,
                                           Quantization input, const std::byte* constants, const ArrayView<float>& x,
                                           const std::vector<float>& mean, const std::vector<float>& factor, float* in_float,
                                           float* in_int8) {
  using Top = typename FloatLayers<In, Layers>::Topology;
  constexpr Index batch = 32;
  std::vector<TensorSums> sums{TensorSums(input)};
  for (const QuantizedLayer& record : records) sums.emplace_back(record.output);
  std::vector<Numbers> outputs(records.size());
  const Storage<float> memory(observe_numbers<Top>(batch));
  for (Index first = 0; first < x.samples(); first += batch) {
    const Index n = (std::min)(batch, x.samples() - first);
    Numbers numbers(x.data() + first * In::size, x.data() + (first + n) * In::size);
    for (std::size_t i = 0; i < numbers.size() && !mean.empty(); ++i) {
      numbers[i] = (numbers[i] - mean[i % mean.size()]) * factor[i % mean.size()];
    }
    Integers integers(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) integers[i] = linnet::quantize(numbers[i], input);
    sums[0].count(numbers);
    sums[0].add(numbers, integers);
    std::size_t record = 0;
    const float* const y = observe<Top>(original.layers, numbers.data(), n, original.parameters.data(), original.state.data(),
                                        memory.data(), record, FloatOutputs{sums, outputs});
    record = 0;
    const Integers q = observe_int8<Isa, Top>(constants, std::move(integers), n, record,
                                              [&](std::size_t i, const Integers& seen) { sums[i + 1].add(outputs[i], seen); });
    const Quantization output = records.empty() ? input : records.back().output;
    std::copy_n(y, n * Top::Output::size, in_float + first * Top::Output::size);
    std::transform(q.begin(), q.end(), in_int8 + first * Top::Output::size,
                   [&](std::int8_t number) { return dequantize(number, output); });
  }
  QuantizationReport report;
  describe_layers<Top>(sums, report.layers);
  report.samples = x.samples();
  constexpr SummaryTotals totals = summary_totals<Top>;
  report.int8_bytes = totals.m0.flash;
  report.memory_bytes = totals.m0.ram;
  report.float_bytes = totals.parameters_in_float;
  const Index numbers = x.samples() * Top::Output::size, width = last_dim<typename Top::Output>;
  for (Index i = 0; i < numbers; ++i)
    report.difference += (std::abs)(static_cast<double>(in_float[i]) - static_cast<double>(in_int8[i]));
  report.difference /= static_cast<double>(numbers);
  if (width > 1 || report.layers.back().fixed_range)
    report.agreement = equal_classes(in_float, in_int8, numbers / width, width);
  return report;
}

}  // namespace linnet::quantized
