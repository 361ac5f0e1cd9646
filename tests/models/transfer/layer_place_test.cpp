// SPDX-License-Identifier: MIT
#include <linnet/models/transfer/layer_place.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::layer_place {

namespace nn = linnet;
using nn::detail::layers_at;
using nn::detail::layers_between;

using Model = decltype(nn::Sequential{nn::Input<8, 8, 1>{}, nn::Block{nn::Conv2D<4, 3>{}, nn::BatchNormalization{}},
                                      nn::Add{nn::Branch{nn::Conv2D<4, 1>{}, nn::Dropout{0.5f}}, nn::Branch{}},
                                      nn::Conv2D<4, 3>{}, nn::Flatten{}, nn::Dense<5>{}, nn::Dense<3>{}});
using Top = Model::Topology;

constexpr bool is(const nn::detail::LayerRange& range, std::size_t first, std::size_t last) {
  return range.valid() && range.named && range.first == first && range.last == last;
}

TEST_CASE("One place is a name, the first layers, or the last ones", "[models/transfer]") {
  STATIC_REQUIRE(Top::size == 7);
  STATIC_REQUIRE(is(layers_at<Top>(4), 0, 4));
  STATIC_REQUIRE(is(layers_at<Top>(-2), 5, 7));
  STATIC_REQUIRE(is(layers_at<Top>(std::size_t{7}), 0, 7));
  STATIC_REQUIRE(is(layers_at<Top>(-7), 0, 7));
  STATIC_REQUIRE(is(layers_at<Top>("conv2d"), 0, 1));
  STATIC_REQUIRE(is(layers_at<Top>("dense_1"), 6, 7));
  STATIC_REQUIRE(!layers_at<Top>(0).valid());
  STATIC_REQUIRE(!layers_at<Top>(8).valid());
  STATIC_REQUIRE(!layers_at<Top>(-8).valid());
}

TEST_CASE("Names are those of summary, which also counts layers in branches", "[models/transfer]") {
  STATIC_REQUIRE(is(layers_at<Top>("conv2d_2"), 3, 4));
  STATIC_REQUIRE(!layers_at<Top>("conv2d_1").named);  // within the Add
  STATIC_REQUIRE(!layers_at<Top>("conv2d_3").named);
  STATIC_REQUIRE(!layers_at<Top>("dense_0").named);
  STATIC_REQUIRE(!layers_at<Top>("dense_").named);
  STATIC_REQUIRE(!layers_at<Top>("dens").named);
  STATIC_REQUIRE(!layers_at<Top>("dropout").named);
}

TEST_CASE("Two places are a slice for numbers, and both meant for names", "[models/transfer]") {
  STATIC_REQUIRE(is(layers_between<Top>(0, 1), 0, 1));
  STATIC_REQUIRE(is(layers_between<Top>(2, 5), 2, 5));
  STATIC_REQUIRE(is(layers_between<Top>(0, -1), 0, 6));
  STATIC_REQUIRE(is(layers_between<Top>(-3, -1), 4, 6));
  STATIC_REQUIRE(is(layers_between<Top>(3, 7), 3, 7));
  STATIC_REQUIRE(is(layers_between<Top>("batch_normalization", "flatten"), 1, 5));
  STATIC_REQUIRE(is(layers_between<Top>("dense", "dense"), 5, 6));
  STATIC_REQUIRE(is(layers_between<Top>(0, "add"), 0, 3));
  STATIC_REQUIRE(is(layers_between<Top>("dense", 7), 5, 7));
  STATIC_REQUIRE(is(layers_between<Top>("dense", -1), 5, 6));
  STATIC_REQUIRE(!layers_between<Top>(3, 3).valid());
  STATIC_REQUIRE(!layers_between<Top>(4, 2).valid());
  STATIC_REQUIRE(!layers_between<Top>(0, 8).valid());
  STATIC_REQUIRE(!layers_between<Top>(7, 7).valid());
  STATIC_REQUIRE(!layers_between<Top>(-8, 2).valid());
  STATIC_REQUIRE(!layers_between<Top>("dense", "conv2d").valid());
  STATIC_REQUIRE(!layers_between<Top>("dense", "conv3d").named);
}

}  // namespace linnet::test::layer_place
