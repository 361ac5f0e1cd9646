// SPDX-License-Identifier: MIT
#include <linnet/quantized/report/quantization_report.hpp>

#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace linnet::test::quantization_report {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

std::vector<float> bell(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = random.normal<float>();
  return x;
}

template <class Report>
std::string printed_text(const Report& report) {
  std::ostringstream out;
  out << report;
  return out.str();
}

/// The signal to noise and the mean difference of all predictions, from predict.
template <class Model, class Quantized>
std::pair<double, double> of_predictions(const Model& model, const Quantized& q, const std::vector<float>& x) {
  const auto wanted = model.predict(x), y = q.predict(x);
  double signal = 0.0, noise = 0.0, difference = 0.0;
  for (nn::Index i = 0; i < y.size(); ++i) {
    const double f = static_cast<double>(wanted.data()[i]), d = f - static_cast<double>(y.data()[i]);
    signal += f * f;
    noise += d * d;
    difference += std::abs(d);
  }
  return {10.0 * std::log10(signal / noise), difference / static_cast<double>(y.size())};
}

TEST_CASE("A report has a line for the input and each int8 layer", "[quantized]") {
  nn::Sequential model{nn::Input<8, 8, 2>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{},
                       nn::Dense<5, nn::softmax>{}};
  const auto x = bell(70 * 128, 5);
  const auto q = nn::quantize(model, x);
  const nn::QuantizationReport report = q.report(x);
  REQUIRE(report.layers.size() == 4);
  const char* names[] = {"input", "conv2d + relu + max_pooling2d", "dense", "softmax"};
  for (std::size_t i = 0; i < 4; ++i) CHECK(report.layers[i].name == names[i]);
  CHECK(report.layers[0].shape == std::vector<nn::Index>{8, 8, 2});
  CHECK(report.layers[1].shape == std::vector<nn::Index>{3, 3, 4});
  CHECK(report.layers[3].shape == std::vector<nn::Index>{5});
  CHECK(report.layers[0].scale == q.input_quantization().scale);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& l = report.layers[i + 1];
    CHECK(l.scale == q.records()[i].output.scale);
    CHECK(l.zero == q.records()[i].output.zero);
    CHECK(l.low == nn::dequantize(-128, q.records()[i].output));
    CHECK(l.high == nn::dequantize(127, q.records()[i].output));
    CHECK(l.clipped == 0.0);
    CHECK(l.signal_to_noise > 25.0);
    CHECK(l.rounded >= l.signal_to_noise - 0.5);
    CHECK(l.fixed_range == (i == 2));
  }
  CHECK(report.samples == 70);
  CHECK(report.layers[1].bytes + report.layers[2].bytes + report.layers[3].bytes == report.int8_bytes);
  CHECK(report.float_bytes == (4 * 19 + 5 * 37) * 4);
  CHECK(report.agreement > 0.9);
  CHECK(report.metric.empty());
}

TEST_CASE("The last line of a report is what predict gives, through branches, too", "[quantized]") {
  const auto check = [](const auto& model) {
    const auto x = bell(50 * std::remove_cvref_t<decltype(model)>::Input::size, 5);
    const auto q = nn::quantize(model, x);
    const auto report = q.report(x);
    const auto [decibels, difference] = of_predictions(model, q, x);
    CHECK(std::abs(report.layers.back().signal_to_noise - decibels) < 0.01);
    CHECK(std::abs(report.difference - difference) < 1e-5 + 1e-3 * difference);
    return report;
  };
  check(nn::Sequential{nn::Input<9, 8, 3>{}, nn::Conv2D<7, 3, nn::relu>{}, nn::MaxPooling2D<2>{}});
  const auto branched = check(
      nn::Sequential{nn::Input<8, 8, 4>{}, nn::Residual{nn::DepthwiseConv2D<3, 1, nn::relu6, same>{}, nn::Conv2D<4, 1>{}},
                     nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::tanh>{}}, nn::Branch{}}, nn::Flatten{}, nn::Dense<3>{}});
  REQUIRE(branched.layers.size() == 8);
  CHECK(branched.layers[1].depthwise_taps == 9);
  CHECK(branched.layers[3].name == "residual");
  CHECK(branched.layers[6].name == "concatenate");
  CHECK(branched.layers[3].input_signal_to_noise == branched.layers[2].signal_to_noise);
}

TEST_CASE("A Normalization in front and targets in a report", "[quantized]") {
  std::vector<float> x = bell(200 * 3, 3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 3 == 0 ? 1000.0f + 300.0f * x[i] : x[i];
  nn::Sequential model{nn::Input<3>{}, nn::Normalization{}, nn::Dense<8, nn::relu>{}, nn::Dense<2>{}};
  nn::adapt(model, x);
  const auto q = nn::quantize(model, x);
  const nn::Tensor<2> wanted = model.predict(x);
  nn::Labels y(200);
  for (nn::Index i = 0; i < 200; ++i) y(i) = wanted(i, 1) > wanted(i, 0);
  const auto report = q.report(x, y);
  CHECK(report.metric == "accuracy");
  CHECK(report.float_score == 1.0);
  CHECK(report.int8_score == report.agreement);
  CHECK(report.int8_score > 0.95);
  const auto copy = q;
  CHECK(printed_text(copy.report(x, y)) == printed_text(report));
  const auto errors = q.report(x, wanted, nn::MeanAbsoluteErrorMetric{});
  CHECK(errors.metric == nn::MeanAbsoluteErrorMetric::name);
  CHECK(errors.float_score < 1e-6);
  CHECK(std::abs(errors.int8_score - errors.difference) < 1e-6);
}

TEST_CASE("A report prints a table, totals and what to try", "[quantized]") {
  nn::QuantizationReport report;
  report.layers.push_back({.name = "input",
                           .shape = {28, 28},
                           .high = 1.0f,
                           .scale = 1.0f / 255,
                           .zero = -128,
                           .signal_to_noise = std::numeric_limits<double>::infinity(),
                           .rounded = 50.0});
  report.layers.push_back({.name = "dense + relu",
                           .shape = {256},
                           .high = 8.84f,
                           .scale = 0.03467f,
                           .zero = -128,
                           .clipped = 0.0003,
                           .signal_to_noise = 44.94,
                           .rounded = 50.0,
                           .bytes = 203784});
  report.samples = 10000;
  report.int8_bytes = 203784;
  report.float_bytes = 803840;
  report.memory_bytes = 340;
  report.agreement = 0.9991;
  report.difference = 0.00081;
  report.metric = "accuracy";
  report.float_score = 0.977;
  report.int8_score = 0.9773;
  CHECK(printed_text(report) ==
        " Layer         Output shape           Low      High      Scale  Zero  Clipped     dB    Bytes\n"
        " --------------------------------------------------------------------------------------------\n"
        " input         (N, 28, 28)              0         1   0.003922  -128   0.00 %  exact        0\n"
        " dense + relu  (N, 256)                 0      8.84    0.03467  -128   0.03 %   44.9  203,784\n"
        " --------------------------------------------------------------------------------------------\n"
        " Flash: 203.8 kB of constants, packed as for a Cortex-M0; in float 803.8 kB. RAM to predict a sample: 340 B.\n"
        " Same class as in float: 99.91 %. Mean difference of an output: 0.00081. Samples: 10,000.\n"
        " accuracy: 0.9770 in float, 0.9773 in int8.\n"
        " Loses most: dense + relu, from exact to 44.9 dB.\n"
        " Nothing needs to be done.\n");
  CHECK(nn::advice(report).empty());
  report.agreement = std::numeric_limits<double>::quiet_NaN();
  report.metric.clear();
  CHECK_THAT(printed_text(report), contains("\n Mean difference of an output: 0.00081. Samples: 10,000.\n Loses most"));
  CHECK_NOTHROW(printed_text(nn::QuantizationReport{}));
}

TEST_CASE("Advice follows what a report shows", "[quantized]") {
  nn::QuantizationReport report;
  report.layers.resize(3);
  report.layers[0] = {.name = "input", .signal_to_noise = 60.0};
  report.layers[1] = {
      .name = "conv2d", .shape = {4, 4, 16}, .signal_to_noise = 20.0, .rounded = 21.0, .input_signal_to_noise = 60.0};
  report.layers[2] = {.name = "dense", .signal_to_noise = 18.0, .rounded = 40.0, .input_signal_to_noise = 20.0};
  report.agreement = 0.9;
  const auto words = [&] {
    std::string all;
    for (const std::string& sentence : nn::advice(report)) all += sentence + '\n';
    return all;
  };
  CHECK(report.worst() == 1);
  CHECK(words() == "Train some epochs, or more of them, with nn::quantization_aware(model, x), then quantise again.\n");
  report.layers[1].peak = 40.0;
  CHECK_THAT(words(), contains("The range of conv2d reaches 40 times as far as its numbers usually do"));
  CHECK_THAT(words(), contains("Calibration::percentile"));
  report.layers[1].rounded = 40.0;  // its range is not the cause
  CHECK(words().find("percentile") == std::string::npos);
  report.layers[1].depthwise_taps = 9;
  CHECK_THAT(words(), contains("conv2d has only 9 weights for each of its 16 channels"));
  report.layers[1].fixed_range = true;
  report.layers[1].scale = 1.0f / 256;
  CHECK_THAT(words(), contains("The output of conv2d has steps of 0.00391: keep this layer in float"));
  report.layers[0].signal_to_noise = 12.0;
  CHECK_THAT(words(), contains("The input alone has 12.0 dB"));
  std::size_t longest = 0;
  std::istringstream lines(printed_text(report));
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  CHECK(longest <= 101);
  report.agreement = 0.999;
  CHECK(words().empty());
  report.layers[2].clipped = 0.02;
  CHECK(words() ==
        "2.00 % of the numbers of dense are beyond its range: calibrate on more samples, on samples like these, or with a "
        "higher percentile.\n");
}

TEST_CASE("A report counts what is beyond the ranges of the calibration", "[quantized]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<8, nn::relu>{}, nn::Dense<1>{}};
  auto x = bell(400, 2);
  const auto q = nn::quantize(model, x);
  for (float& number : x) number *= 4.0f;
  const auto report = q.report(x);
  CHECK(report.layers[0].clipped > 0.2);
  CHECK(report.layers[1].clipped > 0.05);  // what relu cuts off below 0 is not beyond the range
  CHECK(report.layers[1].clipped < 0.5);
  CHECK(report.layers[2].input_signal_to_noise == report.layers[1].signal_to_noise);
  CHECK(std::isnan(report.agreement));
  CHECK_THAT(printed_text(report), contains("of the numbers of the input are beyond its range"));
  CHECK(nn::advice(report).size() == 1);  // nothing else can be seen before that is mended
}

TEST_CASE("A report refuses bad samples, and a model without float numbers", "[quantized]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}};
  const auto x = bell(40, 2);
  const auto q = nn::quantize(model, x);
  CHECK_THROWS_MATCHES(q.report(std::vector<float>{}), nn::InvalidInput, message_contains("report: x has no samples"));
  CHECK_THROWS_MATCHES(q.report(nn::Tensor<2>(2, 5)), nn::InvalidInput, message_contains("report: x has 5 numbers"));
  CHECK_THROWS_MATCHES(q.report(x, nn::Labels(3)), nn::InvalidInput, message_contains("report: scores are 10 times 3"));
  const std::remove_cvref_t<decltype(q)> loaded(q.layers(), q.records(), q.input_quantization());
  CHECK_THROWS_MATCHES(loaded.report(x), nn::InvalidInput, message_contains("only the result of quantize has them"));
}

}  // namespace linnet::test::quantization_report
