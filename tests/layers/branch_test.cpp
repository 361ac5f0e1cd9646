// SPDX-License-Identifier: MIT
#include <linnet/layers/branch.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

namespace linnet::test::branch {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = Padding::same};
auto separable = [] {
  return nn::Block{nn::SeparableConv2D<3, 3, nn::linear, same>{}, nn::BatchNormalization{}, nn::Activation{nn::relu{}}};
};

TEST_CASE("a Block is its layers one by one, wherever it is", "[layers]") {
  const nn::Sequential blocks{nn::Input<8, 8, 2>{},  nn::Block{separable(), nn::Block{nn::Dropout{0.2f}}},
                              nn::MaxPooling2D<2>{}, nn::Residual{separable()},
                              nn::Flatten{},         nn::Block{nn::Dense<3, nn::softmax>{}}};
  const nn::Sequential flat{
      nn::Input<8, 8, 2>{},
      nn::SeparableConv2D<3, 3, nn::linear, same>{},
      nn::BatchNormalization{},
      nn::Activation{nn::relu{}},
      nn::Dropout{0.2f},
      nn::MaxPooling2D<2>{},
      nn::Residual{nn::SeparableConv2D<3, 3, nn::linear, same>{}, nn::BatchNormalization{}, nn::Activation{nn::relu{}}},
      nn::Flatten{},
      nn::Dense<3, nn::softmax>{}};
  STATIC_REQUIRE(std::is_same_v<decltype(blocks)::Topology, decltype(flat)::Topology>);
  STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(blocks.layers())>, std::remove_cvref_t<decltype(flat.layers())>>);
  CHECK(model_fingerprint(blocks) == model_fingerprint(flat));
  CHECK(same_bits(blocks.parameters(), flat.parameters()));
}

TEST_CASE("a Block keeps the settings of its layers", "[layers]") {
  const nn::StaticSequential model{
      nn::Input<4>{}, nn::Block{nn::Dense<4>{.kernel_initializer = nn::Ones{}}, nn::Dropout{0.25f}}, nn::Dense<2>{}};
  CHECK(model.parameter<0>(0)[0] == 1.0f);
  CHECK(std::get<1>(model.layers()).rate == 0.25f);
}

TEST_CASE("a model with branches trains, has names, and saves what it knows", "[layers]") {
  nn::Sequential model{nn::Input<6, 2>{},
                       nn::Concatenate{nn::Branch{nn::Conv1D<3, 3, nn::relu>{}, nn::GlobalMaxPooling1D{}},
                                       nn::Branch{nn::Flatten{}, nn::Dense<4, nn::relu>{}}},
                       nn::Add{nn::Branch{nn::Dense<7, nn::tanh>{}}, nn::Branch{}}, nn::Dense<2, nn::softmax>{}};
  std::ostringstream table;
  model.summary(table);
  for (const char* row : {"concatenate", "  branch ", "    conv1d", "  branch_1", "    dense", "add", "dense_2"}) {
    CHECK_THAT(table.str(), contains(row));
  }
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  nn::Tensor<3> x(64, 6, 2);
  nn::Labels y(64);
  nn::Random random(1);
  for (Index i = 0; i < 64; ++i) {
    y(i) = static_cast<std::int32_t>(i % 2);
    for (Index k = 0; k < 12; ++k) x.data()[12 * i + k] = random.normal<float>() + static_cast<float>(y(i));
  }
  training.fit(x, y, {.epochs = 30, .seed = 1, .verbose = 0});
  CHECK(training.evaluate(x, y)["accuracy"] > 0.9);
}

}  // namespace linnet::test::branch
