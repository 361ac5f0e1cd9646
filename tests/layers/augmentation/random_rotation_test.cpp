// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_rotation.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::random_rotation_layer {

namespace nn = linnet;

TEST_CASE("RandomRotation keeps the contract of a layer", "[layers/augmentation]") {
  for (const nn::FillMode fill : {nn::FillMode::reflect, nn::FillMode::constant, nn::FillMode::wrap, nn::FillMode::nearest}) {
    check_layer<Shape<3, 4, 2>>(nn::RandomRotation{0.5f, fill, nn::Interpolation::bilinear, 0.5f});
    check_layer<Shape<3, 4, 2>>(nn::RandomRotation{0.5f, fill, nn::Interpolation::nearest, 0.5f});
  }
}

TEST_CASE("RandomRotation turns each image around its centre by a uniform angle", "[layers/augmentation]") {
  constexpr Index samples = 4000, side = 9;
  LayerRun<float, Shape<side, side, 2>, nn::RandomRotation> run(nn::RandomRotation{{-0.125f, 0.375f}}, samples);
  for (Index i = 0; i < run.x.size(); ++i)
    run.x.data()[i] = static_cast<float>(i % 2 == 0 ? i / 2 / side % side : i / 2 % side);
  run.forward(true);
  double mean = 0.0, below = 0.0;
  for (Index i = 0; i < samples; ++i) {
    const float* const centre = run.y.data() + ((i * side + 4) * side + 4) * 2;
    REQUIRE_THAT(static_cast<double>(centre[0]), WithinAbs(4.0, 1e-5));
    REQUIRE_THAT(static_cast<double>(centre[1]), WithinAbs(4.0, 1e-5));
    const double row = static_cast<double>(centre[2]) - 4.0, column = static_cast<double>(centre[3]) - 4.0;  // right of it
    REQUIRE_THAT(row * row + column * column, WithinAbs(1.0, 1e-5));
    const double turns = std::atan2(row, column) / (2 * 3.14159265358979323846);
    REQUIRE((turns >= -0.1251 && turns <= 0.3751));
    mean += turns / samples;
    below += turns < 0.0 ? 1.0 / samples : 0.0;
  }
  CHECK_THAT(mean, WithinAbs(0.125, 4 * 0.5 / std::sqrt(12.0 * samples)));
  CHECK_THAT(below, WithinAbs(0.25, 4 * std::sqrt(0.1875 / samples)));
}

TEST_CASE("RandomRotation turns counterclockwise, and does nothing in inference", "[layers/augmentation]") {
  LayerRun<float, Shape<3, 3, 1>, nn::RandomRotation> run(nn::RandomRotation{{0.25f, 0.25f}}, 1);
  for (Index i = 0; i < 9; ++i) run.x.data()[i] = static_cast<float>(i);
  run.forward(true);
  const std::array<double, 9> turned{2, 5, 8, 1, 4, 7, 0, 3, 6};
  for (std::size_t i = 0; i < 9; ++i) CHECK_THAT(static_cast<double>(run.y.data()[i]), WithinAbs(turned[i], 1e-5));
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
}

TEST_CASE("A model refuses a RandomRotation with wrong settings", "[layers/augmentation]") {
  const auto make = [](const nn::RandomRotation& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer, nn::Flatten{}}; };
  CHECK_NOTHROW(make({1.0f}));
  CHECK_THROWS_MATCHES(make({90.0f}), nn::InvalidInput,
                       message_contains("RandomRotation: factor must be in [-1, 1], in full turns"));
  CHECK_THROWS_MATCHES(make({.fill_value = std::numeric_limits<float>::infinity()}), nn::InvalidInput,
                       message_contains("RandomRotation: fill_value must be finite"));
}

}  // namespace linnet::test::random_rotation_layer
