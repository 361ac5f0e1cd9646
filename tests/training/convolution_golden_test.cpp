// SPDX-License-Identifier: MIT
// Layers for images and sequences against the numbers of PyTorch: tests/golden/convolution.py says how they were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/layer_contract.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace linnet::test::convolution_golden {

namespace nn = linnet;

constexpr double tolerance = 1e-12;

/// A layer in double and its entries in the file.
template <class In, class L>
struct Comparison {
  using Run = LayerRun<double, In, L>;
  using B = typename Run::B;
  const Golden& golden;
  std::string name;
  Run run;

  Comparison(const Golden& file, const std::string& entry, const L& layer)
      : golden(file), name(entry + '.'), run(layer, static_cast<Index>(file.dims(name + "x").at(0))) {
    start("x", run.x.data(), run.x.size());
    start("dy", run.dy.data(), run.dy.size());
    for (std::size_t i = 0; i < B::parameters.size(); ++i) {
      start("parameter_" + std::to_string(i), run.parameters.data() + B::parameter_offset(i), B::parameters[i].size());
    }
    run.y.clear();
  }
  void start(const std::string& what, double* to, Index count) {
    const std::vector<double>& from = golden.values(name + what);
    INFO(name << what);
    REQUIRE(static_cast<Index>(from.size()) == count);
    std::copy(from.begin(), from.end(), to);
  }
  void agrees(const std::string& what, const double* have, Index count) {
    const std::vector<double>& want = golden.values(name + what);
    INFO(name << what);
    REQUIRE(static_cast<Index>(want.size()) == count);
    CHECK(relative_error({have, static_cast<std::size_t>(count)}, want) < tolerance);
  }
  void training_agrees() {
    using Dims = std::vector<std::size_t>;
    Dims dims{static_cast<std::size_t>(run.n)};
    dims.insert(dims.end(), B::Output::dims.begin(), B::Output::dims.end());
    CHECK(golden.dims(name + "y") == dims);
    for (std::size_t i = 0; i < B::parameters.size(); ++i) {
      const auto& info = B::parameters[i];
      CHECK(golden.dims(name + "parameter_" + std::to_string(i)) == Dims(info.dims.begin(), info.dims.begin() + info.rank));
    }

    run.forward(true);
    agrees("y", run.y.data(), run.y.size());
    run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
    agrees("dx", run.dx.data(), run.dx.size());
    for (std::size_t i = 0; i < B::parameters.size(); ++i) {
      agrees("gradient_" + std::to_string(i), run.gradients.data() + B::parameter_offset(i), B::parameters[i].size());
    }
  }
};

template <class In, class L>
void check(const Golden& golden, const std::string& name, const L& layer) {
  Comparison<In, L>(golden, name, layer).training_agrees();
}

constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions same_2{.strides = 2, .padding = nn::Padding::same};
constexpr nn::ConvOptions dilation_2{.dilation_rate = 2};

TEST_CASE("Conv2D gives PyTorch's outputs and gradients", "[training]") {
  const Golden golden("convolution");
  constexpr nn::ConvOptions same_3{.strides = 3, .padding = nn::Padding::same};
  constexpr nn::ConvOptions same_2x3{.strides = {2, 3}, .padding = nn::Padding::same};
  constexpr nn::ConvOptions same_dilation_2{.padding = nn::Padding::same, .dilation_rate = 2};
  check<Shape<4, 5, 2>>(golden, "conv2d.valid", nn::Conv2D<17, 3, nn::relu>{});
  check<Shape<4, 5, 2>>(golden, "conv2d.same", nn::Conv2D<3, nn::Size2D{2, 3}, nn::linear, same>{});
  check<Shape<5, 6, 2>>(golden, "conv2d.same_2", nn::Conv2D<3, 3, nn::linear, same_2>{});
  check<Shape<7, 8, 2>>(golden, "conv2d.same_3", nn::Conv2D<3, 3, nn::linear, same_3>{});
  check<Shape<6, 7, 2>>(golden, "conv2d.same_2x3", nn::Conv2D<3, nn::Size2D{5, 4}, nn::linear, same_2x3>{});
  check<Shape<6, 7, 2>>(golden, "conv2d.dilation_2", nn::Conv2D<3, 3, nn::linear, dilation_2>{});
  check<Shape<5, 6, 2>>(golden, "conv2d.same_dilation_2", nn::Conv2D<3, nn::Size2D{3, 2}, nn::linear, same_dilation_2>{});
  check<Shape<4, 5, 3>>(golden, "conv2d.no_bias", nn::Conv2D<2, 3, nn::linear, nn::ConvOptions{.use_bias = false}>{});
  check<Shape<5, 7, 2>>(golden, "conv2d.kernel_3x5", nn::Conv2D<3, nn::Size2D{3, 5}>{});
  check<Shape<3, 4, 5>>(golden, "conv2d.pointwise", nn::Conv2D<3, 1>{});
  check<Shape<5, 4, 5>>(golden, "conv2d.pointwise_2", nn::Conv2D<3, 1, nn::linear, nn::ConvOptions{.strides = 2}>{});
}

TEST_CASE("Conv1D gives PyTorch's outputs and gradients", "[training]") {
  const Golden golden("convolution");
  check<Shape<9, 3>>(golden, "conv1d.same", nn::Conv1D<5, 4, nn::linear, same>{});
  check<Shape<10, 3>>(golden, "conv1d.same_2", nn::Conv1D<5, 3, nn::linear, same_2>{});
  check<Shape<10, 3>>(golden, "conv1d.valid", nn::Conv1D<5, 3, nn::linear, nn::ConvOptions{.strides = 2}>{});
  check<Shape<9, 3>>(golden, "conv1d.dilation_2", nn::Conv1D<5, 3, nn::linear, dilation_2>{});
}

TEST_CASE("DepthwiseConv2D and SeparableConv2D give PyTorch's outputs and gradients", "[training]") {
  const Golden golden("convolution");
  constexpr nn::ConvOptions same_2_no_bias{.strides = 2, .padding = nn::Padding::same, .use_bias = false};
  check<Shape<4, 5, 3>>(golden, "depthwise_conv2d.1", nn::DepthwiseConv2D<3>{});
  check<Shape<4, 5, 3>>(golden, "depthwise_conv2d.2", nn::DepthwiseConv2D<nn::Size2D{3, 2}, 2, nn::relu6>{});
  check<Shape<5, 6, 3>>(golden, "depthwise_conv2d.same_2", nn::DepthwiseConv2D<3, 2, nn::linear, same_2>{});
  check<Shape<4, 5, 3>>(golden, "separable_conv2d.valid", nn::SeparableConv2D<4, 3, nn::relu>{});
  check<Shape<4, 5, 3>>(golden, "separable_conv2d.same", nn::SeparableConv2D<4, nn::Size2D{3, 2}, nn::linear, same, 2>{});
  check<Shape<5, 6, 3>>(golden, "separable_conv2d.same_2", nn::SeparableConv2D<4, 3, nn::linear, same_2_no_bias>{});
}

TEST_CASE("Pooling gives PyTorch's outputs and gradients", "[training]") {
  const Golden golden("convolution");
  constexpr nn::PoolingOptions pool_same_2{.strides = 2, .padding = nn::Padding::same};
  constexpr nn::PoolingOptions overlapping{.strides = 1};
  using In = Shape<5, 6, 3>;
  check<In>(golden, "max_pooling2d.valid", nn::MaxPooling2D<2>{});
  check<In>(golden, "max_pooling2d.same_2", nn::MaxPooling2D<3, pool_same_2>{});
  check<In>(golden, "max_pooling2d.overlapping", nn::MaxPooling2D<nn::Size2D{2, 3}, overlapping>{});
  check<In>(golden, "average_pooling2d.valid", nn::AveragePooling2D<2>{});
  check<In>(golden, "average_pooling2d.same_2", nn::AveragePooling2D<3, pool_same_2>{});
  check<In>(golden, "average_pooling2d.overlapping", nn::AveragePooling2D<nn::Size2D{2, 3}, overlapping>{});
  check<Shape<8, 3>>(golden, "max_pooling1d.same_2", nn::MaxPooling1D<3, pool_same_2>{});
  check<Shape<8, 3>>(golden, "average_pooling1d.same_2", nn::AveragePooling1D<3, pool_same_2>{});
  check<Shape<3, 4, 5>>(golden, "global_max_pooling2d", nn::GlobalMaxPooling2D{});
  check<Shape<3, 4, 5>>(golden, "global_average_pooling2d", nn::GlobalAveragePooling2D{});
  check<Shape<6, 5>>(golden, "global_max_pooling1d", nn::GlobalMaxPooling1D{});
  check<Shape<6, 5>>(golden, "global_average_pooling1d", nn::GlobalAveragePooling1D{});
}

TEST_CASE("ZeroPadding2D gives PyTorch's outputs and gradients", "[training]") {
  const Golden golden("convolution");
  check<Shape<2, 3, 3>>(golden, "zero_padding2d", nn::ZeroPadding2D<nn::Size2D{1, 2}, nn::Size2D{3, 0}>{});
}

template <class In, class L>
void check_normalization(const Golden& golden, const std::string& name, const L& layer) {
  Comparison<In, L> c(golden, name, layer);
  constexpr Index channels = nn::last_dim<In>;
  const auto moving = [&](std::size_t tensor) { return c.run.state.data() + decltype(c)::B::state_offset(tensor); };
  c.start("moving_mean", moving(0), channels);
  c.start("moving_variance", moving(1), channels);
  c.training_agrees();
  c.agrees("moving_mean.after", moving(0), channels);
  c.agrees("moving_variance.after", moving(1), channels);
  c.run.forward(false);
  c.agrees("inference", c.run.y.data(), c.run.y.size());
}

TEST_CASE("BatchNormalization gives PyTorch's outputs, gradients and moving statistics", "[training]") {
  const Golden golden("convolution");
  using NoScale = nn::BatchNormalization<nn::BatchNormalizationOptions{.scale = false}>;
  using NoCenter = nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false}>;
  check_normalization<Shape<5>>(golden, "batch_normalization.features", nn::BatchNormalization{});
  check_normalization<Shape<3, 2, 5>>(golden, "batch_normalization.image", nn::BatchNormalization{});
  check_normalization<Shape<5>>(golden, "batch_normalization.no_scale", NoScale{});
  check_normalization<Shape<5>>(golden, "batch_normalization.no_center", NoCenter{});
}

template <class A>
void check_activation(const A& a) {
  const Golden golden("activations");
  const std::string name(A::name);
  const std::vector<double>&x = golden.values("input"), &upstream = golden.values("upstream");
  std::vector<double> y, dx;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y.push_back(a(x[i]));
    dx.push_back(a.gradient(y[i], upstream[i]));
  }
  INFO(name);
  CHECK(relative_error(y, golden.values(name + ".forward")) < tolerance);
  CHECK(relative_error(dx, golden.values(name + ".gradient")) < tolerance);
}

TEST_CASE("relu6 and hard_sigmoid are PyTorch's", "[training]") {
  check_activation(nn::relu6{});
  check_activation(nn::hard_sigmoid{});
}

}  // namespace linnet::test::convolution_golden
