// SPDX-License-Identifier: MIT
#include <linnet/layers/concatenate.hpp>

#include <linnet/layers.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::concatenate {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = Padding::same}, bare{.padding = Padding::same, .use_bias = false};
using Photo = Shape<4, 4, 3>;

TEST_CASE("Concatenate keeps the contract of a layer", "[layers]") {
  check_layer<Photo>(nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::tanh>{}}, nn::Branch{},
                                     nn::Branch{nn::Conv2D<4, 1>{}, nn::Conv2D<3, 3, nn::tanh, same>{}}});
}

TEST_CASE("Concatenate within others, three deep, keeps the contract of a layer", "[layers]") {
  const auto normalized = [] {
    return nn::Block{nn::Conv2D<3, 3, nn::linear, bare>{}, nn::BatchNormalization{}, nn::Block{nn::Activation{nn::tanh{}}}};
  };
  check_layer<Photo>(
      nn::Concatenate{
          nn::Branch{normalized(), nn::Dropout{0.3f}},
          nn::Branch{nn::Add{nn::Branch{nn::Residual{normalized()}}, nn::Branch{nn::Dropout{0.2f}},
                             nn::Branch{nn::Concatenate{nn::Branch{nn::Conv2D<1, 1>{}}, nn::Branch{nn::Conv2D<2, 1>{}}}}}}},
      "nested");
}

TEST_CASE("Concatenate puts its branches side by side along the last axis", "[layers]") {
  const nn::Concatenate layer{nn::Branch{nn::Activation{nn::relu{}}}, nn::Branch{}};
  LayerRun<float, Shape<2, 2>, std::remove_const_t<decltype(layer)>> run(layer, 1);
  std::copy_n(std::array{1.0f, -2.0f, -3.0f, 4.0f}.data(), 4, run.x.data());
  run.forward(true);
  CHECK(std::vector<float>(run.y.data(), run.y.data() + 8) == std::vector<float>{1, 0, 1, -2, 0, 4, -3, 4});
  std::copy_n(std::array{1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f, 8.0f}.data(), 8, run.dy.data());
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  CHECK(std::vector<float>(run.dx.data(), run.dx.data() + 4) == std::vector<float>{1 + 3, 4, 7, 6 + 8});
}

TEST_CASE("Concatenate knows its shape, its parameters and its work", "[layers]") {
  using L = decltype(nn::Concatenate{nn::Branch{nn::Dense<3>{}}, nn::Branch{nn::Dense<5>{}, nn::Dense<2>{}}, nn::Branch{}});
  using B = Bound<float, L, Shape<7, 4>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<7, 9>>);
  STATIC_REQUIRE(B::parameter_count == 15 + 25 + 12);
  STATIC_REQUIRE(B::multiply_accumulates == 7 * (12 + 20 + 10));
  STATIC_REQUIRE(B::parameters[4].name == "kernel");
}

}  // namespace linnet::test::concatenate
