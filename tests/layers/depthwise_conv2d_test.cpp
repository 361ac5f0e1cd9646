// SPDX-License-Identifier: MIT
#include <linnet/layers/depthwise_conv2d.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <string>
#include <vector>

namespace linnet::test::depthwise_conv2d_layer {

namespace nn = linnet;

constexpr Padding same = Padding::same;
constexpr nn::ConvOptions padded{.padding = same};

TEST_CASE("DepthwiseConv2D keeps the contract of a layer", "[layers]") {
  check_layer<Shape<5, 6, 17>>(nn::DepthwiseConv2D<3, 1, nn::relu>{}, "relu, valid");
  check_layer<Shape<6, 5, 3>>(nn::DepthwiseConv2D<3, 2, nn::tanh, nn::ConvOptions{.strides = 2, .padding = same}>{},
                              "tanh, same, two kernels a channel");
  check_layer<Shape<4, 4, 2>>(nn::DepthwiseConv2D<5, 1, nn::linear, nn::ConvOptions{.padding = same, .use_bias = false}>{},
                              "no bias");
}

void check_error(double error, const std::string& what) {
  INFO(what);
  CHECK(error < 1e-6);
}

template <class In, Size2D Kernel, Index Multiplier, nn::ConvOptions Options, class A = nn::linear>
void check_gradients(const std::string& what) {
  const nn::DepthwiseConv2D<Kernel, Multiplier, A, Options> layer{};
  for (const Index n : {1, 3}) check_error(layer_gradient_error<In>(layer, n), what);
}

TEST_CASE("Gradients of DepthwiseConv2D", "[layers]") {
  check_gradients<Shape<5, 6, 1>, 3, 2, nn::ConvOptions{.strides = 1}>("5 x 6 x 1, two kernels a channel");
  check_gradients<Shape<6, 5, 2>, 3, 1, nn::ConvOptions{.strides = 2, .padding = same}>("6 x 5 x 2, strides 2");
  check_gradients<Shape<7, 8, 3>, Size2D{2, 3}, 1, nn::ConvOptions{.strides = 3}>("7 x 8 x 3, 2 x 3, strides 3");
  check_gradients<Shape<4, 4, 5>, 3, 3, nn::ConvOptions{.strides = 1, .padding = same}>("4 x 4 x 5, three kernels a channel");
  check_gradients<Shape<5, 5, 16>, 3, 1, nn::ConvOptions{.strides = {1, 3}, .padding = same}>("5 x 5 x 16, strides 1 x 3");
  check_gradients<Shape<6, 4, 17>, 2, 1, nn::ConvOptions{.strides = 2}>("6 x 4 x 17, 2 x 2, strides 2");
  check_gradients<Shape<2, 3, 3>, 5, 1, nn::ConvOptions{.strides = 1, .padding = same}>("2 x 3 x 3, 5 x 5");
  check_gradients<Shape<7, 6, 2>, 3, 1, nn::ConvOptions{.strides = 1, .dilation_rate = 2}>("7 x 6 x 2, dilated");
  check_gradients<Shape<4, 6, 2>, Size2D{3, 1}, 1, nn::ConvOptions{.strides = {1, 2}, .padding = same}>(
      "clipped rows, unseen columns");
  check_gradients<Shape<5, 6, 3>, 3, 2, nn::ConvOptions{.strides = 2, .padding = same, .use_bias = false}, nn::softmax>(
      "softmax, no bias");
}

TEST_CASE("DepthwiseConv2D declares its shapes, parameters and multiply-accumulates", "[layers]") {
  using B = Bound<float, nn::DepthwiseConv2D<Size2D{3, 5}, 2, nn::relu>, Shape<28, 27, 4>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<26, 23, 8>>);
  STATIC_REQUIRE(B::parameters.size() == 2);
  STATIC_REQUIRE(B::parameters[0].name == "kernel");
  STATIC_REQUIRE(B::parameters[0].rank == 4);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 5, 4, 2});
  STATIC_REQUIRE(B::parameters[0].fan_in == 3 * 5 * 4);
  STATIC_REQUIRE(B::parameters[0].fan_out == 3 * 5 * 2);
  STATIC_REQUIRE(B::parameters[1].name == "bias");
  STATIC_REQUIRE(B::parameters[1].dims == std::array<Index, 4>{8, 1, 1, 1});
  STATIC_REQUIRE(B::parameter_count == 3 * 5 * 4 * 2 + 8);
  STATIC_REQUIRE(B::multiply_accumulates == 26 * 23 * 8 * 3 * 5);
  STATIC_REQUIRE(B::Layer::name == "depthwise_conv2d");

  using Bare =
      Bound<float, nn::DepthwiseConv2D<3, 1, nn::linear, nn::ConvOptions{.strides = 2, .padding = same, .use_bias = false}>,
            Shape<7, 6, 3>>;
  STATIC_REQUIRE(std::is_same_v<Bare::Output, Shape<4, 3, 3>>);
  STATIC_REQUIRE(Bare::parameter_count == 3 * 3 * 3);
}

TEST_CASE("DepthwiseConv2D is a Conv2D of each channel alone", "[layers]") {
  constexpr nn::ConvOptions options{.strides = 2, .padding = same};
  constexpr Index n = 2, channels = 3, positions = 3 * 3;
  LayerRun<float, Shape<5, 6, channels>, nn::DepthwiseConv2D<3, 2, nn::tanh, options>> depthwise({}, n);
  LayerRun<float, Shape<5, 6, 1>, nn::Conv2D<2, 3, nn::tanh, options>> one({}, n);
  depthwise.forward(true);
  constexpr Index bias = decltype(depthwise)::B::parameter_offset(1), one_bias = decltype(one)::B::parameter_offset(1);
  for (Index c = 0; c < channels; ++c) {
    for (Index i = 0; i < one.x.size(); ++i) one.x.data()[i] = depthwise.x.data()[i * channels + c];
    for (Index tap = 0; tap < 9; ++tap) {
      std::copy_n(depthwise.parameters.data() + (tap * channels + c) * 2, 2, one.parameters.data() + tap * 2);
    }
    std::copy_n(depthwise.parameters.data() + bias + c * 2, 2, one.parameters.data() + one_bias);
    one.forward(true);
    Index equal = 0;
    for (Index i = 0; i < n * positions; ++i) {
      for (Index m = 0; m < 2; ++m) equal += one.y.data()[i * 2 + m] == depthwise.y.data()[(i * channels + c) * 2 + m];
    }
    CHECK(equal == n * positions * 2);
  }
}

/// The bits of the layer with activation A, and of one without it with Activation behind it.
template <class In, class A>
bool fused_is_apart(const A& activation) {
  LayerRun<float, In, nn::DepthwiseConv2D<3, 1, nn::linear, padded>> plain({}, 3);
  LayerRun<float, In, nn::DepthwiseConv2D<3, 1, A, padded>> fused({.activation = activation}, 3);
  LayerRun<float, In, nn::Activation<A>> apart(nn::Activation<A>{activation}, 3);
  plain.forward(true);
  fused.forward(true);
  apart.forward(plain.y.data(), apart.y.data(), true);
  return same_bits(fused.y, apart.y) && !same_bits(fused.y, plain.y);
}

TEST_CASE("DepthwiseConv2D with an activation has the bits of the layer and Activation", "[layers]") {
  CHECK(fused_is_apart<Shape<5, 6, 5>>(nn::relu{}));
  CHECK(fused_is_apart<Shape<5, 6, 5>>(nn::relu6{}));
  CHECK(fused_is_apart<Shape<5, 6, 5>>(nn::tanh{}));
}

TEST_CASE("DepthwiseConv2D passes its settings on", "[layers]") {
  const nn::DepthwiseConv2D<3> layer{.bias_initializer = nn::Ones{}, .depthwise_regularizer = nn::L2{0.5f}};
  CHECK(layer.regularizer(0).active());
  CHECK_FALSE(layer.regularizer(1).active());
  nn::Sequential model{nn::Input<5, 5, 2>{}, layer};
  for (const float bias : model.parameter<0>(1)) CHECK(bias == 1.0f);
}

TEST_CASE("A model refuses a DepthwiseConv2D with wrong settings", "[layers]") {
  CHECK_THROWS_MATCHES(
      (nn::Sequential{nn::Input<4, 4, 1>{}, nn::DepthwiseConv2D<3, 1, nn::elu>{.activation = {.alpha = -1.0f}}}),
      nn::InvalidInput, message_contains("elu: alpha must be finite and not negative"));
}

}  // namespace linnet::test::depthwise_conv2d_layer
