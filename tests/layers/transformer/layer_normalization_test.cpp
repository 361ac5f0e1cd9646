// SPDX-License-Identifier: MIT
#include <linnet/layers/transformer/layer_normalization.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::layer_normalization_layer {

namespace nn = linnet;

constexpr nn::LayerNormalizationOptions no_center{.center = false}, no_scale{.scale = false}, neither{false, false};

TEST_CASE("LayerNormalization keeps the contract of a layer, for rows of every tail", "[layers/transformer]") {
  check_layer<Shape<2>>(nn::LayerNormalization{});
  check_layer<Shape<3, 7>>(nn::LayerNormalization{});
  check_layer<Shape<2, 3, 16>>(nn::LayerNormalization<>{.epsilon = 1e-5f});
  check_layer<Shape<2, 45>>(nn::LayerNormalization{});
}

TEST_CASE("LayerNormalization keeps it with each option", "[layers/transformer]") {
  check_layer<Shape<3, 19>>(nn::LayerNormalization<no_center>{}, "without beta");
  check_layer<Shape<3, 19>>(nn::LayerNormalization<no_scale>{}, "without gamma");
  check_layer<Shape<3, 19>>(nn::LayerNormalization<neither>{}, "without both");
}

TEST_CASE("LayerNormalization declares its shapes, parameters and memory", "[layers/transformer]") {
  using B = Bound<float, nn::LayerNormalization<>, Shape<5, 24>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<5, 24>>);
  STATIC_REQUIRE(B::parameter_count == 48);
  STATIC_REQUIRE(B::parameters[0].name == "gamma");
  STATIC_REQUIRE(B::parameters[1].name == "beta");
  STATIC_REQUIRE(B::state_count == 0);
  STATIC_REQUIRE(B::memory.per_sample == 10);
  STATIC_REQUIRE(Bound<float, nn::LayerNormalization<no_center>, Shape<24>>::parameters[0].name == "gamma");
  STATIC_REQUIRE(Bound<float, nn::LayerNormalization<no_scale>, Shape<24>>::parameters[0].name == "beta");
  STATIC_REQUIRE(Bound<float, nn::LayerNormalization<neither>, Shape<24>>::parameter_count == 0);
}

TEST_CASE("LayerNormalization gives the numbers of its formula", "[layers/transformer]") {
  constexpr Index C = 37;
  using Run = LayerRun<double, Shape<C>, nn::LayerNormalization<>>;
  Run run(nn::LayerNormalization{}, 3);
  run.forward(true);
  double worst = 0.0;
  for (Index n = 0; n < 3; ++n) {
    const double* x = run.x.data() + n * C;
    double mean = 0.0, variance = 0.0;
    for (Index j = 0; j < C; ++j) mean += x[j] / C;
    for (Index j = 0; j < C; ++j) variance += (x[j] - mean) * (x[j] - mean) / C;
    for (Index j = 0; j < C; ++j) {
      const double gamma = run.parameters.data()[j], beta = run.parameters.data()[Run::B::parameter_offset(1) + j];
      const double expected = gamma * (x[j] - mean) / std::sqrt(variance + static_cast<double>(1e-3f)) + beta;
      worst = std::max(worst, std::abs(run.y.data()[n * C + j] - expected));
    }
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("LayerNormalization keeps its digits where the mean is large", "[layers/transformer]") {
  LayerRun<float, Shape<64>, nn::LayerNormalization<neither>> run(nn::LayerNormalization<neither>{}, 1);
  for (Index j = 0; j < 64; ++j) run.x.data()[j] = 4096.0f + static_cast<float>(j % 2);
  run.forward(true);
  for (Index j = 0; j < 64; ++j) {
    CHECK(std::abs(run.y.data()[j] - (j % 2 == 0 ? -0.5f : 0.5f) / std::sqrt(0.251f)) < 1e-6f);
  }
}

TEST_CASE("A new LayerNormalization has gamma 1 and beta 0", "[layers/transformer]") {
  nn::Sequential model{nn::Input<4>{}, nn::LayerNormalization{}};
  const auto numbers = model.parameters();
  CHECK((numbers[0] == 1.0f && numbers[3] == 1.0f));
  CHECK((numbers[16] == 0.0f && numbers[19] == 0.0f));
}

TEST_CASE("A model refuses a LayerNormalization without an epsilon", "[layers/transformer]") {
  for (const float wrong : {0.0f, -1e-3f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{}, nn::LayerNormalization<>{.epsilon = wrong}}), nn::InvalidInput,
                         message_contains("LayerNormalization: epsilon must be above 0"));
  }
}

}  // namespace linnet::test::layer_normalization_layer
