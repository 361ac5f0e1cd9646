// SPDX-License-Identifier: MIT
#include <linnet/plot/weights.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::plot_weights {

namespace nn = linnet;

TEST_CASE("The weights of a Dense layer are an image for each unit", "[plot]") {
  const std::vector<float> kernel{-1.0f, 0.5f, 1.0f, 0.25f};  // 2 inputs, 2 units
  const std::string text = nn::plot_weights(kernel, 1, 2, 2).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">unit 1</text>") == 1);
  CHECK(occurrences(text, "M0 0h1v1h-1z\" fill=\"#d55e00\" stroke") == 1);                 // -1
  CHECK(occurrences(text, "M0 0h1v1h-1z\" fill=\"#0072b2\" fill-opacity=\"0.50\"") == 1);  // 0.5
  CHECK_THROWS_MATCHES(nn::plot_weights(kernel, 2, 2, 2), nn::InvalidInput, message_contains("has 4 numbers"));
  CHECK_THROWS_AS(nn::plot_weights(kernel, 1, 2, 2, 0), nn::InvalidInput);
  CHECK(occurrences(nn::plot_weights(kernel, 1, 2, 2, 1).text(), ">unit ") == 1);
}

TEST_CASE("Weights without pixels are refused", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_weights(std::span<const float>{}, 0, 3, 1), nn::InvalidInput, message_contains("0 x 3 inputs"));
  const std::vector<float> kernel(12);
  CHECK_THROWS_AS(nn::plot_weights(kernel, -2, -3, 2), nn::InvalidInput);
  const nn::Index most = std::numeric_limits<nn::Index>::max(), half = nn::Index{1} << 32;
  CHECK_THROWS_AS(nn::plot_weights(kernel, most, most, most), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_weights(std::span<const float>{}, half, half, 1), nn::InvalidInput);  // 2^64
  CHECK_THROWS_MATCHES(nn::plot_weights(kernel, 5, 1, 2), nn::InvalidInput, message_contains("5 x 1 inputs and 2 units"));
}

TEST_CASE("Weights that are not finite are refused", "[plot]") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const std::vector<float> kernel{0.0f, 1.0f, bad, 0.0f};
    CHECK_THROWS_MATCHES(nn::plot_weights(kernel, 1, 2, 2), nn::InvalidInput,
                         message_contains(nn::detail::text("plot_weights: weight 2 of the kernel is ", bad)));
  }
}

TEST_CASE("The weights of a model's layer have their shapes from it", "[plot]") {
  nn::Sequential model{nn::Input<8, 6, 1>{}, nn::Conv2D<4, 3>{}, nn::Conv2D<2, nn::Size2D{3, 2}>{}, nn::Flatten{},
                       nn::Dense<2>{}};
  std::ranges::fill(model.parameter<1>(0), 0.0f);
  model.parameter<1>(0)[(0 * 4 + 3) * 2 + 1] = 1.0f;  // row 0, column 0, channel 3, filter 1
  const std::string first = nn::plot_weights<0>(model).text(), second = nn::plot_weights<1>(model).text();
  CHECK(xml_problem(first) == "");
  CHECK(occurrences(first, ">filter ") == 4);
  CHECK(occurrences(first, "channel") == 0);
  CHECK(occurrences(second, ">filter ") == 8);
  CHECK(occurrences(second, "<path") == 1);
  CHECK(second.find("<path d=\"M0 0h1v1h-1z\"") < second.find("filter 1, channel 3"));
  CHECK(second.find("<path d=\"M0 0h1v1h-1z\"") > second.find("filter 0, channel 3"));
  const nn::Sequential pixels{nn::Input<4, 3>{}, nn::Flatten{}, nn::Dense<5>{}};
  CHECK(occurrences(nn::plot_weights<1>(pixels).text(), ">unit ") == 5);
  CHECK(occurrences(nn::plot_weights<1>(pixels, 2).text(), ">unit ") == 2);
  CHECK(nn::plot_weights<1>(pixels).text() == nn::plot_weights(pixels.parameter<1>(0), 4, 3, 5).text());
}

}  // namespace linnet::test::plot_weights
