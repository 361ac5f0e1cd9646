// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_brightness.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::random_brightness_layer {

namespace nn = linnet;

TEST_CASE("RandomBrightness keeps the contract of a layer", "[layers/augmentation]") {
  check_layer<Shape<3, 4, 2>>(nn::RandomBrightness{.factor = 0.5f, .value_range = {-0.7f, 0.8f}});
  check_layer<Shape<3, 4, 2>>(nn::RandomBrightness{});
}

TEST_CASE("Brightness has the numbers of Keras", "[layers/augmentation]") {
  const Golden golden("keras_augmentation");
  const std::vector<double>&x = golden.values("x"), &shares = golden.values("brightness.shares");
  const std::vector<double>& expected = golden.values("brightness_f32");
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    kernels::brighten(shares[i], kernels::ValueRange<double>{0.0, 1.0}, x.data(), y.data(), static_cast<Index>(x.size()));
    for (std::size_t k = 0; k < x.size(); ++k) REQUIRE_THAT(y[k], WithinAbs(expected[i * x.size() + k], 1e-6));
  }
}

TEST_CASE("RandomBrightness adds one uniform number to each image", "[layers/augmentation]") {
  constexpr Index samples = 4000;
  LayerRun<float, Shape<2, 2, 1>, nn::RandomBrightness> run(
      nn::RandomBrightness{.factor = {-0.1f, 0.3f}, .value_range = {0, 10}}, samples);
  std::fill_n(run.x.data(), run.x.size(), 5.0f);
  run.forward(true);
  double mean = 0.0, below = 0.0;
  for (Index i = 0; i < samples; ++i) {
    const double share = (static_cast<double>(run.y.data()[i * 4]) - 5.0) / 10.0;
    for (Index k = 1; k < 4; ++k) REQUIRE(run.y.data()[i * 4 + k] == run.y.data()[i * 4]);
    REQUIRE((share >= -0.100001 && share <= 0.300001));
    mean += share / samples;
    below += share < 0.0 ? 1.0 / samples : 0.0;
  }
  CHECK_THAT(mean, WithinAbs(0.1, 4 * 0.4 / std::sqrt(12.0 * samples)));
  CHECK_THAT(below, WithinAbs(0.25, 4 * std::sqrt(0.1875 / samples)));
}

TEST_CASE("RandomBrightness keeps numbers in their range, 0 to 255 if none is stated", "[layers/augmentation]") {
  const nn::Sequential model{nn::Input<1, 1, 2>{}, nn::RandomBrightness{1.0f}};
  nn::Tensor<4> x(1, 1, 1, 2);
  x.setValues({{{{0.0f, 255.0f}}}});
  for (unsigned seed = 0; seed < 20; ++seed) {
    const nn::Tensor<4> y = nn::predict_in_training(model, x, seed);
    const float dark = y(0, 0, 0, 0), bright = y(0, 0, 0, 1);
    CHECK(((dark == 0.0f && bright < 255.0f && bright >= 0.0f) || (bright == 255.0f && dark > 0.0f && dark <= 255.0f)));
  }
  const nn::Tensor<4> y = model.predict(x);
  CHECK((y(0, 0, 0, 0) == 0.0f && y(0, 0, 0, 1) == 255.0f));
}

TEST_CASE("A model refuses a RandomBrightness with wrong settings", "[layers/augmentation]") {
  const auto make = [](const nn::RandomBrightness& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer, nn::Flatten{}}; };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  CHECK_NOTHROW(make({.factor = {0.3f, -1.0f}}));
  for (const nn::Factor& factor : {nn::Factor(1.5f), nn::Factor(-0.1f, 1.1f), nn::Factor(nan), nn::Factor(nan, 0.5f)}) {
    CHECK_THROWS_MATCHES(make({.factor = factor}), nn::InvalidInput,
                         message_contains("RandomBrightness: factor must be in [-1, 1]"));
  }
  for (const std::array<float, 2>& range :
       {std::array{1.0f, 0.0f}, std::array{1.0f, 1.0f}, std::array{0.0f, infinity}, std::array{nan, 1.0f}}) {
    CHECK_THROWS_MATCHES(make({.value_range = range}), nn::InvalidInput,
                         message_contains("RandomBrightness: value_range must be two finite numbers, the lower one first"));
  }
}

}  // namespace linnet::test::random_brightness_layer
