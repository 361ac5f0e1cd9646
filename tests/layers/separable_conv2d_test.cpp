// SPDX-License-Identifier: MIT
#include <linnet/layers/separable_conv2d.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <string>
#include <vector>

namespace linnet::test::separable_conv2d_layer {

namespace nn = linnet;

constexpr Padding same = Padding::same;

TEST_CASE("SeparableConv2D keeps the contract of a layer", "[layers]") {
  check_layer<Shape<5, 6, 3>>(nn::SeparableConv2D<5, 3, nn::relu>{}, "relu, valid");
  check_layer<Shape<6, 5, 2>>(nn::SeparableConv2D<17, 3, nn::tanh, nn::ConvOptions{.strides = 2, .padding = same}, 2>{},
                              "tanh, same, two kernels a channel");
  check_layer<Shape<4, 4, 5>>(nn::SeparableConv2D<3, 5, nn::softmax, nn::ConvOptions{.padding = same, .use_bias = false}>{},
                              "no bias");
}

void check_error(double error, const std::string& what) {
  INFO(what);
  CHECK(error < 1e-6);
}

template <class In, Index Filters, Size2D Kernel, nn::ConvOptions Options, class A = nn::linear, Index Multiplier = 1>
void check_gradients(const std::string& what) {
  const nn::SeparableConv2D<Filters, Kernel, A, Options, Multiplier> layer{};
  for (const Index n : {1, 3}) check_error(layer_gradient_error<In>(layer, n), what);
}

TEST_CASE("Gradients of SeparableConv2D", "[layers]") {
  check_gradients<Shape<5, 6, 1>, 16, 3, nn::ConvOptions{.strides = 1}>("5 x 6 x 1, 16 filters");
  check_gradients<Shape<6, 5, 2>, 3, 3, nn::ConvOptions{.strides = 2, .padding = same}>("6 x 5 x 2, 3 filters, strides 2");
  check_gradients<Shape<7, 8, 3>, 17, Size2D{2, 3}, nn::ConvOptions{.strides = 3}>("7 x 8 x 3, 17 filters 2 x 3, strides 3");
  check_gradients<Shape<4, 4, 5>, 2, 3, nn::ConvOptions{.strides = 1, .padding = same}, nn::tanh, 2>(
      "4 x 4 x 5, 2 filters, multiplier 2");
  check_gradients<Shape<5, 5, 16>, 1, 2, nn::ConvOptions{.strides = {1, 3}, .padding = same}>("5 x 5 x 16, 1 filter 2 x 2");
  check_gradients<Shape<4, 6, 17>, 5, 3, nn::ConvOptions{.strides = 1}>("4 x 6 x 17, 5 filters");
  check_gradients<Shape<2, 3, 3>, 2, 5, nn::ConvOptions{.strides = 2, .padding = same, .use_bias = false}, nn::softmax>(
      "2 x 3 x 3, 5 x 5");
  check_gradients<Shape<7, 6, 2>, 3, 3, nn::ConvOptions{.strides = 1, .dilation_rate = 2}, nn::linear, 3>(
      "7 x 6 x 2, dilated, multiplier 3");
}

TEST_CASE("SeparableConv2D declares its shapes, parameters and multiply-accumulates", "[layers]") {
  using B = Bound<float, nn::SeparableConv2D<16, Size2D{3, 5}, nn::relu, nn::ConvOptions{}, 2>, Shape<28, 27, 4>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<26, 23, 16>>);
  STATIC_REQUIRE(B::parameters.size() == 3);
  STATIC_REQUIRE(B::parameters[0].name == "depthwise_kernel");
  STATIC_REQUIRE(B::parameters[0].rank == 4);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 5, 4, 2});
  STATIC_REQUIRE(B::parameters[0].fan_in == 3 * 5 * 4);
  STATIC_REQUIRE(B::parameters[0].fan_out == 3 * 5 * 2);
  STATIC_REQUIRE(B::parameters[1].name == "pointwise_kernel");
  STATIC_REQUIRE(B::parameters[1].rank == 4);
  STATIC_REQUIRE(B::parameters[1].dims == std::array<Index, 4>{1, 1, 8, 16});
  STATIC_REQUIRE(B::parameters[1].fan_in == 8);
  STATIC_REQUIRE(B::parameters[1].fan_out == 16);
  STATIC_REQUIRE(B::parameters[2].name == "bias");
  STATIC_REQUIRE(B::parameters[2].dims == std::array<Index, 4>{16, 1, 1, 1});
  STATIC_REQUIRE(B::parameter_count == 3 * 5 * 4 * 2 + 8 * 16 + 16);
  STATIC_REQUIRE(B::multiply_accumulates == 26 * 23 * 8 * (3 * 5 + 16));
  STATIC_REQUIRE(B::Layer::name == "separable_conv2d");

  using Bare =
      Bound<float, nn::SeparableConv2D<4, 3, nn::linear, nn::ConvOptions{.strides = 2, .padding = same, .use_bias = false}>,
            Shape<7, 6, 3>>;
  STATIC_REQUIRE(std::is_same_v<Bare::Output, Shape<4, 3, 4>>);
  STATIC_REQUIRE(Bare::parameters.size() == 2);
}

TEST_CASE("SeparableConv2D is a DepthwiseConv2D without a bias and a 1 x 1 convolution", "[layers]") {
  constexpr nn::ConvOptions options{.strides = 2, .padding = same}, bare{.strides = 2, .padding = same, .use_bias = false};
  LayerRun<float, Shape<5, 6, 3>, nn::SeparableConv2D<5, 3, nn::tanh, options, 2>> whole({}, 3);
  LayerRun<float, Shape<5, 6, 3>, nn::DepthwiseConv2D<3, 2, nn::linear, bare>> first({}, 3);
  LayerRun<float, Shape<3, 3, 6>, nn::Conv2D<5, 1, nn::tanh>> second({}, 3);
  using B = decltype(whole)::B;
  using Second = decltype(second)::B;
  std::copy_n(whole.parameters.data(), B::parameters[0].size(), first.parameters.data());
  std::copy_n(whole.parameters.data() + B::parameter_offset(1), B::parameters[1].size(), second.parameters.data());
  std::copy_n(whole.parameters.data() + B::parameter_offset(2), 5, second.parameters.data() + Second::parameter_offset(1));
  std::copy_n(whole.dy.data(), whole.dy.size(), second.dy.data());

  whole.forward(true);
  first.forward(true);
  second.forward(first.y.data(), second.y.data(), true);
  CHECK(same_bits(whole.y, second.y));

  whole.backward(whole.x.data(), whole.y.data(), whole.dy.data(), whole.dx.data());
  second.backward(first.y.data(), second.y.data(), second.dy.data(), second.dx.data());
  first.backward(first.x.data(), first.y.data(), second.dx.data(), first.dx.data());
  CHECK(same_bits(whole.dx, first.dx));
  const auto part = [](const auto& run, Index offset, Index count) {
    return std::vector<float>(run.gradients.data() + offset, run.gradients.data() + offset + count);
  };
  CHECK(same_bits(part(whole, 0, B::parameters[0].size()), part(first, 0, B::parameters[0].size())));
  CHECK(same_bits(part(whole, B::parameter_offset(1), 30), part(second, 0, 30)));
}

/// The bits of the layer with activation A, and of one without it with Activation behind it.
template <class A>
bool fused_is_apart(const A& activation) {
  using In = Shape<5, 6, 3>;
  LayerRun<float, In, nn::SeparableConv2D<5, 3>> plain({}, 3);
  LayerRun<float, In, nn::SeparableConv2D<5, 3, A>> fused({.activation = activation}, 3);
  LayerRun<float, Shape<3, 4, 5>, nn::Activation<A>> apart(nn::Activation<A>{activation}, 3);
  plain.forward(true);
  fused.forward(true);
  apart.forward(plain.y.data(), apart.y.data(), true);
  return same_bits(fused.y, apart.y) && !same_bits(fused.y, plain.y);
}

TEST_CASE("SeparableConv2D with an activation has the bits of the layer and Activation", "[layers]") {
  CHECK(fused_is_apart(nn::relu{}));
  CHECK(fused_is_apart(nn::relu6{}));
  CHECK(fused_is_apart(nn::tanh{}));
}

TEST_CASE("SeparableConv2D passes its settings on", "[layers]") {
  const nn::SeparableConv2D<2, 3> layer{.depthwise_initializer = nn::Constant{0.5f},
                                        .pointwise_initializer = nn::Constant{0.25f},
                                        .bias_initializer = nn::Ones{},
                                        .pointwise_regularizer = nn::L2{0.5f}};
  CHECK_FALSE(layer.regularizer(0).active());
  CHECK(layer.regularizer(1).active());
  CHECK_FALSE(layer.regularizer(2).active());
  nn::Sequential model{nn::Input<5, 5, 2>{}, layer};
  for (const float weight : model.parameter<0>(0)) CHECK(weight == 0.5f);
  for (const float weight : model.parameter<0>(1)) CHECK(weight == 0.25f);
  for (const float bias : model.parameter<0>(2)) CHECK(bias == 1.0f);
}

TEST_CASE("A model refuses a SeparableConv2D with wrong settings", "[layers]") {
  const auto model = [](const nn::SeparableConv2D<2, 3, nn::elu>& layer) { nn::Sequential{nn::Input<4, 4, 1>{}, layer}; };
  CHECK_NOTHROW(model({}));
  CHECK_THROWS_MATCHES(model({.activation = {.alpha = -1.0f}}), nn::InvalidInput,
                       message_contains("elu: alpha must be finite and not negative"));
}

}  // namespace linnet::test::separable_conv2d_layer
