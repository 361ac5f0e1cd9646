// SPDX-License-Identifier: MIT
#include <linnet/plot/quantization.hpp>

#include <linnet/plot/report.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>
#include <string>

namespace linnet::test::quantization_picture {

namespace nn = linnet;

nn::QuantizationReport three_layers() {
  constexpr double exact = std::numeric_limits<double>::infinity();
  nn::QuantizationReport report;
  report.layers.push_back({.name = "input", .signal_to_noise = exact, .rounded = exact});
  report.layers.push_back({.name = "conv2d + relu", .signal_to_noise = 25.0, .rounded = 45.0});
  report.layers.push_back({.name = "dense <3>", .signal_to_noise = 24.5, .rounded = 50.0, .input_signal_to_noise = 25.0});
  return report;
}

TEST_CASE("The signal to noise of each layer is a bar, the worst one orange", "[plot]") {
  const std::string text = nn::plot_quantization(three_layers()).text();
  CHECK(xml_problem(text) == "");
  for (const char* words : {"input", "conv2d + relu", "dense &lt;3&gt;", "exact", "25.0", "24.5", "signal to noise in dB"}) {
    CHECK(occurrences(text, std::string(">") + words + "</text>") == 1);
  }
  CHECK(occurrences(text, "height=\"16.00\"") == 3);
  CHECK(occurrences(text, "fill=\"#d55e00\"") == 3);  // the bar, its legend, its colour in the dark
  // 25 of 50 dB are half of the full width, that of what is exact.
  const nn::detail::NoiseBars bars(three_layers().layers);
  const auto width = [](double number) { return "width=\"" + nn::detail::coordinate(number) + "\""; };
  CHECK(occurrences(text, width(bars.right - bars.left)) == 1);
  CHECK(occurrences(text, width((bars.right - bars.left) / 2.0)) == 1);
}

TEST_CASE("Bars of any length stay in the picture", "[plot]") {
  auto report = three_layers();
  report.layers[1].signal_to_noise = -12.0;
  report.layers[2].signal_to_noise = -std::numeric_limits<double>::infinity();
  report.layers[2].rounded = 72.0;
  report.layers[2].name = std::string(200, 'w');
  const std::string text = nn::plot_quantization(report).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "width=\"-") == 0);
  CHECK(occurrences(text, "inf\"") == 0);
  CHECK(occurrences(text, ">-12.0</text>") == 1);
  const nn::detail::NoiseBars bars(report.layers);
  CHECK(bars.most == 80.0);
  CHECK(bars.left == 300.0);
  CHECK(occurrences(nn::Report("int8").picture(nn::plot_quantization(report)).text(), "<svg ") == 1);
  CHECK_THROWS_MATCHES(nn::plot_quantization({}), nn::InvalidInput, message_contains("the report has no layers"));
}

}  // namespace linnet::test::quantization_picture
