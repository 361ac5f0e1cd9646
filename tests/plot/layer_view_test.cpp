// SPDX-License-Identifier: MIT
#include <linnet/plot/layer_view.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::layer_view {

namespace nn = linnet;

template <class Model>
std::vector<nn::detail::LayerView> views_of(const Model&) {
  return nn::detail::layer_views<typename Model::Topology>();
}

using Shape = std::vector<nn::Index>;
constexpr nn::ConvOptions same{.padding = nn::Padding::same};

TEST_CASE("A view of a layer has what a picture shows", "[plot]") {
  const nn::Sequential model{nn::Input<8, 6, 1>{},
                             nn::Conv2D<4, 3, nn::relu>{},
                             nn::Activation{nn::tanh{}},
                             nn::BatchNormalization{},
                             nn::Flatten{},
                             nn::Dense<5>{},
                             nn::Dropout{0.5f}};
  const auto views = views_of(model);
  REQUIRE(views.size() == 6);
  CHECK(views[0].name == "conv2d");
  CHECK(views[0].activation == "relu");
  CHECK(views[0].window == "3 \xc3\x97 3");
  CHECK(views[0].in == Shape{8, 6, 1});
  CHECK(views[0].out == Shape{6, 4, 4});
  CHECK(views[0].parameters == 40);
  CHECK(!views[0].fully_connected);
  CHECK(!views[0].stays);
  CHECK(views[1].name == "tanh");
  CHECK(views[1].activation.empty());  // it is the name
  CHECK(views[1].stays);
  CHECK(views[2].stays);
  CHECK(views[2].parameters == 8);
  CHECK(views[3].reshapes);
  CHECK(!views[3].stays);
  CHECK(views[4].fully_connected);
  CHECK(views[4].activation.empty());  // linear
  CHECK(views[4].kernel == decltype(model)::Topology::parameter_offsets[4]);
  CHECK(views[5].stays);
}

TEST_CASE("A dense layer over rows is not fully connected", "[plot]") {
  CHECK(!views_of(nn::Sequential{nn::Input<3, 4>{}, nn::Dense<5>{}})[0].fully_connected);
}

TEST_CASE("A view has the branches of a layer", "[plot]") {
  const nn::Sequential model{nn::Input<4, 4, 2>{}, nn::Residual{nn::Conv2D<2, 3, nn::relu, same>{}, nn::Conv2D<2, 1>{}},
                             nn::Concatenate{nn::Branch{nn::Conv2D<3, 1>{}}, nn::Branch{}}};
  const auto views = views_of(model);
  REQUIRE(views.size() == 2);
  REQUIRE(views[0].branches.size() == 2);
  CHECK(views[0].merge == nn::Merge::add);
  CHECK(views[0].branches[0].size() == 2);
  CHECK(views[0].branches[0][1].window == "1 \xc3\x97 1");
  CHECK(views[0].branches[1].empty());
  CHECK(views[0].parameters == 38 + 6);
  CHECK(views[1].merge == nn::Merge::concatenate);
  CHECK(views[1].out == Shape{4, 4, 5});
}

}  // namespace linnet::test::layer_view
