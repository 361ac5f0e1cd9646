// SPDX-License-Identifier: MIT
#include <linnet/layers/resizing/up_sampling.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <vector>

namespace linnet::test::up_sampling_layer {

namespace nn = linnet;

TEST_CASE("UpSampling1D and UpSampling2D keep the contract of a layer", "[layers/resizing]") {
  check_layer<Shape<6, 3>>(nn::UpSampling1D<2>{});
  check_layer<Shape<3, 17>>(nn::UpSampling1D<1>{});
  check_layer<Shape<3, 4, 5>>(nn::UpSampling2D<2>{}, "nearest");
  check_layer<Shape<2, 3, 17>>(nn::UpSampling2D<Size2D{1, 3}>{}, "nearest, 1 x 3");
  check_layer<Shape<3, 4, 5>>(nn::UpSampling2D<2, nn::bilinear>{}, "bilinear");
  check_layer<Shape<4, 1, 17>>(nn::UpSampling2D<Size2D{3, 2}, nn::bilinear>{}, "bilinear, 3 x 2");
  check_layer<Shape<1, 3, 1>>(nn::UpSampling2D<Size2D{1, 4}, nn::bilinear>{}, "bilinear, 1 x 4");
}

TEST_CASE("UpSampling1D and UpSampling2D declare their shapes and no parameters", "[layers/resizing]") {
  STATIC_REQUIRE(std::is_same_v<nn::UpSampling1D<3>::Output<Shape<28, 3>>, Shape<84, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::UpSampling2D<2>::Output<Shape<28, 27, 3>>, Shape<56, 54, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::UpSampling2D<Size2D{1, 2}, nn::bilinear>::Output<Shape<7, 5, 3>>, Shape<7, 10, 3>>);
  STATIC_REQUIRE(nn::UpSampling1D<2>::name == "up_sampling1d");
  STATIC_REQUIRE(nn::UpSampling2D<2>::name == "up_sampling2d");
  STATIC_REQUIRE(Bound<float, nn::UpSampling2D<2>, Shape<28, 28, 3>>::parameter_count == 0);
}

/// The output for an image of one channel with these numbers.
template <class In, class L>
std::vector<float> sampled(const std::vector<float>& image) {
  LayerRun<float, In, L> run({}, 1);
  std::copy(image.begin(), image.end(), run.x.data());
  run.forward(false);
  return {run.y.data(), run.y.data() + run.y.size()};
}

TEST_CASE("Nearest up-sampling repeats rows and columns, and its gradient sums them", "[layers/resizing]") {
  CHECK(sampled<Shape<3, 1>, nn::UpSampling1D<2>>({1, 2, 3}) == std::vector<float>{1, 1, 2, 2, 3, 3});
  CHECK(sampled<Shape<2, 2>, nn::UpSampling1D<2>>({1, 2, 3, 4}) == std::vector<float>{1, 2, 1, 2, 3, 4, 3, 4});
  CHECK(sampled<Shape<2, 2, 1>, nn::UpSampling2D<Size2D{2, 3}>>({1, 2, 3, 4}) ==
        std::vector<float>{1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4});
  LayerRun<float, Shape<1, 2, 1>, nn::UpSampling2D<2>> run({}, 1);
  const std::vector<float> dy{1, 2, 4, 8, 16, 32, 64, 128};
  std::copy(dy.begin(), dy.end(), run.dy.data());
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  CHECK(run.dx.data()[0] == 51.0f);
  CHECK(run.dx.data()[1] == 204.0f);
}

TEST_CASE("Bilinear up-sampling has Keras's numbers", "[layers/resizing]") {  // keras.layers.UpSampling2D, tf.image.resize
  CHECK(sampled<Shape<1, 3, 1>, nn::UpSampling2D<Size2D{1, 2}, nn::bilinear>>({0, 4, 8}) ==
        std::vector<float>{0, 1, 3, 5, 7, 8});
  CHECK(sampled<Shape<2, 2, 1>, nn::UpSampling2D<2, nn::bilinear>>({0, 16, 32, 64}) ==
        std::vector<float>{0, 4, 12, 16, 8, 13, 23, 28, 24, 31, 45, 52, 32, 40, 56, 64});
  const std::vector<float> three = sampled<Shape<1, 2, 1>, nn::UpSampling2D<Size2D{1, 3}, nn::bilinear>>({3, 6});
  const std::vector<double> expected{3, 3, 4, 5, 6, 6};
  for (std::size_t i = 0; i < 6; ++i) CHECK_THAT(static_cast<double>(three[i]), WithinAbs(expected[i], 1e-6));
}

TEST_CASE("Up-sampling keeps a constant image", "[layers/resizing]") {
  for (const float y : sampled<Shape<3, 3, 1>, nn::UpSampling2D<2, nn::bilinear>>(std::vector<float>(9, 0.7f))) {
    CHECK_THAT(static_cast<double>(y), WithinAbs(static_cast<double>(0.7f), 1e-7));
  }
}

}  // namespace linnet::test::up_sampling_layer
