// SPDX-License-Identifier: MIT
#include <linnet/data/preprocessing.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using linnet::test::message_contains;

TEST_CASE("scale_pixels gives pixel / 255", "[data]") {
  Tensor<3, std::uint8_t> pixels(1, 2, 2);
  pixels.setValues({{{0, 51}, {254, 255}}});
  const Tensor<3> scaled = linnet::scale_pixels(pixels);
  CHECK(scaled.dimension(1) == 2);
  CHECK(scaled(0, 0, 0) == 0.0f);
  CHECK(scaled(0, 0, 1) == 51.0f / 255.0f);
  CHECK(scaled(0, 1, 0) == 254.0f / 255.0f);
  CHECK(scaled(0, 1, 1) == 1.0f);
  CHECK(linnet::scale_pixels<double>(pixels)(0, 0, 1) == 0.2);
}

TEST_CASE("one_hot puts a 1 in the place of each class", "[data]") {
  Labels labels(3);
  labels.setValues({2, 0, 3});
  const Tensor<2> rows = linnet::one_hot(labels, 4);
  REQUIRE(rows.dimension(0) == 3);
  REQUIRE(rows.dimension(1) == 4);
  for (Index i = 0; i < 3; ++i) {
    for (Index k = 0; k < 4; ++k) CHECK(rows(i, k) == (labels(i) == k ? 1.0f : 0.0f));
  }
  CHECK(linnet::one_hot<double>(Labels(0), 2).dimension(1) == 2);
}

TEST_CASE("one_hot refuses labels that are no classes", "[data]") {
  Labels labels(2);
  for (const std::int32_t bad : {-1, 3}) {
    labels.setValues({0, bad});
    CHECK_THROWS_MATCHES(
        linnet::one_hot(labels, 3), InvalidInput,
        message_contains("one_hot: expected labels from 0 to 2, found " + std::to_string(bad) + " at sample 1"));
  }
  CHECK_THROWS_MATCHES(linnet::one_hot(Labels(0), 0), InvalidInput,
                       message_contains("one_hot: expected at least 1 class, found 0"));
}

TEST_CASE("shuffle keeps samples and targets together, in the order of the seed", "[data]") {
  constexpr Index samples = 100;
  Tensor<2> x(samples, 3);
  Labels y(samples);
  for (Index i = 0; i < samples; ++i) {
    y(i) = static_cast<std::int32_t>(i);
    for (Index j = 0; j < 3; ++j) x(i, j) = static_cast<float>(10 * i + j);
  }
  linnet::shuffle(x, y, 7);

  std::vector<std::int32_t> expected(samples);
  std::iota(expected.begin(), expected.end(), 0);
  linnet::Random(7).shuffle(std::span(expected));
  CHECK(std::equal(expected.begin(), expected.end(), y.data()));
  CHECK_FALSE(std::is_sorted(expected.begin(), expected.end()));
  for (Index i = 0; i < samples; ++i) {
    for (Index j = 0; j < 3; ++j) REQUIRE(x(i, j) == static_cast<float>(10 * y(i) + j));
  }
}

TEST_CASE("shuffle takes any number of samples, as many in y as in x", "[data]") {
  for (const Index samples : {0, 1, 2}) {
    Tensor<2> x(samples, 2);
    Tensor<2> y(samples, 1);
    x.setConstant(1.0f);
    y.setConstant(2.0f);
    linnet::shuffle(x, y, 1);
    CHECK(std::count(x.data(), x.data() + x.size(), 1.0f) == 2 * samples);
    CHECK(std::count(y.data(), y.data() + y.size(), 2.0f) == samples);
  }
  Tensor<2> x(2, 2);
  Labels y(3);
  CHECK_THROWS_MATCHES(linnet::shuffle(x, y, 1), InvalidInput, message_contains("shuffle: x has 2 samples, y has 3"));
}

TEST_CASE("shuffle refuses more samples than 32 bits count", "[data]") {
  if constexpr (sizeof(Index) == 8) {
    for (const Index samples : {Index{1} << 32, (Index{1} << 32) + 2}) {
      Tensor<2> x(samples, Index{0}), y(samples, Index{0});
      CHECK_THROWS_MATCHES(linnet::shuffle(x, y, 1), InvalidInput,
                           message_contains("shuffle: expected at most 4294967295 samples, found " + std::to_string(samples)));
    }
  }
}

}  // namespace
