// SPDX-License-Identifier: MIT
#include <linnet/layers/activation.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <limits>

namespace linnet::test::activation_layer {

namespace nn = linnet;

TEST_CASE("Activation of each function keeps the contract of a layer", "[layers]") {
  check_layer<Shape<2, 9>>(nn::Activation{nn::linear{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::relu{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::leaky_relu{.slope = 0.2f}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::elu{.alpha = 0.7f}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::sigmoid{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::tanh{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::gelu{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::softmax{}});
}

TEST_CASE("Activation keeps the shape and has no parameters", "[layers]") {
  using B = Bound<float, nn::Activation<nn::relu>, Shape<2, 9>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<2, 9>>);
  STATIC_REQUIRE(B::parameter_count == 0);
  STATIC_REQUIRE(nn::Activation<nn::relu>::name == "relu");
}

TEST_CASE("Activation uses the settings of its function", "[layers]") {
  LayerRun<float, Shape<9>, nn::Activation<nn::leaky_relu>> run(nn::Activation{nn::leaky_relu{.slope = 0.25f}}, 2);
  run.forward(true);
  for (Index i = 0; i < run.x.size(); ++i) {
    const float x = run.x.data()[i];
    CHECK(run.y.data()[i] == (x > 0.0f ? x : 0.25f * x));
  }
}

TEST_CASE("A model refuses an activation whose setting turns signs around", "[layers]") {
  const auto leaky = [](float slope) { nn::Sequential{nn::Input<4>{}, nn::Activation{nn::leaky_relu{slope}}}; };
  const auto exponential = [](float alpha) { nn::Sequential{nn::Input<4>{}, nn::Dense<2, nn::elu>{.activation = {alpha}}}; };
  for (const float right : {0.0f, 0.3f, 2.0f}) {
    CHECK_NOTHROW(leaky(right));
    CHECK_NOTHROW(exponential(right));
  }
  for (const float wrong : {-0.1f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES(leaky(wrong), nn::InvalidInput, message_contains("leaky_relu: slope must be finite and not negative"));
    CHECK_THROWS_MATCHES(exponential(wrong), nn::InvalidInput, message_contains("elu: alpha must be finite and not negative"));
  }
}

TEST_CASE("Activation of softmax sums to 1 over the last axis", "[layers]") {
  LayerRun<double, Shape<2, 9>, nn::Activation<nn::softmax>> run(nn::Activation<nn::softmax>{}, 7);
  run.forward(true);
  for (Index row = 0; row < 14; ++row) {
    double sum = 0.0;
    for (Index j = 0; j < 9; ++j) sum += run.y.data()[row * 9 + j];
    CHECK_THAT(sum, WithinAbs(1.0, 1e-15));
  }
}

}  // namespace linnet::test::activation_layer
