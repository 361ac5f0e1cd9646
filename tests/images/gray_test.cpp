// SPDX-License-Identifier: MIT
#include <linnet/images/gray.hpp>

#include <tests/support/catch.hpp>

#include <cstdint>
#include <limits>

namespace linnet::test::gray {

TEST_CASE("to_gray takes RGB, one channel and none, of any type of number", "[images]") {
  Tensor<3, std::uint8_t> rgb(1, 2, 3);
  rgb.setValues({{{255, 0, 0}, {10, 20, 30}}});
  const Tensor<2> from_rgb = to_gray(rgb);
  CHECK(from_rgb.dimension(0) == 1);
  CHECK(from_rgb.dimension(1) == 2);
  CHECK(from_rgb(0, 0) == 77.0f * 255.0f / 256.0f);
  CHECK(from_rgb(0, 1) == (770.0f + 3000.0f + 870.0f) / 256.0f);
  Tensor<3> one(2, 1, 1);
  one.setValues({{{0.25f}}, {{0.5f}}});
  CHECK(to_gray(one)(1, 0) == 0.5f);
  Tensor<2, double> none(1, 3);
  none.setValues({{1, 2, 3}});
  CHECK(to_gray(none)(0, 2) == 3.0f);
  CHECK_THROWS_MATCHES(to_gray(Tensor<3>(2, 2, 4)), InvalidInput, message_contains("expected 1 or 3 channels, found 4"));
  CHECK_THROWS_MATCHES(to_gray(Tensor<2>(0, 2)), InvalidInput, message_contains("found no pixels"));
  none(0, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_MATCHES(to_gray(none), InvalidInput, message_contains("to_gray: pixel (0, 1) is nan"));
}

TEST_CASE("resize interpolates where an image grows, and averages where it shrinks", "[images]") {
  Tensor<2> two(1, 2), four(1, 4);
  two.setValues({{0, 4}});
  const Tensor<2> grown = resize(two, 1, 4);
  CHECK(grown(0, 0) == Approx(0));
  CHECK(grown(0, 1) == Approx(1));
  CHECK(grown(0, 2) == Approx(3));
  CHECK(grown(0, 3) == Approx(4));
  four.setValues({{0, 2, 4, 6}});
  const Tensor<2> shrunk = resize(four, 1, 2);  // weights 3, 3, 1 of 7, then mirrored
  CHECK(shrunk(0, 0) == Approx((3 * 0 + 3 * 2 + 1 * 4) / 7.0));
  CHECK(shrunk(0, 1) == Approx((1 * 2 + 3 * 4 + 3 * 6) / 7.0));
  Tensor<2> image(3, 5);
  for (Index i = 0; i < 15; ++i) image.data()[i] = static_cast<float>(i);
  const Tensor<2> same = resize(image, 3, 5);
  for (Index i = 0; i < 15; ++i) CHECK(same.data()[i] == image.data()[i]);
  image.setConstant(7.0f);
  const Tensor<2> other = resize(image, 11, 2);
  CHECK(other.dimension(0) == 11);
  CHECK(other.dimension(1) == 2);
  for (Index i = 0; i < other.size(); ++i) CHECK(other.data()[i] == Approx(7));
  CHECK_THROWS_MATCHES(resize(image, 0, 2), InvalidInput, message_contains("found 3 x 5 to 0 x 2"));
}

TEST_CASE("Otsu's threshold lies between two groups of pixels, also of different sizes", "[images]") {
  Tensor<2> image(1, 8);
  image.setValues({{10, 11, 12, 13, 10, 12, 200, 210}});
  CHECK(otsu_threshold(image) > 50.0f);
  CHECK(otsu_threshold(image) < 160.0f);
  // All splits of 0 0 1 2: the sums n0 n1 (m0 - m1)^2 are 2*2*1.5^2 = 9 after the zeros, 3*1*(1/3 - 2)^2 = 8.33 after the one.
  Tensor<2> four(1, 4);
  four.setValues({{0, 0, 1, 2}});
  CHECK(otsu_threshold(four) > 0.0f);
  CHECK(otsu_threshold(four) < 1.0f);
  image.setConstant(3.0f);
  CHECK_THROWS_MATCHES(otsu_threshold(image), InvalidInput, message_contains("one brightness everywhere"));
}

TEST_CASE("Otsu's threshold takes the largest numbers, and refuses those that are not finite", "[images]") {
  linnet::Tensor<2> pixels(1, 4);
  pixels.setValues({{-3e38f, -2.9e38f, 3e38f, 2.9e38f}});
  const float threshold = linnet::otsu_threshold(pixels);
  CHECK(threshold > -2.9e38f);
  CHECK(threshold < 2.9e38f);
  pixels(0, 2) = std::numeric_limits<float>::infinity();
  CHECK_THROWS_MATCHES(linnet::otsu_threshold(pixels), linnet::InvalidInput, message_contains("not finite"));
}

}  // namespace linnet::test::gray
