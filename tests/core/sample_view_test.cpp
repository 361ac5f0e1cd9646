// SPDX-License-Identifier: MIT
#include <linnet/core/sample_view.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cstdint>
#include <vector>

namespace linnet::test::sample_view {

namespace nn = linnet;

/// The same numbers as S and as floats.
template <class S>
struct Series {
  nn::Tensor<3, S> raw{20, 4, 2};
  nn::Tensor<3> numbers{20, 4, 2};
  nn::Labels y{20};

  Series() {
    Random random(9);
    for (Index i = 0; i < raw.size(); ++i) {
      raw.data()[i] = static_cast<S>(random.below(250));
      if (std::is_signed_v<S> && i % 3 == 0) raw.data()[i] = static_cast<S>(-raw.data()[i]);
      numbers.data()[i] = static_cast<float>(raw.data()[i]);
    }
    for (Index i = 0; i < 20; ++i) y(i) = static_cast<std::int32_t>(i % 3);
  }
};

auto network() {
  return nn::Sequential{nn::Input<4, 2>{}, nn::Normalization{}, nn::Flatten{}, nn::Dense<5, nn::relu>{},
                        nn::Dense<3, nn::softmax>{}};
}
template <class Model>
std::span<const float> numbers_of(const Model& model) {
  return model.parameters();
}

TEMPLATE_TEST_CASE("Integers of a sensor give the bits of their floats in fit, evaluate and predict", "[core]", std::int8_t,
                   std::uint8_t, std::int16_t, std::uint16_t) {
  const Series<TestType> s;
  auto raw = network(), numbers = network();
  nn::adapt(raw, s.raw);
  nn::adapt(numbers, s.numbers);
  CHECK(same_bits(std::span<const float>(raw.state()), std::span<const float>(numbers.state())));
  auto a = raw.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  auto b = numbers.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  for (const bool shuffle : {false, true}) {
    a.fit(s.raw, s.y, {.epochs = 2, .batch_size = 6, .validation_data = {s.raw, s.y}, .shuffle = shuffle, .verbose = 0});
    b.fit(s.numbers, s.y,
          {.epochs = 2, .batch_size = 6, .validation_data = {s.numbers, s.y}, .shuffle = shuffle, .verbose = 0});
    CHECK(same_bits(numbers_of(raw), numbers_of(numbers)));
  }
  CHECK(a.evaluate(s.raw, s.y).loss() == b.evaluate(s.numbers, s.y).loss());
  CHECK(a.train_on_batch(s.raw, s.y).loss() == b.train_on_batch(s.numbers, s.y).loss());
  const nn::Tensor<2> expected = numbers.predict(s.numbers), found = raw.predict(s.raw);
  CHECK(same_bits(std::span<const float>(found.data(), 60), std::span<const float>(expected.data(), 60)));
}

TEST_CASE("Integers of a sensor train and predict on the homes without a heap", "[core]") {
  const Series<std::int16_t> s;
  const auto model = [] {
    return nn::StaticSequential{nn::Input<4, 2>{}, nn::Normalization{}, nn::Flatten{}, nn::Dense<3, nn::softmax>{}};
  };
  auto raw = model(), numbers = model();
  nn::adapt(raw, s.raw);
  nn::adapt(numbers, std::span<const float>(s.numbers.data(), 160));
  auto a = raw.compile<6, 20>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 1e-4f});
  auto b = numbers.compile<6>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 1e-4f});
  auto c = numbers.compile<6, 20>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 1e-4f});
  CHECK(allocations_of([&] { a.fit(s.raw, s.y); }) == 0);
  c.fit(s.numbers, s.y);
  CHECK(same_bits(numbers_of(raw), numbers_of(numbers)));
  CHECK(a.evaluate(s.raw, s.y).loss() == b.evaluate(s.numbers, s.y).loss());
  CHECK(b.evaluate(s.raw, s.y).loss() == b.evaluate(s.numbers, s.y).loss());
  nn::Tensor<2> expected(20, 3), found(20, 3);
  numbers.predict(s.numbers, expected);
  CHECK(allocations_of([&] { raw.predict(s.raw, found); }) == 0);
  CHECK(same_bits(std::span<const float>(found.data(), 60), std::span<const float>(expected.data(), 60)));
  const nn::FrozenSequential frozen(raw.parameters().data(), raw.state().data(), nn::Input<4, 2>{}, nn::Normalization{},
                                    nn::Flatten{}, nn::Dense<3, nn::softmax>{});
  found.setZero();
  frozen.predict(std::span<const std::int16_t>(s.raw.data(), 160), found);
  CHECK(same_bits(std::span<const float>(found.data(), 60), std::span<const float>(expected.data(), 60)));
}

TEST_CASE("A stream takes frames of integers of a sensor", "[core]") {
  const Series<std::uint8_t> s;
  const nn::Sequential model{nn::Input<4, 2>{}, nn::Dense<3>{}};
  auto a = nn::stream(model), b = nn::stream(model);
  for (Index i = 0; i < 20; ++i) {
    const auto expected = b.push(std::span<const float>(s.numbers.data() + 2 * i, 2));
    CHECK(same_bits(a.push(std::span<const std::uint8_t>(s.raw.data() + 2 * i, 2)), expected));
  }
}

TEST_CASE("predict converts integers in a buffer that the model keeps", "[core]") {
  const Series<std::int16_t> s;
  const auto model = network();
  nn::Tensor<2> y(20, 3);
  model.predict(s.raw, y);
  CHECK(allocations_of([&] { model.predict(s.raw, y); }) == 0);
}

TEST_CASE("A view of samples is a slice, keeps a temporary, and knows its integers", "[core]") {
  const nn::SampleView<float> view(std::vector<std::uint16_t>{1, 2, 3, 4, 5, 6});
  CHECK(view.data() == nullptr);
  CHECK(view.is_flat());
  CHECK(view.samples() == 6);
  const auto part = view.slice(2, 3);
  float numbers[2];
  part.copy(1, 2, numbers);
  CHECK(numbers[0] == 4.0f);
  CHECK(part.number(2) == "5");
  CHECK(part.first_outside(5) == 2);
  CHECK(part.first_outside(6) == -1);
  CHECK_THROWS_WITH(view.slice(4, 3), "slice: there are 6 samples; 3 from sample 4 on are asked for");
  CHECK_FALSE(view.only_indices());
  CHECK(nn::SampleView<float>(std::vector<int>{1}).only_indices());
}

TEST_CASE("Integers of more than 16 bits are no numbers of a float model", "[core]") {
  auto model = network();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const Series<std::int16_t> s;
  const nn::Tensor<3, std::int32_t> wide = s.raw.cast<std::int32_t>();
  CHECK_THROWS_WITH(
      training.fit(s.numbers, s.y, {.validation_data = {wide, s.y}, .verbose = 0}),
      "fit: validation_data: x has integers of more than 16 bits, and the model takes no indices; convert them to its numbers");
}

}  // namespace linnet::test::sample_view
