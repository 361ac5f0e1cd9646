// SPDX-License-Identifier: MIT
#include <linnet/layers/resizing/conv2d_transpose.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <vector>

namespace linnet::test::conv2d_transpose_layer {

namespace nn = linnet;

constexpr Padding same = Padding::same;

TEST_CASE("Conv2DTranspose keeps the contract of a layer", "[layers/resizing]") {
  check_layer<Shape<3, 4, 3>>(nn::Conv2DTranspose<5, 3, nn::relu>{}, "relu, valid");
  check_layer<Shape<4, 3, 2>>(nn::Conv2DTranspose<17, 3, nn::tanh, nn::ConvOptions{.strides = 2, .padding = same}>{},
                              "tanh, same, strides 2");
  check_layer<Shape<3, 2, 5>>(nn::Conv2DTranspose<3, 2, nn::softmax, nn::ConvOptions{.strides = 2, .use_bias = false}>{},
                              "softmax, no bias");
}

/// Gradients of Conv2DTranspose with `Filters` filters at In, for one sample and for three.
template <class In, Index Filters, Size2D Kernel, nn::ConvOptions Options>
void check_gradients(const std::string& what) {
  for (const Index n : {1, 3}) {
    INFO(what << ", batch " << n);
    CHECK(layer_gradient_error<In>(nn::Conv2DTranspose<Filters, Kernel, nn::linear, Options>{}, n) < 1e-6);
  }
}

TEST_CASE("Gradients of Conv2DTranspose", "[layers/resizing]") {
  check_gradients<Shape<3, 4, 1>, 2, 3, nn::ConvOptions{.strides = 2}>("3 x 4 x 1, 2 filters, valid, strides 2");
  check_gradients<Shape<2, 3, 17>, 3, 2, nn::ConvOptions{.strides = 3}>("2 x 3 x 17, strides larger than the kernel");
  check_gradients<Shape<3, 3, 2>, 16, Size2D{3, 2}, nn::ConvOptions{.strides = {1, 2}, .padding = same}>("3 x 3 x 2, same");
  check_gradients<Shape<3, 2, 5>, 17, 5, nn::ConvOptions{.strides = 2, .padding = same}>("3 x 2 x 5, kernel 5, same");
  check_gradients<Shape<4, 4, 3>, 2, 3, nn::ConvOptions{.padding = same, .dilation_rate = 2}>("4 x 4 x 3, dilated, same");
  check_gradients<Shape<2, 3, 16>, 1, 1, nn::ConvOptions{.strides = 2}>("2 x 3 x 16, 1 filter 1 x 1, strides 2");
}

TEST_CASE("Conv2DTranspose declares its shapes, parameters and multiply-accumulates", "[layers/resizing]") {
  using B = Bound<float, nn::Conv2DTranspose<32, Size2D{3, 5}, nn::relu, nn::ConvOptions{.strides = 2}>, Shape<14, 7, 4>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<29, 17, 32>>);
  STATIC_REQUIRE(B::parameters.size() == 2);
  STATIC_REQUIRE(B::parameters[0].name == "kernel");
  STATIC_REQUIRE(B::parameters[0].rank == 4);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 5, 32, 4});
  STATIC_REQUIRE(B::parameters[0].fan_in == 3 * 5 * 32);
  STATIC_REQUIRE(B::parameters[0].fan_out == 3 * 5 * 4);
  STATIC_REQUIRE(B::parameters[1].dims == std::array<Index, 4>{32, 1, 1, 1});
  STATIC_REQUIRE(B::multiply_accumulates == 14 * 7 * 4 * 3 * 5 * 32);
  STATIC_REQUIRE(B::Layer::name == "conv2d_transpose");
  STATIC_REQUIRE(B::output_use == OutputUse::sign);
  constexpr nn::ConvOptions halves{.strides = 2, .padding = same, .use_bias = false};
  using Same = Bound<float, nn::Conv2DTranspose<4, 3, nn::linear, halves>, Shape<7, 5, 3>>;
  STATIC_REQUIRE(std::is_same_v<Same::Output, Shape<14, 10, 4>>);
  STATIC_REQUIRE(Same::parameter_count == 3 * 3 * 4 * 3);
  using Sparse = nn::Conv2DTranspose<4, 2, nn::linear, nn::ConvOptions{.strides = 3}>;
  STATIC_REQUIRE(std::is_same_v<Sparse::Output<Shape<7, 5, 3>>, Shape<21, 15, 4>>);
}

/// The output of Conv2DTranspose by its definition, in double.
template <class In, Index Filters, Size2D K, nn::ConvOptions O>
double worst_difference() {
  using L = nn::Conv2DTranspose<Filters, K, nn::linear, O>;
  LayerRun<float, In, L> run({}, 2);
  run.forward(false);
  using Out = typename L::template Output<In>;
  constexpr Index height = Out::dims[0], width = Out::dims[1], channels = In::dims[2];
  const auto before = [](Index size, Index stride, Index dilation) {
    return O.padding == same ? std::max<Index>((size - 1) * dilation + 1 - stride, 0) / 2 : 0;
  };
  const Index top = before(K.height, O.strides.height, O.dilation_rate.height);
  const Index left = before(K.width, O.strides.width, O.dilation_rate.width);
  const float* const kernel = run.parameters.data();
  const float* const bias = run.parameters.data() + decltype(run)::B::parameter_offset(1);
  std::vector<double> y(static_cast<std::size_t>(run.y.size()));
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<double>(bias[i % Filters]);
  for (Index i = 0; i < 2; ++i) {
    for (Index h = 0; h < In::dims[0]; ++h) {
      for (Index w = 0; w < In::dims[1]; ++w) {
        for (Index u = 0; u < K.height; ++u) {
          for (Index v = 0; v < K.width; ++v) {
            const Index o = h * O.strides.height + u * O.dilation_rate.height - top;
            const Index p = w * O.strides.width + v * O.dilation_rate.width - left;
            if (o < 0 || o >= height || p < 0 || p >= width) continue;
            for (Index f = 0; f < Filters; ++f) {
              for (Index c = 0; c < channels; ++c) {
                y[static_cast<std::size_t>(((i * height + o) * width + p) * Filters + f)] +=
                    static_cast<double>(run.x.data()[((i * In::dims[0] + h) * In::dims[1] + w) * channels + c]) *
                    static_cast<double>(kernel[((u * K.width + v) * Filters + f) * channels + c]);
              }
            }
          }
        }
      }
    }
  }
  double worst = 0;
  for (std::size_t i = 0; i < y.size(); ++i) worst = std::max(worst, std::abs(y[i] - static_cast<double>(run.y.data()[i])));
  return worst;
}

TEST_CASE("Conv2DTranspose adds a kernel to the output for each input number", "[layers/resizing]") {
  CHECK(worst_difference<Shape<3, 4, 5>, 3, 3, nn::ConvOptions{}>() < 1e-5);
  CHECK(worst_difference<Shape<3, 4, 5>, 17, 3, nn::ConvOptions{.strides = 2, .padding = same}>() < 1e-5);
  CHECK(worst_difference<Shape<3, 4, 5>, 3, Size2D{2, 4}, nn::ConvOptions{.strides = 2, .padding = same}>() < 1e-5);
  CHECK(worst_difference<Shape<3, 2, 1>, 16, 2, nn::ConvOptions{.strides = 3}>() < 1e-5);
  CHECK(worst_difference<Shape<3, 2, 1>, 2, 2, nn::ConvOptions{.strides = 3, .padding = same}>() < 1e-5);
  CHECK(worst_difference<Shape<4, 3, 2>, 5, 3, nn::ConvOptions{.padding = same, .dilation_rate = 2}>() < 1e-5);
}

TEST_CASE("Conv2DTranspose is the input gradient of Conv2D, which is its own", "[layers/resizing]") {
  constexpr nn::ConvOptions halves{.strides = 2, .padding = same, .use_bias = false};
  LayerRun<float, Shape<8, 6, 3>, nn::Conv2D<5, 3, nn::linear, halves>> convolution({}, 3);
  LayerRun<float, Shape<4, 3, 5>, nn::Conv2DTranspose<3, 3, nn::linear, halves>> transposed({}, 3);
  std::copy_n(convolution.parameters.data(), convolution.parameters.size(), transposed.parameters.data());
  convolution.backward(convolution.x.data(), convolution.y.data(), convolution.dy.data(), convolution.dx.data());
  transposed.forward(convolution.dy.data(), transposed.y.data(), true);
  CHECK(same_bits(transposed.y, convolution.dx));
  convolution.forward(true);
  transposed.backward(transposed.x.data(), transposed.y.data(), convolution.x.data(), transposed.dx.data());
  CHECK(same_bits(transposed.dx, convolution.y));
}

TEST_CASE("The logits of a transposed convolution are the layer without its activation", "[layers/resizing]") {
  const nn::Conv2DTranspose<3, 2, nn::sigmoid> layer{.kernel_initializer = nn::Ones{}, .kernel_regularizer = nn::L2{0.5f}};
  const auto logits = layer.without_activation();
  STATIC_REQUIRE(std::is_same_v<std::remove_const_t<decltype(logits)>, nn::Conv2DTranspose<3, 2>>);
  CHECK(logits.initializer(0).draw == layer.initializer(0).draw);
  CHECK(logits.regularizer(0).active());
}

}  // namespace linnet::test::conv2d_transpose_layer
