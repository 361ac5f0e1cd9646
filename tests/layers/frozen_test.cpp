// SPDX-License-Identifier: MIT
#include <linnet/layers/frozen.hpp>
#include <linnet/linnet.hpp>
#include <linnet/training/static_training.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::frozen {

namespace nn = linnet;

constexpr Index samples = 20;

/// x (samples, 6, 6, 1) and labels of three classes.
struct Data {
  nn::Tensor<4> x{samples, 6, 6, 1};
  nn::Labels y{samples};
  Data() {
    nn::Random random(5);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform<float>(-1.0f, 1.0f);
    for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  }
};

/// A network whose normalization and dropout differ between training and inference.
const auto trained_model = [](const Data& data) {
  nn::Sequential model{nn::Input<6, 6, 1>{},       nn::Conv2D<4, 3>{}, nn::BatchNormalization<>{.momentum = 0.5f},
                       nn::Activation<nn::relu>{}, nn::Flatten{},      nn::Dropout{0.5f},
                       nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(data.x, data.y, {.epochs = 2, .batch_size = 5, .verbose = 0});
  return model;
};

/// Returns the output of the first five layers of `base` in inference.
const auto features_of = [](const auto& base, const Data& data) {
  nn::Sequential first{nn::Input<6, 6, 1>{}, nn::Conv2D<4, 3>{}, nn::BatchNormalization<>{.momentum = 0.5f},
                       nn::Activation<nn::relu>{}, nn::Flatten{}};
  std::copy_n(base.parameters().begin(), first.parameters().size(), first.parameters().begin());
  std::ranges::copy(base.state(), first.state().begin());
  return first.predict(data.x);
};

TEST_CASE("A head on frozen layers trains as a model of the head alone on what these layers give", "[layers]") {
  const Data data;
  auto base = trained_model(data);
  const std::vector<float> before(base.parameters().begin(), base.parameters().end());
  const std::vector<float> state_before(base.state().begin(), base.state().end());
  nn::Sequential model{nn::Input<6, 6, 1>{}, nn::freeze<5>(base), nn::Dense<8, nn::relu>{}, nn::Dense<3, nn::softmax>{}};
  nn::Sequential head{nn::Input<64>{}, nn::Dense<8, nn::relu>{}, nn::Dense<3, nn::softmax>{}};
  STATIC_REQUIRE(decltype(model)::parameter_count() == decltype(head)::parameter_count());
  STATIC_REQUIRE(decltype(model)::state_count() == 0);
  STATIC_REQUIRE(decltype(model)::multiply_accumulates() > decltype(head)::multiply_accumulates());

  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  auto head_training = head.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  const nn::FitOptions<float> options{.epochs = 3, .batch_size = 7, .seed = 3, .verbose = 0};
  const nn::History history = training.fit(data.x, data.y, options);
  const nn::History head_history = head_training.fit(features_of(base, data), data.y, options);

  CHECK(std::ranges::equal(model.parameters(), head.parameters()));
  CHECK(history["loss"] == head_history["loss"]);
  CHECK(history["loss"].back() < history["loss"].front());
  CHECK(std::ranges::equal(base.parameters(), before));
  CHECK(std::ranges::equal(base.state(), state_before));
}

TEST_CASE("Fine-tuning in static memory gives the bits of fine-tuning on the heap", "[layers]") {
  const Data data;
  const auto base = trained_model(data);
  const nn::FrozenSequential flash{base.parameters().data(),
                                   base.state().data(),
                                   nn::Input<6, 6, 1>{},
                                   nn::Conv2D<4, 3>{},
                                   nn::BatchNormalization<>{.momentum = 0.5f},
                                   nn::Activation<nn::relu>{},
                                   nn::Flatten{},
                                   nn::Dropout{0.5f},
                                   nn::Dense<3, nn::softmax>{}};
  nn::Sequential model{nn::Input<6, 6, 1>{}, nn::freeze<5>(flash), nn::Dense<3, nn::softmax>{}};
  nn::StaticSequential fixed{nn::Input<6, 6, 1>{}, nn::freeze<5>(flash), nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  auto fixed_training = fixed.compile<7, samples>(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(data.x, data.y, {.epochs = 2, .batch_size = 7, .seed = 3, .verbose = 0});
  fixed_training.seed(3);
  fixed_training.fit({data.x.data(), static_cast<std::size_t>(data.x.size())}, {data.y.data(), samples}, {.epochs = 2});
  CHECK(std::ranges::equal(model.parameters(), fixed.parameters()));

  // A head that is the old one predicts what the whole model did.
  const auto last = base.parameter<5>(0);
  std::ranges::copy(last, model.parameter<1>(0).begin());
  std::ranges::copy(base.parameter<5>(1), model.parameter<1>(1).begin());
  auto whole = base;
  const nn::Tensor<2> expected = whole.predict(data.x), have = model.predict(data.x);
  CHECK(std::equal(have.data(), have.data() + have.size(), expected.data()));
}

TEST_CASE("Frozen layers take neither gradients nor moments", "[layers]") {
  using Whole = nn::Sequential<nn::Input<64>, nn::Dense<32, nn::relu>, nn::Dense<16, nn::relu>, nn::Dense<10, nn::softmax>>;
  using Tuned = nn::Sequential<nn::Input<64>, nn::Frozen<float, nn::Dense<32, nn::relu>, nn::Dense<16, nn::relu>>,
                               nn::Dense<10, nn::softmax>>;
  STATIC_REQUIRE(Tuned::parameter_count() == 170);
  STATIC_REQUIRE(Tuned::training_bytes(nn::Adam{}, 8) * 3 < Whole::training_bytes(nn::Adam{}, 8));
  STATIC_REQUIRE(Tuned::multiply_accumulates() == Whole::multiply_accumulates());
}

TEST_CASE("Frozen layers without parameters, or with wrong settings, are refused", "[layers]") {
  CHECK_THROWS_MATCHES(
      (nn::Sequential{nn::Input<4>{},
                      nn::Frozen(static_cast<const float*>(nullptr), static_cast<const float*>(nullptr), nn::Dense<4>{}),
                      nn::Dense<2>{}}),
      nn::InvalidInput, message_contains("Frozen: there are no parameters"));
  const std::array<float, 64> numbers{};
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{},
                                       nn::Frozen(numbers.data(), static_cast<const float*>(nullptr),
                                                  nn::Dense<4, nn::elu>{.activation = {.alpha = -1.0f}}),
                                       nn::Dense<2>{}}),
                       nn::InvalidInput, message_contains("elu: alpha must be finite and not negative"));
}

}  // namespace linnet::test::frozen
