// SPDX-License-Identifier: MIT
#include <linnet/layers/resizing/zero_padding1d.hpp>

#include <linnet/layers/convolution.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::zero_padding1d_layer {

namespace nn = linnet;

TEST_CASE("ZeroPadding1D keeps the contract of a layer", "[layers/resizing]") {
  check_layer<Shape<6, 3>>(nn::ZeroPadding1D<1>{});
  check_layer<Shape<5, 17>>(nn::ZeroPadding1D<0, 3>{});
  check_layer<Shape<1, 1>>(nn::ZeroPadding1D<0>{});
}

TEST_CASE("ZeroPadding1D declares its shape and no parameters", "[layers/resizing]") {
  using In = Shape<28, 3>;
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding1D<1>::Output<In>, Shape<30, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding1D<2, 5>::Output<In>, Shape<35, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding1D<0>::Output<In>, In>);
  STATIC_REQUIRE(nn::ZeroPadding1D<1>::name == "zero_padding1d");
  STATIC_REQUIRE(Bound<float, nn::ZeroPadding1D<1>, In>::parameter_count == 0);
}

TEST_CASE("A convolution behind ZeroPadding1D in front of a sequence is a causal one", "[layers/resizing]") {
  LayerRun<float, Shape<9, 3>, nn::ZeroPadding1D<4, 0>> padding({}, 3);
  LayerRun<float, Shape<13, 3>, nn::Conv1D<4, 3, nn::linear, nn::ConvOptions{.dilation_rate = 2}>> valid({}, 3);
  LayerRun<float, Shape<9, 3>, nn::Conv1D<4, 3, nn::linear, nn::ConvOptions{.padding = Padding::causal, .dilation_rate = 2}>>
      whole({}, 3);
  std::copy_n(whole.parameters.data(), whole.parameters.size(), valid.parameters.data());
  padding.forward(true);
  valid.forward(padding.y.data(), valid.y.data(), true);
  whole.forward(true);
  CHECK(same_bits(valid.y, whole.y));
}

}  // namespace linnet::test::zero_padding1d_layer
