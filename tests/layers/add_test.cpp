// SPDX-License-Identifier: MIT
#include <linnet/layers/add.hpp>

#include <linnet/layers.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::add {

namespace nn = linnet;

TEST_CASE("Add keeps the contract of a layer", "[layers]") {
  check_layer<Shape<6>>(
      nn::Add{nn::Branch{nn::Dense<6, nn::tanh>{}}, nn::Branch{nn::Dense<4, nn::sigmoid>{}, nn::Dense<6>{}}, nn::Branch{}});
  check_layer<Shape<6>>(nn::Add{nn::Branch{}, nn::Branch{nn::Dense<6, nn::tanh>{}}}, "the identity first");
  check_layer<Shape<2, 3>>(nn::Add{nn::Branch{nn::Flatten{}}, nn::Branch{nn::Reshape<6>{}, nn::Dropout{0.3f}}},
                           "without parameters");
}

TEST_CASE("Add of layers and their input is a Residual, bit for bit", "[layers]") {
  const nn::Add add{nn::Branch{nn::Dense<6, nn::tanh>{}}, nn::Branch{}};
  const nn::Residual residual{nn::Dense<6, nn::tanh>{}};
  LayerRun<float, Shape<6>, std::remove_const_t<decltype(add)>> a(add, 5);
  LayerRun<float, Shape<6>, std::remove_const_t<decltype(residual)>> b(residual, 5);
  for (auto* run : {&a.y, &b.y}) run->clear();
  a.forward(true);
  b.forward(true);
  CHECK(same_bits(a.y.numbers(), b.y.numbers()));
  a.backward(a.x.data(), a.y.data(), a.dy.data(), a.dx.data());
  b.backward(b.x.data(), b.y.data(), b.dy.data(), b.dx.data());
  CHECK(same_bits(a.dx.numbers(), b.dx.numbers()));
  CHECK(same_bits(a.gradients.numbers(), b.gradients.numbers()));
}

TEST_CASE("Add of three identities is three times its input", "[layers]") {
  const nn::Add layer{nn::Branch{}, nn::Branch{}, nn::Branch{}};
  LayerRun<float, Shape<3>, std::remove_const_t<decltype(layer)>> run(layer, 2);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  for (Index i = 0; i < 6; ++i) {
    CHECK(run.y.data()[i] == run.x.data()[i] + run.x.data()[i] + run.x.data()[i]);
    CHECK(run.dx.data()[i] == run.dy.data()[i] + run.dy.data()[i] + run.dy.data()[i]);
  }
}

}  // namespace linnet::test::add
