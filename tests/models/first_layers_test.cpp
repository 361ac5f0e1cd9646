// SPDX-License-Identifier: MIT
#include <linnet/models/first_layers.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <type_traits>
#include <utility>

namespace linnet::test::first_layers {

namespace nn = linnet;

/// A model with every kind of front: statistics of data and of batches, a Block, branches, images and vectors.
auto model_of_everything() {
  const auto block = [] { return nn::Block{nn::Conv2D<4, 3, nn::relu>{}, nn::BatchNormalization{}}; };
  return nn::Sequential{
      nn::Input<8, 8, 2>{},
      nn::Normalization{},
      block(),
      nn::Add{nn::Branch{nn::Conv2D<4, 1>{}, nn::BatchNormalization{}}, nn::Branch{}},
      nn::MaxPooling2D<2>{},
      nn::Flatten{},
      nn::Dropout{0.3f},
      nn::Dense<5, nn::softmax>{},
  };
}

struct Trained {
  decltype(model_of_everything()) model = model_of_everything();
  nn::Tensor<4> x{20, 8, 8, 2};
  Trained() {
    nn::Random random(1);
    fill_uniform(x.data(), x.size(), random, -1.0f, 3.0f);
    nn::Labels y(20);
    for (Index i = 0; i < 20; ++i) y(i) = static_cast<std::int32_t>(i % 5);
    nn::adapt(model, x);
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
    training.fit(x, y, {.epochs = 2, .verbose = 0});
  }
};

TEST_CASE("All layers predict as the model does, bit for bit", "[models]") {
  const Trained t;
  const auto all = nn::first_layers<8>(t.model);
  CHECK(same_bits(all.parameters(), t.model.parameters()));
  CHECK(same_bits(all.state(), t.model.state()));
  CHECK(same_bits(all.predict(t.x), t.model.predict(t.x)));
}

TEST_CASE("The first layers give what the others continue with", "[models]") {
  const Trained t;
  const auto front = nn::first_layers<5>(t.model);  // up to MaxPooling2D
  static_assert(std::is_same_v<decltype(front)::Output, nn::Shape<3, 3, 4>>);
  nn::Sequential rest{nn::Input<3, 3, 4>{}, nn::Flatten{}, nn::Dropout{0.3f}, nn::Dense<5, nn::softmax>{}};
  std::ranges::copy(t.model.parameter<7>(0), rest.parameter<2>(0).begin());
  std::ranges::copy(t.model.parameter<7>(1), rest.parameter<2>(1).begin());
  CHECK(same_bits(rest.predict(front.predict(t.x)), t.model.predict(t.x)));
}

TEST_CASE("One layer is that layer, with its statistics", "[models]") {
  const Trained t;
  const nn::Tensor<4> normal = nn::first_layers<1>(t.model).predict(t.x);
  double sum = 0.0, squares = 0.0;
  for (Index i = 0; i < normal.size(); ++i) {
    sum += static_cast<double>(normal.data()[i]);
    squares += static_cast<double>(normal.data()[i]) * static_cast<double>(normal.data()[i]);
  }
  const auto count = static_cast<double>(normal.size());
  CHECK_THAT(sum / count, WithinAbs(0.0, 1e-5));
  CHECK_THAT(squares / count, WithinAbs(1.0, 1e-4));
}

TEST_CASE("The copy is a model of its own", "[models]") {
  Trained t;
  auto front = nn::first_layers<2>(t.model);
  const nn::Tensor<4> before = front.predict(t.x);
  t.model.initialize(7);
  CHECK(same_bits(front.predict(t.x), before));
  front.initialize(7);
  CHECK(!same_bits(front.predict(t.x), before));
}

TEST_CASE("Static and frozen models have first layers too", "[models]") {
  nn::StaticSequential on_chip{nn::TypedInput<double, 3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  on_chip.initialize(3);
  for (double& number : on_chip.state()) number += 0.5;
  const nn::FrozenSequential frozen(on_chip.parameters().data(), on_chip.state().data(), nn::TypedInput<double, 3>{},
                                    nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{});
  nn::Tensor<2, double> x(2, 3);
  x.setValues({{1.0, -2.0, 3.0}, {0.5, 0.25, -1.0}});
  const nn::Tensor<2, double> inner = nn::first_layers<2>(on_chip).predict(x);
  CHECK(inner.dimension(1) == 4);
  CHECK(same_bits(inner, nn::first_layers<2>(frozen).predict(x)));
  nn::Tensor<2, double> y(2, 2);
  on_chip.predict(std::span<const double>(x.data(), 6), std::span<double>(y.data(), 4));
  CHECK(same_bits(nn::first_layers<3>(on_chip).predict(x), y));
}

TEST_CASE("First layers end at a name or before the last ones, and other layers may follow them", "[models]") {
  const Trained t;
  const nn::Tensor<4> maps = nn::first_layers<5>(t.model).predict(t.x);
  CHECK(same_bits(nn::first_layers<"max_pooling2d">(t.model).predict(t.x), maps));
  CHECK(same_bits(nn::first_layers<-3>(t.model).predict(t.x), maps));
  const auto other = nn::first_layers<-1>(t.model, nn::Block{nn::Dense<4, nn::relu>{}}, nn::Dense<2, nn::softmax>{});
  static_assert(std::is_same_v<decltype(other)::Output, nn::Shape<2>> && decltype(other)::Topology::size == 9);
  CHECK(same_bits(other.parameter<1>(0), t.model.parameter<1>(0)));
  CHECK(same_bits(other.state<2>(1), t.model.state<2>(1)));
  CHECK(same_bits(nn::first_layers<5>(other).predict(t.x), maps));
}

TEST_CASE("A model that was moved from has no first layers", "[models]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<2>{}};
  const auto other = std::move(model);
  CHECK_THROWS_MATCHES(nn::first_layers<1>(model), nn::InvalidInput, message_contains("it was moved from"));
  CHECK(nn::first_layers<1>(other).parameter_count() == 6);
  nn::Sequential statistics{nn::Input<2>{}, nn::Normalization{}};
  const auto moved = std::move(statistics);
  CHECK_THROWS_MATCHES(nn::first_layers<1>(statistics), nn::InvalidInput, message_contains("it was moved from"));
}

}  // namespace linnet::test::first_layers
