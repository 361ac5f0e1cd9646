// SPDX-License-Identifier: MIT
#include <linnet/layers/activation.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::activation_layer {

namespace nn = linnet;

TEST_CASE("Activation of each function keeps the contract of a layer", "[layers]") {
  check_layer<Shape<2, 9>>(nn::Activation{nn::linear{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::relu{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::leaky_relu{.slope = 0.2f}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::elu{.alpha = 0.7f}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::sigmoid{}});
  check_layer<Shape<2, 9>>(nn::Activation{nn::tanh{}});
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
