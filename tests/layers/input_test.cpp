// SPDX-License-Identifier: MIT
#include <linnet/layers/input.hpp>

#include <tests/support/catch.hpp>

#include <type_traits>

namespace linnet::test::input_layer {

namespace nn = linnet;

TEST_CASE("Input gives the shape of a sample and the scalar of the model", "[layers]") {
  STATIC_REQUIRE(std::is_same_v<nn::Input<28, 28>::Output, Shape<28, 28>>);
  STATIC_REQUIRE(std::is_same_v<nn::Input<28, 28>::Scalar, float>);
  STATIC_REQUIRE(std::is_same_v<nn::TypedInput<double, 784>::Scalar, double>);
}

}  // namespace linnet::test::input_layer
