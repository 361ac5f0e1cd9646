// SPDX-License-Identifier: MIT
#include <linnet/data/mnist.hpp>
#include <linnet/images/prepare_digit.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/photograph.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace linnet::test::prepare_digit_test {

TEST_CASE("crop_to_ink takes the box of the strokes", "[images]") {
  Tensor<2> ink(6, 8);
  ink.setZero();
  ink(1, 3) = ink(4, 5) = 1.0f;
  ink(0, 0) = 0.5f;
  const Tensor<2> part = crop_to_ink(ink);
  REQUIRE(part.dimension(0) == 4);
  REQUIRE(part.dimension(1) == 3);
  CHECK(part(0, 0) == 1.0f);
  CHECK(part(3, 2) == 1.0f);
  ink.setZero();
  CHECK_THROWS_MATCHES(crop_to_ink(ink), InvalidInput, message_contains("no pixel is above 0.5"));
}

TEST_CASE("scale_to_fit keeps the proportions", "[images]") {
  const auto size = [](Index height, Index width) {
    Tensor<2> image(height, width);
    image.setConstant(1.0f);
    const Tensor<2> scaled = scale_to_fit(image, 20);
    return std::pair(scaled.dimension(0), scaled.dimension(1));
  };
  CHECK(size(100, 50) == std::pair<Index, Index>(20, 10));
  CHECK(size(5, 10) == std::pair<Index, Index>(10, 20));
  CHECK(size(30, 20) == std::pair<Index, Index>(20, 13));
  CHECK(size(400, 1) == std::pair<Index, Index>(20, 1));
}

TEST_CASE("scale_to_fit refuses images without pixels", "[images]") {
  CHECK_THROWS_MATCHES(linnet::scale_to_fit(linnet::Tensor<2>(0, 0), 20), linnet::InvalidInput,
                       message_contains("an image of 0 x 0"));
  CHECK_THROWS_AS(linnet::scale_to_fit(linnet::Tensor<2>(3, 3), 0), linnet::InvalidInput);
  CHECK_THROWS_MATCHES(linnet::scale_to_fit(linnet::Tensor<2>(3, 3), std::numeric_limits<Index>::max()), linnet::InvalidInput,
                       message_contains("a square of 9223372036854775807 pixels"));
}

TEST_CASE("center_by_mass moves the centre of mass to the middle, but not beyond the paper", "[images]") {
  Tensor<2> ink(2, 3);
  ink.setValues({{1, 1, 1}, {1, 1, 1}});
  const Tensor<2> middle = center_by_mass(ink, 8, 9);  // the middle is pixel (4, 4), the mass at (0.5, 1)
  CHECK(middle(4, 3) == 1.0f);
  CHECK(middle(5, 5) == 1.0f);
  CHECK(middle(3, 3) == 0.0f);
  Tensor<2> long_ink(4, 1);
  long_ink.setValues({{1}, {0}, {0}, {0}});
  const Tensor<2> limited = center_by_mass(long_ink, 5, 3);
  CHECK(limited(1, 1) == 1.0f);
  CHECK_THROWS_MATCHES(center_by_mass(ink, 8, 2), InvalidInput, message_contains("2 x 3 has no room in 8 x 2"));
  ink.setZero();
  CHECK_THROWS_MATCHES(center_by_mass(ink, 8, 9), InvalidInput, message_contains("the image is empty"));
}

TEST_CASE("prepare_digit reads images of any range alike", "[images]") {
  Random random(5);
  Tensor<2> image(60, 60);
  for (Index y = 0; y < 60; ++y) {
    for (Index x = 0; x < 60; ++x) {
      image(y, x) = (x >= 28 && x < 34 && y >= 12 && y < 48 ? 0.1f : 0.9f) + 0.04f * (random.uniform<float>() - 0.5f);
    }
  }
  const Tensor<3> expected = prepare_digit(image);
  for (const auto& [scale, shift] :
       {std::pair{1.0f, -1.0f}, std::pair{2.0f, -1.0f}, std::pair{-1.0f, 0.0f}, std::pair{255.0f, 0.0f}, std::pair{3e38f, 0.0f},
        std::pair{3e38f, -3e38f}, std::pair{-3e38f, 0.0f}}) {
    CAPTURE(scale, shift);
    const Tensor<2> other = image * scale + shift;
    Tensor<3> colours(60, 60, 3);
    for (Index i = 0; i < colours.size(); ++i) colours.data()[i] = other.data()[i / 3];
    for (const Tensor<3>& prepared : {prepare_digit(other), prepare_digit(colours)}) {
      double most = 0.0;
      for (Index i = 0; i < 784; ++i) {
        most = (std::max)(most, static_cast<double>((std::abs)(prepared.data()[i] - expected.data()[i])));
      }
      CHECK(most < 0.1);
    }
  }
}

#if LINNET_WITH_ZLIB

const Mnist& mnist() {
  static const Mnist loaded = load_mnist(repository_path("data/mnist"));
  return loaded;
}

/// The largest difference of two digits, if they may be moved by a pixel.
double difference(const float* digit, const Tensor<3>& prepared) {
  double least = 1e9;
  for (Index dy = -1; dy <= 1; ++dy) {
    for (Index dx = -1; dx <= 1; ++dx) {
      double sum = 0.0;
      for (Index y = 1; y < 27; ++y) {
        for (Index x = 1; x < 27; ++x) {
          sum += static_cast<double>(std::abs(digit[(y + dy) * 28 + x + dx] - prepared(0, y, x)));
        }
      }
      least = (std::min)(least, sum);
    }
  }
  return least;
}

TEST_CASE("prepare_digit gives a photograph of an MNIST digit the form of the digit", "[images]") {
  Random random(3);
  for (Index i = 0; i < 12; ++i) {
    const float* const digit = mnist().x_test.data() + i * 784;
    const Conditions conditions{.bright_ink = i % 2 == 1, .gradient = 0.4, .shadow = 0.2, .noise = 3.0, .coloured = true};
    const Tensor<3> prepared = prepare_digit(photograph(digit, random, conditions, 96, 128));
    REQUIRE(prepared.dimension(0) == 1);
    REQUIRE(prepared.dimension(1) == 28);
    REQUIRE(prepared.dimension(2) == 28);
    CHECK(*std::max_element(prepared.data(), prepared.data() + 784) == 1.0f);
    CHECK(*std::min_element(prepared.data(), prepared.data() + 784) == 0.0f);
    double ink = 0.0;
    for (Index k = 0; k < 784; ++k) ink += static_cast<double>(digit[k]);
    CAPTURE(i, ink);
    CHECK(difference(digit, prepared) < 0.4 * ink);
  }
}

TEST_CASE("prepare_digit takes images as they are loaded and as MNIST has them, for models with and without channels",
          "[images]") {
  Tensor<2> digit(28, 28);
  std::copy_n(mnist().x_test.data(), 784, digit.data());
  Tensor<3, std::uint8_t> dark(28, 28, 1);
  for (Index i = 0; i < 784; ++i) dark.data()[i] = static_cast<std::uint8_t>(255.0f * (1.0f - digit.data()[i]));
  const Tensor<3> bright_ink = prepare_digit(digit), dark_ink = prepare_digit(dark);
  CHECK(difference(digit.data(), bright_ink) < 20.0);
  CHECK(difference(digit.data(), dark_ink) < 20.0);
  Sequential flat{Input<28, 28>{}, Flatten{}, Dense<10, softmax>{}};
  Sequential channels{Input<28, 28, 1>{}, Flatten{}, Dense<10, softmax>{}};
  CHECK(flat.predict(bright_ink).dimension(1) == 10);
  CHECK(channels.predict(bright_ink).dimension(1) == 10);
  CHECK_THROWS_AS(prepare_digit(Tensor<3>(28, 28, 2)), InvalidInput);
}

#endif

}  // namespace linnet::test::prepare_digit_test
