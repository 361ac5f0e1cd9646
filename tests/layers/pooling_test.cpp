// SPDX-License-Identifier: MIT
#include <linnet/layers/pooling.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <string>
#include <vector>

namespace linnet::test::pooling_layer {

namespace nn = linnet;

constexpr Padding valid = Padding::valid, same = Padding::same;
using Options = nn::PoolingOptions;

TEST_CASE("Pooling of images keeps the contract of a layer", "[layers]") {
  check_layer<Shape<6, 8, 3>>(nn::MaxPooling2D<2>{});
  check_layer<Shape<6, 8, 3>>(nn::AveragePooling2D<2>{});
  // Of a size whose random numbers have no two maxima closer than the step of the finite differences.
  check_layer<Shape<7, 6, 17>>(nn::MaxPooling2D<3, Options{.strides = 2, .padding = same}>{}, "max, same, overlapping");
  check_layer<Shape<6, 7, 17>>(nn::AveragePooling2D<3, Options{.strides = 1}>{}, "average, overlapping");
  check_layer<Shape<5, 3, 5>>(nn::GlobalMaxPooling2D{});
  check_layer<Shape<5, 3, 5>>(nn::GlobalAveragePooling2D{});
}

TEST_CASE("Pooling of sequences keeps the contract of a layer", "[layers]") {
  check_layer<Shape<9, 3>>(nn::MaxPooling1D<2>{});
  check_layer<Shape<9, 3>>(nn::AveragePooling1D<3, Options{.strides = 2, .padding = same}>{});
  check_layer<Shape<7, 5>>(nn::GlobalMaxPooling1D{});
  check_layer<Shape<7, 5>>(nn::GlobalAveragePooling1D{});
}

void check_error(double error, const std::string& what) {
  INFO(what);
  CHECK(error < 1e-6);
}

/// Gradients of the maximum and of the mean.
template <class In, Size2D Size, Options O>
void check_gradients(const std::string& what) {
  for (const Index n : {1, 3}) {
    check_error(layer_gradient_error<In>(nn::MaxPooling2D<Size, O>{}, n), "maximum, " + what);
    check_error(layer_gradient_error<In>(nn::AveragePooling2D<Size, O>{}, n), "mean, " + what);
  }
}

TEST_CASE("Gradients of pooling", "[layers]") {
  check_gradients<Shape<5, 5, 1>, 2, Options{}>("5 x 5 x 1, pool 2");
  check_gradients<Shape<6, 5, 2>, 2, Options{.padding = same}>("6 x 5 x 2, pool 2, same");
  check_gradients<Shape<7, 6, 3>, 3, Options{.strides = 2}>("7 x 6 x 3, pool 3, strides 2");
  check_gradients<Shape<6, 7, 5>, 3, Options{.strides = 1, .padding = same}>("6 x 7 x 5, pool 3, strides 1, same");
  check_gradients<Shape<5, 6, 16>, 3, Options{.strides = 1}>("5 x 6 x 16, pool 3, strides 1");
  check_gradients<Shape<5, 6, 17>, Size2D{2, 3}, Options{.strides = {1, 2}, .padding = same}>("5 x 6 x 17, pool 2 x 3, same");
  check_gradients<Shape<8, 7, 3>, 2, Options{.strides = 3, .padding = valid}>("8 x 7 x 3, pool 2, strides 3");
  check_gradients<Shape<2, 3, 2>, 5, Options{.strides = 2, .padding = same}>("2 x 3 x 2, pool 5, same");
}

TEST_CASE("Pooling declares its shapes", "[layers]") {
  STATIC_REQUIRE(std::is_same_v<nn::MaxPooling2D<2>::Output<Shape<28, 27, 3>>, Shape<14, 13, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::AveragePooling2D<Size2D{2, 3}>::Output<Shape<28, 27, 3>>, Shape<14, 9, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::MaxPooling2D<2, Options{.padding = same}>::Output<Shape<28, 27, 3>>, Shape<14, 14, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::MaxPooling2D<3, Options{.strides = {1, 2}}>::Output<Shape<28, 27, 3>>, Shape<26, 13, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::MaxPooling1D<2>::Output<Shape<9, 4>>, Shape<4, 4>>);
  STATIC_REQUIRE(std::is_same_v<nn::AveragePooling1D<3, Options{.strides = 1}>::Output<Shape<9, 4>>, Shape<7, 4>>);
  STATIC_REQUIRE(std::is_same_v<nn::GlobalMaxPooling2D::Output<Shape<28, 27, 3>>, Shape<3>>);
  STATIC_REQUIRE(std::is_same_v<nn::GlobalAveragePooling2D::Output<Shape<28, 27, 3>>, Shape<3>>);
  STATIC_REQUIRE(std::is_same_v<nn::GlobalMaxPooling1D::Output<Shape<9, 4>>, Shape<4>>);
  STATIC_REQUIRE(std::is_same_v<nn::GlobalAveragePooling1D::Output<Shape<9, 4>>, Shape<4>>);
}

TEST_CASE("Pooling has Keras's names and no parameters", "[layers]") {
  STATIC_REQUIRE(nn::MaxPooling2D<2>::name == "max_pooling2d");
  STATIC_REQUIRE(nn::MaxPooling1D<2>::name == "max_pooling1d");
  STATIC_REQUIRE(nn::AveragePooling2D<2>::name == "average_pooling2d");
  STATIC_REQUIRE(nn::AveragePooling1D<2>::name == "average_pooling1d");
  STATIC_REQUIRE(nn::GlobalMaxPooling2D::name == "global_max_pooling2d");
  STATIC_REQUIRE(nn::GlobalMaxPooling1D::name == "global_max_pooling1d");
  STATIC_REQUIRE(nn::GlobalAveragePooling2D::name == "global_average_pooling2d");
  STATIC_REQUIRE(nn::GlobalAveragePooling1D::name == "global_average_pooling1d");
  using B = Bound<float, nn::MaxPooling2D<2>, Shape<6, 6, 3>>;
  STATIC_REQUIRE((B::parameter_count == 0 && B::state_count == 0 && B::multiply_accumulates == 0));
  STATIC_REQUIRE(B::output_use == OutputUse::value);
  STATIC_REQUIRE(Bound<float, nn::AveragePooling2D<2>, Shape<6, 6, 3>>::output_use == OutputUse::nothing);
}

/// Results of a layer for one sample x and the upstream gradient dy.
struct PassResults {
  std::vector<float> y, dx;
};

template <class In, class L>
PassResults pass(const L& layer, const std::vector<float>& x, const std::vector<float>& dy) {
  LayerRun<float, In, L> run(layer, 1);
  std::copy(x.begin(), x.end(), run.x.data());
  std::copy(dy.begin(), dy.end(), run.dy.data());
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  return {{run.y.data(), run.y.data() + run.y.size()}, {run.dx.data(), run.dx.data() + run.dx.size()}};
}

TEST_CASE("Pooling of an image by hand", "[layers]") {
  const std::vector<float> x{1, 4, 2, 2, 3, 0, 7, 1, 5, 5, 6, 8};  // 3 x 4: the last row is left out
  const PassResults max = pass<Shape<3, 4, 1>>(nn::MaxPooling2D<2>{}, x, {10, 20});
  CHECK(max.y == std::vector<float>{4, 7});
  CHECK(max.dx == std::vector<float>{0, 10, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0});
  const PassResults mean = pass<Shape<3, 4, 1>>(nn::AveragePooling2D<2>{}, x, {8, 4});
  CHECK(mean.y == std::vector<float>{2, 3});
  CHECK(mean.dx == std::vector<float>{2, 2, 1, 1, 2, 2, 1, 1, 0, 0, 0, 0});
}

TEST_CASE("Pooling with padding does not count cells beyond the border", "[layers]") {
  const std::vector<float> x{-1, -2, -3};
  constexpr Options padded{.padding = same};
  const PassResults max = pass<Shape<3, 1>>(nn::MaxPooling1D<2, padded>{}, x, {10, 20});
  CHECK(max.y == std::vector<float>{-1, -3});  // not the 0 of a cell of padding
  CHECK(max.dx == std::vector<float>{10, 0, 20});
  const PassResults mean = pass<Shape<3, 1>>(nn::AveragePooling1D<2, padded>{}, x, {10, 20});
  CHECK(mean.y == std::vector<float>{-1.5f, -3});
  CHECK(mean.dx == std::vector<float>{5, 5, 20});
}

TEST_CASE("Global pooling is pooling with one window", "[layers]") {
  LayerRun<float, Shape<5, 3, 5>, nn::GlobalMaxPooling2D> global_max({}, 3);
  LayerRun<float, Shape<5, 3, 5>, nn::MaxPooling2D<Size2D{5, 3}>> max({}, 3);
  LayerRun<float, Shape<5, 3, 5>, nn::GlobalAveragePooling2D> global_mean({}, 3);
  LayerRun<float, Shape<15, 5>, nn::GlobalAveragePooling1D> sequence_mean({}, 3);
  global_max.forward(true);
  max.forward(true);
  global_mean.forward(true);
  sequence_mean.forward(true);
  CHECK(same_bits(global_max.y, max.y));
  CHECK(same_bits(global_mean.y, sequence_mean.y));
}

}  // namespace linnet::test::pooling_layer
