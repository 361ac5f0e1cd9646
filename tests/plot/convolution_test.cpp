// SPDX-License-Identifier: MIT
#include <linnet/plot/convolution.hpp>

#include <linnet/layers/convolution.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/models/sequential.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::plot_convolution {

namespace nn = linnet;

/// Compares the numbers of a picture with those of Conv2D.
template <Index H, Index W, Index KH, Index KW, Index Stride, nn::Padding P>
void compare() {
  nn::Random random(1);
  nn::Tensor<4> image(1, H, W, 1);
  nn::Tensor<2> kernel(KH, KW);
  fill_uniform(image.data(), image.size(), random);
  fill_uniform(kernel.data(), kernel.size(), random);
  nn::Sequential model{nn::Input<H, W, 1>{},
                       nn::Conv2D<1, nn::Size2D{KH, KW}, nn::linear, nn::ConvOptions{.strides = Stride, .padding = P}>{}};
  std::copy_n(kernel.data(), kernel.size(), model.template parameter<0>(0).begin());
  const nn::Tensor<4> expected = model.predict(image);
  const nn::detail::ConvolutionNumbers found(image, kernel, Stride, P);
  REQUIRE(found.output.rows() == expected.dimension(1));
  REQUIRE(found.output.columns() == expected.dimension(2));
  for (Index r = 0; r < found.output.rows(); ++r) {
    for (Index c = 0; c < found.output.columns(); ++c) {
      CHECK_THAT(found.output(r, c), WithinAbs(static_cast<double>(expected(0, r, c, 0)), 1e-5));
    }
  }
}

TEST_CASE("The feature map of a picture is that of Conv2D", "[plot]") {
  compare<5, 5, 3, 3, 1, nn::Padding::valid>();
  compare<5, 5, 3, 3, 1, nn::Padding::same>();
  compare<5, 6, 3, 3, 2, nn::Padding::same>();
  compare<6, 5, 3, 3, 2, nn::Padding::valid>();
  compare<6, 7, 2, 4, 1, nn::Padding::same>();
  compare<6, 7, 2, 4, 3, nn::Padding::same>();
  compare<2, 3, 5, 5, 1, nn::Padding::same>();
  compare<7, 7, 1, 1, 3, nn::Padding::same>();
}

TEST_CASE("A picture of a signal may be causal, that of an image may not", "[plot]") {
  const nn::detail::ConvolutionNumbers found({{1, 2, 4, 8}}, {{1, 10, 100}}, 1, nn::Padding::causal);
  const std::vector<double> expected{100, 210, 421, 842};
  for (Index c = 0; c < 4; ++c) CHECK(found.output(0, c) == expected[static_cast<std::size_t>(c)]);
  CHECK(xml_problem(nn::plot_convolution({{1, 2}}, {{1, 10, 100}}, {.padding = nn::Padding::causal}).text()) == "");
  CHECK_THROWS_MATCHES(nn::plot_convolution({{1, 2}, {3, 4}}, {{1, 10}}, {.padding = nn::Padding::causal}), nn::InvalidInput,
                       message_contains("plot_convolution: Padding::causal is for signals of one row; the image has 2"));
}

TEST_CASE("A picture of a convolution shows image, kernel, feature map, and a window with its sum", "[plot]") {
  const nn::NumberTable image{{1, 2, 6, 3}, {5, 4, 3, 7}, {9, 3, 4, 2}}, kernel{{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
  const std::string valid = nn::plot_convolution(image, kernel, {.column = 1, .title = "a < b"}).text(nn::Theme::light);
  CHECK(xml_problem(valid) == "");
  CHECK(occurrences(valid, "a &lt; b") == 1);
  CHECK(occurrences(valid, ">image 3 \xc3\x97 4<") == 1);
  CHECK(occurrences(valid, ">feature map 1 \xc3\x97 2<") == 1);
  CHECK(occurrences(valid, ">\xc3\x97<") == 9);
  CHECK(occurrences(valid, "fill=\"#009e73\">6<") == 1);  // the sum: 3 - 2 + 2 (7 - 4) + 2 - 3
  CHECK(occurrences(valid, "fill=\"#999999\"") == 0);
  CHECK(occurrences(valid, "stroke-width=\"3.00\"") == 2);
  const std::string same =
      nn::plot_convolution(image, kernel, {.padding = nn::Padding::same, .strides = 2}).text(nn::Theme::light);
  CHECK(xml_problem(same) == "");
  CHECK(occurrences(same, ">image 3 \xc3\x97 4, zeros around it<") == 1);
  CHECK(occurrences(same, "fill=\"#999999\"") == 3);  // strides of 2 see no column before the image
  CHECK(occurrences(same, "stroke-dasharray=\"5 4\"") == 2);
}

TEST_CASE("Strides beyond the image leave one window, however large they are", "[plot]") {
  const nn::NumberTable image{{1, 2, 6}, {5, 4, 3}}, kernel{{-1, 0}, {2, 1}};
  for (const auto padding : {nn::Padding::valid, nn::Padding::same}) {
    const std::string one = nn::plot_convolution(image, kernel, {.padding = padding, .strides = 3}).text();
    CHECK(occurrences(one, ">feature map 1 \xc3\x97 1<") == 1);
    CHECK(nn::plot_convolution(image, kernel, {.padding = padding, .strides = std::numeric_limits<Index>::max()}).text() ==
          one);
  }
}

TEST_CASE("A table of one row is a signal", "[plot]") {
  const std::string text = nn::plot_convolution({{1, 2, 4}}, {{-1, 1}}, {.padding = nn::Padding::same}).text(nn::Theme::light);
  CHECK(occurrences(text, ">signal of 3, zeros around it<") == 1);
  CHECK(occurrences(text, ">kernel of 2<") == 1);
  CHECK(occurrences(text, ">feature map of 3<") == 1);
  CHECK(occurrences(text, "fill=\"#999999\"") == 1);  // one zero, behind the signal
}

TEST_CASE("A picture of a convolution is as wide as its sum", "[plot]") {
  const auto wide = nn::NumberTable::filled(1, 9, [](Index, Index) { return -0.25; });
  CHECK(nn::plot_convolution(wide, wide).width() > 9 * 150.0);
}

TEST_CASE("A picture of a convolution refuses what does not fit", "[plot]") {
  const nn::NumberTable image{{1, 2, 3}, {4, 5, 6}}, kernel{{1, 2}, {3, 4}}, tall{{1}, {2}, {3}};
  CHECK_THROWS_MATCHES(nn::plot_convolution(image, tall), nn::InvalidInput,
                       message_contains("the kernel of 3 x 1 is larger than the image of 2 x 3"));
  CHECK_NOTHROW(nn::plot_convolution(image, tall, {.padding = nn::Padding::same}));
  CHECK_THROWS_MATCHES(nn::plot_convolution(image, kernel, {.column = 2}), nn::InvalidInput,
                       message_contains("there is no cell (0, 2) in the feature map of 1 x 2"));
  CHECK_THROWS_AS(nn::plot_convolution(image, kernel, {.row = -1}), nn::InvalidInput);
  CHECK_THROWS_MATCHES(nn::plot_convolution(image, kernel, {.strides = 0}), nn::InvalidInput,
                       message_contains("strides is 0; it must be at least 1"));
}

}  // namespace linnet::test::plot_convolution
