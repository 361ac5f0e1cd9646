// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_contrast.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::random_contrast_layer {

namespace nn = linnet;

TEST_CASE("RandomContrast keeps the contract of a layer", "[layers/augmentation]") {
  check_layer<Shape<3, 4, 2>>(nn::RandomContrast{.factor = 0.5f, .value_range = {-0.7f, 0.8f}});
  check_layer<Shape<3, 4, 2>>(nn::RandomContrast{.factor = 1.0f, .value_range = {-10, 10}});
}

TEST_CASE("Contrast has the numbers of Keras", "[layers/augmentation]") {
  const Golden golden("keras_augmentation");
  const std::vector<double>&x = golden.values("x"), &factors = golden.values("contrast.factors");
  const std::vector<double>& expected = golden.values("contrast_f32");
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < factors.size(); ++i) {
    kernels::change_contrast<Shape<5, 4, 2>>(factors[i], kernels::ValueRange<double>{0.0, 1.0}, x.data(), y.data());
    for (std::size_t k = 0; k < x.size(); ++k) REQUIRE_THAT(y[k], WithinAbs(expected[i * x.size() + k], 1e-6));
  }
}

TEST_CASE("RandomContrast draws one factor for each image, as far below and above 1 as it is told", "[layers/augmentation]") {
  constexpr Index samples = 4000;
  for (const auto& [factor, low, high] :
       {std::tuple{nn::ContrastFactor{0.4f}, 0.6, 1.4}, std::tuple{nn::ContrastFactor{0.5f, 0.2f}, 0.5, 1.2}}) {
    LayerRun<float, Shape<1, 2, 1>, nn::RandomContrast> run(nn::RandomContrast{.factor = factor}, samples);
    for (Index i = 0; i < run.x.size(); ++i) run.x.data()[i] = i % 2 == 0 ? 90.0f : 110.0f;
    run.forward(true);
    double mean = 0.0, below = 0.0;
    for (Index i = 0; i < samples; ++i) {
      const double drawn = (static_cast<double>(run.y.data()[2 * i + 1]) - 100.0) / 10.0;
      REQUIRE_THAT(static_cast<double>(run.y.data()[2 * i]), WithinAbs(100.0 - 10.0 * drawn, 1e-4));
      REQUIRE((drawn >= low - 1e-5 && drawn <= high + 1e-5));
      mean += drawn / samples;
      below += drawn < 0.75 * low + 0.25 * high ? 1.0 / samples : 0.0;
    }
    CHECK_THAT(mean, WithinAbs((low + high) / 2, 4 * (high - low) / std::sqrt(12.0 * samples)));
    CHECK_THAT(below, WithinAbs(0.25, 4 * std::sqrt(0.1875 / samples)));
  }
}

TEST_CASE("RandomContrast does nothing in inference", "[layers/augmentation]") {
  LayerRun<float, Shape<2, 2, 1>, nn::RandomContrast> run(nn::RandomContrast{0.9f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
}

TEST_CASE("A model refuses a RandomContrast with wrong settings", "[layers/augmentation]") {
  const auto make = [](const nn::RandomContrast& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer, nn::Flatten{}}; };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_NOTHROW(make({.factor = 1.0f}));
  for (const nn::ContrastFactor& factor :
       {nn::ContrastFactor(1.5f), nn::ContrastFactor(-0.1f, 0.1f), nn::ContrastFactor(0.1f, nan)}) {
    CHECK_THROWS_MATCHES(make({.factor = factor}), nn::InvalidInput,
                         message_contains("RandomContrast: factor must be in [0, 1]"));
  }
  CHECK_THROWS_MATCHES(make({.value_range = {1, 0}}), nn::InvalidInput,
                       message_contains("RandomContrast: value_range must be two finite numbers, the lower one first"));
}

}  // namespace linnet::test::random_contrast_layer
