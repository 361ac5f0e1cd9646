// SPDX-License-Identifier: MIT
#include <linnet/layers/reshape.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::reshape_layer {

namespace nn = linnet;

TEST_CASE("Flatten keeps the contract of a layer", "[layers]") {
  check_layer<Shape<3, 4, 2>>(nn::Flatten{});
  check_layer<Shape<24>>(nn::Flatten{});
  STATIC_REQUIRE(std::is_same_v<nn::Flatten::Output<Shape<3, 4, 2>>, Shape<24>>);
}

TEST_CASE("Reshape keeps the contract of a layer", "[layers]") {
  check_layer<Shape<3, 4, 2>>(nn::Reshape<2, 12>{});
  check_layer<Shape<24>>(nn::Reshape<4, 3, 2>{});
  STATIC_REQUIRE(std::is_same_v<nn::Reshape<2, 12>::Output<Shape<3, 4, 2>>, Shape<2, 12>>);
}

TEST_CASE("Flatten and Reshape cost nothing", "[layers]") {
  using Top = Topology<float, Shape<3, 4, 2>, nn::Flatten, nn::Reshape<6, 4>>;
  STATIC_REQUIRE(Top::parameter_count == 0);
  STATIC_REQUIRE(Top::inference_bytes(10) == 0);
  STATIC_REQUIRE(Top::training_plan.per_sample == 0);
  STATIC_REQUIRE(Top::multiply_accumulates == 0);
}

}  // namespace linnet::test::reshape_layer
