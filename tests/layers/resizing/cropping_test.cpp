// SPDX-License-Identifier: MIT
#include <linnet/layers/resizing/cropping.hpp>

#include <linnet/layers/resizing/zero_padding1d.hpp>
#include <linnet/layers/resizing/zero_padding2d.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <vector>

namespace linnet::test::cropping_layer {

namespace nn = linnet;

TEST_CASE("Cropping1D and Cropping2D keep the contract of a layer", "[layers/resizing]") {
  check_layer<Shape<6, 3>>(nn::Cropping1D<1>{});
  check_layer<Shape<9, 17>>(nn::Cropping1D<0, 3>{});
  check_layer<Shape<5, 6, 3>>(nn::Cropping2D<1>{});
  check_layer<Shape<6, 9, 2>>(nn::Cropping2D<Size2D{0, 1}, Size2D{2, 3}>{});
}

TEST_CASE("Cropping1D and Cropping2D declare their shapes and no parameters", "[layers/resizing]") {
  STATIC_REQUIRE(std::is_same_v<nn::Cropping1D<1>::Output<Shape<28, 3>>, Shape<26, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::Cropping1D<2, 5>::Output<Shape<28, 3>>, Shape<21, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::Cropping2D<1>::Output<Shape<28, 27, 3>>, Shape<26, 25, 3>>);
  STATIC_REQUIRE(std::is_same_v<nn::Cropping2D<Size2D{1, 2}, Size2D{3, 4}>::Output<Shape<28, 27, 3>>, Shape<24, 21, 3>>);
  STATIC_REQUIRE(nn::Cropping1D<1>::name == "cropping1d");
  STATIC_REQUIRE(nn::Cropping2D<1>::name == "cropping2d");
  STATIC_REQUIRE(Bound<float, nn::Cropping2D<1>, Shape<28, 28, 3>>::parameter_count == 0);
}

/// True if `Crop` undoes `Pad`, forward and backward.
template <class In, class Pad, class Crop>
bool undoes() {
  LayerRun<float, In, Pad> pad({}, 2);
  LayerRun<float, typename Pad::template Output<In>, Crop> crop({}, 2);
  pad.forward(true);
  crop.forward(pad.y.data(), crop.y.data(), true);
  crop.backward(pad.y.data(), crop.y.data(), pad.x.data(), crop.dx.data());
  return same_bits(crop.y, pad.x) && same_bits(crop.dx, pad.y);
}

TEST_CASE("Cropping takes away what padding adds", "[layers/resizing]") {
  CHECK(undoes<Shape<5, 3>, nn::ZeroPadding1D<2, 1>, nn::Cropping1D<2, 1>>());
  CHECK(undoes<Shape<4, 5, 3>, nn::ZeroPadding2D<Size2D{1, 2}, Size2D{3, 0}>, nn::Cropping2D<Size2D{1, 2}, Size2D{3, 0}>>());
}

}  // namespace linnet::test::cropping_layer
