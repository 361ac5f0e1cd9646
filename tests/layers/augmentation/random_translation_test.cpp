// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_translation.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::random_translation_layer {

namespace nn = linnet;

TEST_CASE("RandomTranslation keeps the contract of a layer", "[layers/augmentation]") {
  for (const nn::FillMode fill : {nn::FillMode::reflect, nn::FillMode::constant, nn::FillMode::wrap, nn::FillMode::nearest}) {
    check_layer<Shape<3, 4, 2>>(nn::RandomTranslation{0.8f, 0.6f, fill, nn::Interpolation::bilinear, 0.5f});
    check_layer<Shape<3, 4, 2>>(nn::RandomTranslation{0.8f, 0.6f, fill, nn::Interpolation::nearest, 0.5f});
  }
}

TEST_CASE("RandomTranslation shifts each image by uniform shares of its height and width", "[layers/augmentation]") {
  constexpr Index samples = 4000, height = 20, width = 10;
  LayerRun<float, Shape<height, width, 2>, nn::RandomTranslation> run(
      nn::RandomTranslation{.height_factor = {-0.1f, 0.3f}, .width_factor = 0.2f}, samples);
  for (Index i = 0; i < run.x.size(); ++i) {  // each pixel has its row and its column
    run.x.data()[i] = static_cast<float>(i % 2 == 0 ? i / 2 / width % height : i / 2 % width);
  }
  run.forward(true);
  double rows = 0.0, columns = 0.0, product = 0.0, up = 0.0;
  for (Index i = 0; i < samples; ++i) {
    const float* const pixel = run.y.data() + ((i * height + 10) * width + 5) * 2;
    const double down = 10.0 - static_cast<double>(pixel[0]), right = 5.0 - static_cast<double>(pixel[1]);
    REQUIRE((down >= -2.0001 && down <= 6.0001 && right >= -2.0001 && right <= 2.0001));
    rows += down / samples;
    columns += right / samples;
    product += (down - 2.0) * right / samples;
    up += down < 0.0 ? 1.0 / samples : 0.0;
  }
  CHECK_THAT(rows, WithinAbs(2.0, 4 * 8.0 / std::sqrt(12.0 * samples)));
  CHECK_THAT(columns, WithinAbs(0.0, 4 * 4.0 / std::sqrt(12.0 * samples)));
  CHECK_THAT(product, WithinAbs(0.0, 4 * 32.0 / 12.0 / std::sqrt(1.0 * samples)));
  CHECK_THAT(up, WithinAbs(0.25, 4 * std::sqrt(0.1875 / samples)));
}

TEST_CASE("RandomTranslation does nothing in inference", "[layers/augmentation]") {
  LayerRun<float, Shape<3, 2, 1>, nn::RandomTranslation> run(nn::RandomTranslation{1.0f, 1.0f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
}

TEST_CASE("A model refuses a RandomTranslation with wrong settings", "[layers/augmentation]") {
  const auto make = [](const nn::RandomTranslation& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer, nn::Flatten{}}; };
  CHECK_NOTHROW(make({1.0f, -1.0f}));
  CHECK_THROWS_MATCHES(make({1.1f, 0.0f}), nn::InvalidInput,
                       message_contains("RandomTranslation: height_factor must be in [-1, 1]"));
  CHECK_THROWS_MATCHES(make({0.0f, {-2.0f, 0.0f}}), nn::InvalidInput,
                       message_contains("RandomTranslation: width_factor must be in [-1, 1]"));
  CHECK_THROWS_MATCHES(make({.fill_value = std::numeric_limits<float>::infinity()}), nn::InvalidInput,
                       message_contains("RandomTranslation: fill_value must be finite"));
}

}  // namespace linnet::test::random_translation_layer
