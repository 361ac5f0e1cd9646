// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_zoom.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::random_zoom_layer {

namespace nn = linnet;

/// The factors of height and width that were drawn, read from images whose pixels have their row and their column.
std::vector<std::array<double, 2>> drawn(const nn::RandomZoom& layer, Index samples) {
  constexpr Index side = 9;
  LayerRun<float, Shape<side, side, 2>, nn::RandomZoom> run(layer, samples);
  for (Index i = 0; i < run.x.size(); ++i)
    run.x.data()[i] = static_cast<float>(i % 2 == 0 ? i / 2 / side % side : i / 2 % side);
  run.forward(true);
  std::vector<std::array<double, 2>> factors;
  for (Index i = 0; i < samples; ++i) {
    const auto pixel = [&](Index p, Index q, Index c) {
      return static_cast<double>(run.y.data()[((i * side + p) * side + q) * 2 + c]);
    };
    REQUIRE_THAT(pixel(4, 4, 0), WithinAbs(4.0, 1e-5));
    REQUIRE_THAT(pixel(4, 4, 1), WithinAbs(4.0, 1e-5));
    factors.push_back({pixel(5, 4, 0) - 4.0, pixel(4, 5, 1) - 4.0});
  }
  return factors;
}

TEST_CASE("RandomZoom keeps the contract of a layer", "[layers/augmentation]") {
  for (const nn::FillMode fill : {nn::FillMode::reflect, nn::FillMode::constant, nn::FillMode::wrap, nn::FillMode::nearest}) {
    check_layer<Shape<3, 4, 2>>(nn::RandomZoom{0.8f, 0.9f, fill, nn::Interpolation::bilinear, 0.5f});
    check_layer<Shape<3, 4, 2>>(
        nn::RandomZoom{.height_factor = 0.8f, .fill_mode = fill, .interpolation = nn::Interpolation::nearest});
  }
}

TEST_CASE("RandomZoom draws uniform factors around the centre, one for both axes or one for each", "[layers/augmentation]") {
  constexpr double samples = 4000;
  double mean = 0.0, below = 0.0;
  for (const auto& [height, width] : drawn({.height_factor = {-0.5f, 0.3f}}, 4000)) {
    REQUIRE_THAT(height, WithinAbs(width, 1e-5));
    REQUIRE((height >= 0.5 - 1e-5 && height <= 1.3 + 1e-5));
    mean += height / samples;
    below += height < 0.7 ? 1.0 / samples : 0.0;
  }
  CHECK_THAT(mean, WithinAbs(0.9, 4 * 0.8 / std::sqrt(12.0 * samples)));
  CHECK_THAT(below, WithinAbs(0.25, 4 * std::sqrt(0.1875 / samples)));

  double heights = 0.0, widths = 0.0, product = 0.0;
  for (const auto& [height, width] : drawn({.height_factor = 0.4f, .width_factor = nn::Factor{0.0f, 0.2f}}, 4000)) {
    REQUIRE((width >= 1.0 - 1e-5 && width <= 1.2 + 1e-5));
    heights += height / samples;
    widths += width / samples;
    product += (height - 1.0) * (width - 1.1) / samples;
  }
  CHECK_THAT(heights, WithinAbs(1.0, 4 * 0.8 / std::sqrt(12.0 * samples)));
  CHECK_THAT(widths, WithinAbs(1.1, 4 * 0.2 / std::sqrt(12.0 * samples)));
  CHECK_THAT(product, WithinAbs(0.0, 4 * 0.16 / 12.0 / std::sqrt(samples)));
}

TEST_CASE("RandomZoom does nothing in inference", "[layers/augmentation]") {
  LayerRun<float, Shape<3, 2, 1>, nn::RandomZoom> run(nn::RandomZoom{0.9f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
}

TEST_CASE("A model refuses a RandomZoom with wrong settings", "[layers/augmentation]") {
  const auto make = [](const nn::RandomZoom& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer, nn::Flatten{}}; };
  CHECK_NOTHROW(make({0.9f, nn::Factor{-0.9f, 1.0f}}));
  for (const nn::Factor& factor :
       {nn::Factor(1.0f), nn::Factor(0.0f, 1.1f), nn::Factor(std::numeric_limits<float>::quiet_NaN())}) {
    CHECK_THROWS_MATCHES(
        make({factor}), nn::InvalidInput,
        message_contains("RandomZoom: height_factor must be above -1 and not above 1; a single number is below 1"));
    CHECK_THROWS_MATCHES(make({.width_factor = factor}), nn::InvalidInput,
                         message_contains("RandomZoom: width_factor must be above -1 and not above 1"));
  }
  CHECK_THROWS_MATCHES(make({.fill_value = std::numeric_limits<float>::infinity()}), nn::InvalidInput,
                       message_contains("RandomZoom: fill_value must be finite"));
}

}  // namespace linnet::test::random_zoom_layer
