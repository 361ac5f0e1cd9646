// SPDX-License-Identifier: MIT
#include <linnet/layers/resizing/zero_padding2d.hpp>

#include <linnet/layers/convolution.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <vector>

namespace linnet::test::zero_padding2d_layer {

namespace nn = linnet;

TEST_CASE("ZeroPadding2D keeps the contract of a layer", "[layers/resizing]") {
  check_layer<Shape<5, 6, 3>>(nn::ZeroPadding2D<1>{});
  check_layer<Shape<4, 3, 2>>(nn::ZeroPadding2D<Size2D{2, 0}>{});
  check_layer<Shape<4, 5, 17>>(nn::ZeroPadding2D<Size2D{0, 1}, Size2D{2, 3}>{});
  check_layer<Shape<1, 1, 1>>(nn::ZeroPadding2D<0>{});
}

TEST_CASE("ZeroPadding2D declares its shape and no parameters", "[layers/resizing]") {
  using In = Shape<28, 27, 3>;
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding2D<1>::Output<In>, Shape<30, 29, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding2D<Size2D{1, 2}>::Output<In>, Shape<30, 31, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding2D<Size2D{1, 2}, Size2D{3, 4}>::Output<In>, Shape<32, 33, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::ZeroPadding2D<0>::Output<In>, In>);
  STATIC_REQUIRE(nn::ZeroPadding2D<1>::name == "zero_padding2d");
  STATIC_REQUIRE(Bound<float, nn::ZeroPadding2D<1>, In>::parameter_count == 0);
  STATIC_REQUIRE(Bound<float, nn::ZeroPadding2D<1>, In>::output_use == OutputUse::nothing);
}

TEST_CASE("ZeroPadding2D puts zeros around each image and takes them away from the gradient", "[layers/resizing]") {
  constexpr Index n = 2, channels = 2, height = 2, width = 3, top = 1, left = 2, out_height = 5, out_width = 6;
  LayerRun<float, Shape<height, width, channels>, nn::ZeroPadding2D<Size2D{top, left}, Size2D{2, 1}>> run({}, n);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  std::vector<float> y(static_cast<std::size_t>(run.y.size())), dx(static_cast<std::size_t>(run.dx.size()));
  for (Index i = 0; i < n; ++i) {
    for (Index h = 0; h < height; ++h) {
      for (Index w = 0; w < width; ++w) {
        for (Index c = 0; c < channels; ++c) {
          const Index in = ((i * height + h) * width + w) * channels + c;
          const Index out = ((i * out_height + h + top) * out_width + w + left) * channels + c;
          y[static_cast<std::size_t>(out)] = run.x.data()[in];
          dx[static_cast<std::size_t>(in)] = run.dy.data()[out];
        }
      }
    }
  }
  CHECK(same_bits(run.y, y));
  CHECK(same_bits(run.dx, dx));
}

TEST_CASE("A convolution behind ZeroPadding2D is one with same padding", "[layers/resizing]") {
  constexpr nn::ConvOptions same{.padding = Padding::same};
  LayerRun<float, Shape<5, 6, 3>, nn::ZeroPadding2D<1>> padding({}, 3);
  LayerRun<float, Shape<7, 8, 3>, nn::Conv2D<4, 3>> valid({}, 3);
  LayerRun<float, Shape<5, 6, 3>, nn::Conv2D<4, 3, nn::linear, same>> whole({}, 3);
  std::copy_n(whole.parameters.data(), whole.parameters.size(), valid.parameters.data());
  padding.forward(true);
  valid.forward(padding.y.data(), valid.y.data(), true);
  whole.forward(true);
  CHECK(same_bits(valid.y, whole.y));
}

}  // namespace linnet::test::zero_padding2d_layer
