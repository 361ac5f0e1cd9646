// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_crop.hpp>

#include <linnet/linnet.hpp>
#include <linnet/quantized/quantize.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <array>
#include <cmath>

namespace linnet::test::random_crop_layer {

namespace nn = linnet;

TEST_CASE("RandomCrop keeps the contract of a layer", "[layers/augmentation]") {
  check_layer<Shape<5, 4, 2>>(nn::RandomCrop<2>{});
  check_layer<Shape<5, 4, 2>>(nn::RandomCrop<nn::Size2D{4, 1}>{});
  check_layer<Shape<5, 4, 2>>(nn::RandomCrop<nn::Size2D{5, 4}>{});
}

TEST_CASE("RandomCrop takes windows at every place alike, for each image its own", "[layers/augmentation]") {
  constexpr Index samples = 6000;
  LayerRun<float, Shape<4, 5, 1>, nn::RandomCrop<nn::Size2D{3, 3}>> run({}, samples);
  for (Index i = 0; i < run.x.size(); ++i) run.x.data()[i] = static_cast<float>(i % 20);
  run.forward(true);
  std::array<int, 20> corners{};
  int again = 0;
  for (Index i = 0; i < samples; ++i) {
    const float* const y = run.y.data() + 9 * i;
    for (Index k = 0; k < 9; ++k) REQUIRE(y[k] == y[0] + static_cast<float>(k / 3 * 5 + k % 3));
    ++corners.at(static_cast<std::size_t>(y[0]));
    again += i > 0 && y[0] == y[-9];
  }
  const double deviation = std::sqrt(samples * 5.0 / 36.0);
  for (const std::size_t corner : {0u, 1u, 2u, 5u, 6u, 7u}) {
    CHECK_THAT(corners.at(corner), WithinAbs(samples / 6.0, 4 * deviation));
    corners.at(corner) = 0;
  }
  CHECK(corners == std::array<int, 20>{});
  CHECK_THAT(again, WithinAbs(samples / 6.0, 4 * deviation));
}

TEST_CASE("RandomCrop takes the centre in inference, also in int8", "[layers/augmentation]") {
  const nn::Sequential model{nn::Input<5, 4, 1>{}, nn::RandomCrop<nn::Size2D{2, 1}>{}, nn::Flatten{}};
  nn::Tensor<4> x(1, 5, 4, 1);
  for (nn::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
  const nn::Tensor<2> y = model.predict(x);
  CHECK((y(0, 0) == 5.0f && y(0, 1) == 9.0f));  // keras.layers.CenterCrop(2, 1)
  const auto q = nn::quantize(model, x);
  const nn::Tensor<2> z = q.predict(x);
  CHECK_THAT(static_cast<double>(z(0, 0)), WithinAbs(5.0, 0.1));
  CHECK_THAT(static_cast<double>(z(0, 1)), WithinAbs(9.0, 0.1));
}

}  // namespace linnet::test::random_crop_layer
