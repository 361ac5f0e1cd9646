// SPDX-License-Identifier: MIT
#include <linnet/layers/convolution.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <string>
#include <vector>

namespace linnet::test::convolution_layer {

namespace nn = linnet;

constexpr Padding same = Padding::same, causal = Padding::causal;

void check_error(double error, const std::string& what) {
  INFO(what);
  CHECK(error < 1e-6);
}

TEST_CASE("Conv2D keeps the contract of a layer", "[layers]") {
  check_layer<Shape<5, 6, 3>>(nn::Conv2D<5, 3, nn::relu>{}, "relu, valid");
  check_layer<Shape<6, 5, 2>>(nn::Conv2D<17, 3, nn::tanh, nn::ConvOptions{.strides = 2, .padding = same}>{}, "tanh, same");
  check_layer<Shape<3, 4, 5>>(nn::Conv2D<3, 1, nn::softmax>{}, "pointwise, softmax");
  check_layer<Shape<4, 4, 2>>(nn::Conv2D<3, 5, nn::linear, nn::ConvOptions{.padding = same, .use_bias = false}>{}, "no bias");
}

TEST_CASE("Conv1D keeps the contract of a layer", "[layers]") {
  check_layer<Shape<9, 3>>(nn::Conv1D<4, 3, nn::tanh, nn::ConvOptions{.strides = 2, .padding = same}>{}, "same");
  check_layer<Shape<9, 2>>(nn::Conv1D<5, 3, nn::linear, nn::ConvOptions{.dilation_rate = 2}>{}, "dilated");
  check_layer<Shape<9, 3>>(nn::Conv1D<4, 3, nn::tanh, nn::ConvOptions{.padding = causal}>{}, "causal");
}

TEST_CASE("Gradients of a causal Conv1D", "[layers]") {
  const auto check = []<class In, class L>(std::type_identity<In>, const L& layer, const std::string& what) {
    for (const Index n : {1, 3}) check_error(layer_gradient_error<In>(layer, n), what);
  };
  constexpr nn::ConvOptions four{.padding = causal, .dilation_rate = 4},
      two{.strides = 2, .padding = causal, .dilation_rate = 2};
  constexpr nn::ConvOptions three{.strides = 3, .padding = causal, .use_bias = false};
  check(std::type_identity<Shape<19, 2>>{}, nn::Conv1D<17, 3, nn::tanh, four>{}, "dilation 4");
  check(std::type_identity<Shape<5, 3>>{}, nn::Conv1D<2, 3, nn::linear, four>{}, "a span longer than the sequence");
  check(std::type_identity<Shape<12, 5>>{}, nn::Conv1D<3, 4, nn::linear, two>{}, "strides 2, dilation 2");
  check(std::type_identity<Shape<11, 1>>{}, nn::Conv1D<16, 2, nn::sigmoid, three>{}, "strides 3, no bias");
  check(std::type_identity<Shape<1, 16>>{}, nn::Conv1D<2, 3, nn::linear, nn::ConvOptions{.padding = causal}>{}, "one step");
  check(std::type_identity<Shape<6, 3>>{}, nn::Conv1D<2, 1, nn::linear, nn::ConvOptions{.padding = causal}>{}, "one tap");
}

/// A causal convolution has the bits of one without padding over the sequence with zeros in front.
template <nn::ConvOptions Causal, Index Steps, Index Kernel>
void check_causal() {
  constexpr Index channels = 3, zeros = Causal.dilation_rate.width * (Kernel - 1);
  constexpr nn::ConvOptions plain{.strides = Causal.strides, .dilation_rate = Causal.dilation_rate};
  LayerRun<float, Shape<Steps, channels>, nn::Conv1D<5, Kernel, nn::tanh, Causal>> run({}, 1);
  LayerRun<float, Shape<zeros + Steps, channels>, nn::Conv1D<5, Kernel, nn::tanh, plain>> padded({}, 1);
  std::copy_n(run.parameters.data(), run.parameters.size(), padded.parameters.data());
  std::fill_n(padded.x.data(), zeros * channels, 0.0f);
  std::copy_n(run.x.data(), run.x.size(), padded.x.data() + zeros * channels);
  run.forward(true);
  padded.forward(true);
  CHECK(same_bits(run.y, padded.y));
}

TEST_CASE("A causal Conv1D sees zeros before the sequence", "[layers]") {
  check_causal<nn::ConvOptions{.padding = causal}, 9, 3>();
  check_causal<nn::ConvOptions{.padding = causal, .dilation_rate = 8}, 40, 3>();
  check_causal<nn::ConvOptions{.padding = causal, .dilation_rate = 4}, 6, 4>();
  check_causal<nn::ConvOptions{.strides = 2, .padding = causal, .dilation_rate = 3}, 17, 3>();
}

TEST_CASE("An output of a causal Conv1D does not depend on later steps", "[layers]") {
  LayerRun<float, Shape<20, 2>, nn::Conv1D<4, 3, nn::linear, nn::ConvOptions{.padding = causal, .dilation_rate = 2}>> run({},
                                                                                                                          1);
  run.forward(true);
  const std::vector<float> before(run.y.data(), run.y.data() + run.y.size());
  std::fill_n(run.x.data() + 11 * 2, 9 * 2, 100.0f);
  run.forward(true);
  const std::span<const float> after = run.y.numbers();
  CHECK(same_bits(after.first(11 * 4), std::span(before).first(11 * 4)));
  CHECK_FALSE(same_bits(after.subspan(11 * 4, 4), std::span(before).subspan(11 * 4, 4)));
}

/// Gradients of Conv2D with `Filters` filters at In, for one sample and for three.
template <class In, Index Filters, Size2D Kernel, nn::ConvOptions Options, class A = nn::linear>
void check_gradients(const std::string& what) {
  const nn::Conv2D<Filters, Kernel, A, Options> layer{};
  for (const Index n : {1, 3}) check_error(layer_gradient_error<In>(layer, n), what);
}

// Odd and even sizes, strides 1 to 3, both paddings, dilation, 1, 2, 3, 5, 16 and 17 channels and filters: each with many others.
TEST_CASE("Gradients of Conv2D without padding", "[layers]") {
  check_gradients<Shape<5, 6, 1>, 2, 3, nn::ConvOptions{.strides = 1}>("5 x 6 x 1, 2 filters 3 x 3");
  check_gradients<Shape<6, 5, 2>, 17, 3, nn::ConvOptions{.strides = 2}>("6 x 5 x 2, 17 filters 3 x 3, strides 2");
  check_gradients<Shape<7, 8, 3>, 5, Size2D{2, 3}, nn::ConvOptions{.strides = 3}>("7 x 8 x 3, 5 filters 2 x 3, strides 3");
  check_gradients<Shape<4, 4, 5>, 16, 2, nn::ConvOptions{.strides = 2}>("4 x 4 x 5, 16 filters 2 x 2, strides 2");
  check_gradients<Shape<4, 5, 16>, 3, Size2D{3, 2}, nn::ConvOptions{.strides = {1, 3}}>(
      "4 x 5 x 16, 3 filters 3 x 2, strides 1 x 3");
  check_gradients<Shape<5, 5, 17>, 1, 3, nn::ConvOptions{.strides = {2, 1}}>("5 x 5 x 17, 1 filter 3 x 3, strides 2 x 1");
  check_gradients<Shape<7, 6, 2>, 3, 3, nn::ConvOptions{.strides = 1, .dilation_rate = 2}>("7 x 6 x 2, 3 filters, dilated");
  check_gradients<Shape<8, 7, 1>, 5, 1, nn::ConvOptions{.strides = 3}>("8 x 7 x 1, 5 filters 1 x 1, strides 3");
}

TEST_CASE("Gradients of Conv2D with padding", "[layers]") {
  check_gradients<Shape<5, 6, 2>, 1, 3, nn::ConvOptions{.strides = 1, .padding = same}>("5 x 6 x 2, 1 filter");
  check_gradients<Shape<6, 5, 1>, 16, 3, nn::ConvOptions{.strides = 2, .padding = same}>("6 x 5 x 1, 16 filters, strides 2");
  check_gradients<Shape<5, 7, 5>, 3, 2, nn::ConvOptions{.strides = 3, .padding = same}>(
      "5 x 7 x 5, 3 filters 2 x 2, strides 3");
  check_gradients<Shape<4, 4, 3>, 17, Size2D{3, 5}, nn::ConvOptions{.strides = {2, 3}, .padding = same}>(
      "4 x 4 x 3, 17 filters 3 x 5");
  check_gradients<Shape<3, 4, 17>, 2, 3, nn::ConvOptions{.strides = 1, .padding = same}>("3 x 4 x 17, 2 filters");
  check_gradients<Shape<4, 3, 16>, 5, 3, nn::ConvOptions{.strides = 2, .padding = same}>("4 x 3 x 16, 5 filters, strides 2");
  check_gradients<Shape<6, 6, 3>, 2, 3, nn::ConvOptions{.strides = {1, 2}, .padding = same, .dilation_rate = {2, 1}}>(
      "6 x 6 x 3, dilated");
  check_gradients<Shape<4, 6, 2>, 3, Size2D{3, 1}, nn::ConvOptions{.strides = {1, 2}, .padding = same}>(
      "clipped rows, unseen columns");
}

TEST_CASE("Gradients of Conv2D with a kernel larger than the image", "[layers]") {
  check_gradients<Shape<2, 3, 3>, 2, 5, nn::ConvOptions{.strides = 1, .padding = same}>("2 x 3 x 3, 2 filters 5 x 5");
  check_gradients<Shape<3, 2, 5>, 3, 5, nn::ConvOptions{.strides = 2, .padding = same}>(
      "3 x 2 x 5, 3 filters 5 x 5, strides 2");
}

TEST_CASE("Gradients of Conv2D through its activation", "[layers]") {
  check_gradients<Shape<5, 6, 3>, 5, 3, nn::ConvOptions{.strides = 2, .padding = same}, nn::tanh>("tanh");
  check_gradients<Shape<5, 6, 3>, 5, 3, nn::ConvOptions{.strides = 2, .padding = same, .use_bias = false}, nn::softmax>(
      "softmax, no bias");
  check_gradients<Shape<4, 5, 3>, 2, 1, nn::ConvOptions{.strides = 1, .use_bias = false}, nn::sigmoid>(
      "pointwise sigmoid, no bias");
}

TEST_CASE("Conv2D declares its shapes, parameters and multiply-accumulates", "[layers]") {
  using B = Bound<float, nn::Conv2D<32, Size2D{3, 5}, nn::relu>, Shape<28, 27, 2>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<26, 23, 32>>);
  STATIC_REQUIRE(B::parameters.size() == 2);
  STATIC_REQUIRE(B::parameters[0].name == "kernel");
  STATIC_REQUIRE(B::parameters[0].rank == 4);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 5, 2, 32});
  STATIC_REQUIRE(B::parameters[0].fan_in == 3 * 5 * 2);
  STATIC_REQUIRE(B::parameters[0].fan_out == 3 * 5 * 32);
  STATIC_REQUIRE(B::parameters[1].name == "bias");
  STATIC_REQUIRE(B::parameters[1].rank == 1);
  STATIC_REQUIRE(B::parameters[1].dims == std::array<Index, 4>{32, 1, 1, 1});
  STATIC_REQUIRE(B::parameter_count == 3 * 5 * 2 * 32 + 32);
  STATIC_REQUIRE(B::multiply_accumulates == 26 * 23 * 32 * 3 * 5 * 2);
  STATIC_REQUIRE(B::Layer::name == "conv2d");
  STATIC_REQUIRE(B::output_use == OutputUse::sign);

  using Bare =
      Bound<float, nn::Conv2D<4, 3, nn::linear, nn::ConvOptions{.strides = {2, 1}, .padding = same, .use_bias = false}>,
            Shape<7, 6, 3>>;
  STATIC_REQUIRE(std::is_same_v<Bare::Output, Shape<4, 6, 4>>);
  STATIC_REQUIRE(Bare::parameters.size() == 1);
  STATIC_REQUIRE(Bare::parameter_count == 3 * 3 * 3 * 4);
  STATIC_REQUIRE(Bare::output_use == OutputUse::nothing);
}

TEST_CASE("Conv1D declares its shapes, parameters and multiply-accumulates", "[layers]") {
  using B = Bound<float, nn::Conv1D<16, 9, nn::linear, nn::ConvOptions{.strides = 2, .dilation_rate = 3}>, Shape<40, 6>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<8, 16>>);
  STATIC_REQUIRE(B::parameters[0].rank == 3);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{9, 6, 16, 1});
  STATIC_REQUIRE(B::parameters[0].fan_in == 9 * 6);
  STATIC_REQUIRE(B::parameters[0].fan_out == 9 * 16);
  STATIC_REQUIRE(B::parameter_count == 9 * 6 * 16 + 16);
  STATIC_REQUIRE(B::multiply_accumulates == 8 * 16 * 9 * 6);
  STATIC_REQUIRE(B::Layer::name == "conv1d");
  using Causal = nn::Conv1D<4, 3, nn::relu, nn::ConvOptions{.strides = 2, .padding = causal, .dilation_rate = 5}>;
  STATIC_REQUIRE(std::is_same_v<Causal::Output<Shape<9, 2>>, Shape<5, 4>>);
}

/// Everything that a forward and a backward pass give.
struct PassResults {
  std::vector<float> y, dx, kernel, bias;
  friend bool operator==(const PassResults&, const PassResults&) = default;
};

/// The passes of a layer whose blocks are filled alike for layers of the same sizes.
template <class In, class L>
PassResults results_of(const L& layer) {
  LayerRun<float, In, L> run(layer, 3);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  using B = typename decltype(run)::B;
  const auto copy = [](const float* from, Index count) { return std::vector<float>(from, from + count); };
  return {copy(run.y.data(), run.y.size()), copy(run.dx.data(), run.dx.size()),
          copy(run.gradients.data(), B::parameters[0].size()),
          copy(run.gradients.data() + B::parameter_offset(1), B::parameters[1].size())};
}

bool same_results(const PassResults& a, const PassResults& b) {
  return same_bits(a.y, b.y) && same_bits(a.dx, b.dx) && same_bits(a.kernel, b.kernel) && same_bits(a.bias, b.bias);
}

TEST_CASE("Conv1D has the bits of Conv2D over an image of one row", "[layers]") {
  constexpr nn::ConvOptions one{.strides = 2, .padding = same}, two{.strides = {1, 2}, .padding = same};
  CHECK(same_results(results_of<Shape<11, 3>>(nn::Conv1D<5, 4, nn::tanh, one>{}),
                     results_of<Shape<1, 11, 3>>(nn::Conv2D<5, Size2D{1, 4}, nn::tanh, two>{})));
}

TEST_CASE("A 1 x 1 convolution has the bits of Dense", "[layers]") {
  const PassResults convolution = results_of<Shape<4, 5, 7>>(nn::Conv2D<9, 1, nn::tanh>{});
  const PassResults dense = results_of<Shape<4, 5, 7>>(nn::Dense<9, nn::tanh>{});
  CHECK(same_bits(convolution.y, dense.y));
  CHECK(same_bits(convolution.dx, dense.dx));
  CHECK(same_bits(convolution.kernel, dense.kernel));
  CHECK(relative_error(std::vector<double>(convolution.bias.begin(), convolution.bias.end()),
                       std::vector<double>(dense.bias.begin(), dense.bias.end())) < 1e-5);  // summed in another order
}

/// The bits of a convolution with activation A, and of one without it with Activation behind it.
template <class In, nn::ConvOptions Options, Size2D Kernel, class A>
bool fused_is_apart(const A& activation) {
  LayerRun<float, In, nn::Conv2D<5, Kernel, nn::linear, Options>> plain({}, 3);
  using Out = typename decltype(plain)::B::Output;
  LayerRun<float, In, nn::Conv2D<5, Kernel, A, Options>> fused({.activation = activation}, 3);
  LayerRun<float, Out, nn::Activation<A>> apart(nn::Activation<A>{activation}, 3);
  plain.forward(true);
  fused.forward(true);
  apart.forward(plain.y.data(), apart.y.data(), true);
  bool same_numbers = same_bits(fused.y, apart.y) && !same_bits(fused.y, plain.y);

  const std::vector<float> dy(plain.dy.data(), plain.dy.data() + plain.dy.size());
  std::copy(dy.begin(), dy.end(), fused.dy.data());
  apart.backward(plain.y.data(), apart.y.data(), plain.dy.data(), plain.dy.data());
  plain.backward(plain.x.data(), plain.y.data(), plain.dy.data(), plain.dx.data());
  fused.backward(fused.x.data(), fused.y.data(), fused.dy.data(), fused.dx.data());
  return same_numbers && same_bits(fused.dx, plain.dx) && same_bits(fused.gradients, plain.gradients);
}

TEST_CASE("A convolution with an activation has the bits of the convolution and Activation", "[layers]") {
  using In = Shape<5, 6, 3>;
  constexpr nn::ConvOptions padded{.padding = same}, bare{.use_bias = false};
  CHECK(fused_is_apart<In, padded, 3>(nn::relu{}));
  CHECK(fused_is_apart<In, padded, 3>(nn::relu6{}));
  CHECK(fused_is_apart<In, padded, 3>(nn::tanh{}));
  CHECK(fused_is_apart<In, padded, 3>(nn::softmax{}));
  CHECK(fused_is_apart<In, bare, 1>(nn::relu{}));
  CHECK(fused_is_apart<In, bare, 1>(nn::leaky_relu{.slope = 0.2f}));
}

TEST_CASE("The logits of a convolution are the layer without its activation", "[layers]") {
  const nn::Conv2D<3, 1, nn::softmax> layer{.kernel_initializer = nn::Ones{}, .kernel_regularizer = nn::L2{0.5f}};
  const auto logits = layer.without_activation();
  STATIC_REQUIRE(std::is_same_v<std::remove_const_t<decltype(logits)>, nn::Conv2D<3, 1>>);
  CHECK(logits.initializer(0).draw == layer.initializer(0).draw);
  CHECK(logits.regularizer(0).active());
  CHECK_FALSE(logits.regularizer(1).active());
}

TEST_CASE("A convolution draws its kernel and starts with the bias that it is told", "[layers]") {
  nn::Sequential model{nn::Input<5, 5, 2>{},
                       nn::Conv2D<3, 3>{.kernel_initializer = nn::Constant{0.5f}, .bias_initializer = nn::Ones{}}};
  for (const float weight : model.parameter<0>(0)) CHECK(weight == 0.5f);
  for (const float bias : model.parameter<0>(1)) CHECK(bias == 1.0f);
}

TEST_CASE("A model refuses a convolution with wrong settings", "[layers]") {
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<8, 1>{}, nn::Conv1D<2, 3, nn::elu>{.activation = {.alpha = -1.0f}}}),
                       nn::InvalidInput, message_contains("elu: alpha must be finite and not negative"));
}

}  // namespace linnet::test::convolution_layer
