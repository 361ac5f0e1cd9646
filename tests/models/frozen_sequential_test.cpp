// SPDX-License-Identifier: MIT
#include <linnet/models/frozen_sequential.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/static_models.hpp>

#include <array>
#include <thread>
#include <tuple>
#include <type_traits>
#include <vector>

namespace linnet::test::frozen_sequential {

namespace nn = linnet;

/// A FrozenSequential of the layers, parameters and state of `model`.
template <class In, class... Layers>
auto frozen(const nn::Sequential<In, Layers...>& model) {
  return std::apply(
      [&](const auto&... layers) {
        return nn::FrozenSequential(model.parameters().data(), model.state().data(), In{}, layers...);
      },
      model.layers());
}

template <class Model, class X>
void check_predictions(Model model, const X& x, const std::vector<typename X::Scalar>& flat) {
  using T = typename X::Scalar;
  Random random(2);
  for (T& number : model.state()) number = random.uniform(T(0.5), T(2));
  const auto wanted = model.predict(x);
  const auto here = frozen(model);
  const auto size = static_cast<std::size_t>(wanted.size());
  Fenced<T> on_stack(wanted.size()), with_memory(wanted.size());
  here.predict(flat, {on_stack.data(), size});
  typename std::remove_const_t<decltype(here)>::Memory memory;
  here.predict(flat, {with_memory.data(), size}, memory);
  CHECK(equal_bits(on_stack.data(), wanted.data(), wanted.size()));
  CHECK(equal_bits(with_memory.data(), wanted.data(), wanted.size()));
  CHECK((on_stack.intact() && with_memory.intact()));
}

TEST_CASE("A FrozenSequential predicts what Sequential predicts, bit for bit", "[models]") {
  const RandomSamples<float> points(19, 4), images(19, 36);
  check_predictions(mlp().heap, points.tensor(4), points.x);
  check_predictions(cnn().heap, images.tensor(6, 6, 1), images.x);
  const RandomSamples<double> in_double(5, 36);
  check_predictions(cnn<double>().heap, in_double.tensor(6, 6, 1), in_double.x);
  check_predictions(nn::Sequential{nn::Input<2, 2>{}, nn::Flatten{}}, RandomSamples<float>(6, 4).tensor(2, 2),
                    RandomSamples<float>(6, 4).x);
}

TEST_CASE("A FrozenSequential shows the blocks where they are", "[models]") {
  const auto model = cnn().heap;
  const auto here = frozen(model);
  CHECK(here.parameters().data() == model.parameters().data());
  CHECK(here.parameters().size() == model.parameters().size());
  CHECK(here.state().data() == model.state().data());
  CHECK(here.state<1>(1).data() == model.state<1>(1).data());
  CHECK(here.parameter<5>(0).data() == model.parameter<5>(0).data());
  STATIC_REQUIRE(std::is_same_v<decltype(here.parameters()), std::span<const float>>);
  STATIC_REQUIRE(sizeof(decltype(here)::Memory) < static_cast<std::size_t>(decltype(here)::inference_bytes()) + 64);
}

/// A model in flash: y = (x0 - x1, x0 + x1) and its relu, by numbers that the compiler has.
constexpr Index xor_bias = aligned<float>(4), xor_size = xor_bias + aligned<float>(2);
alignas(64) constexpr std::array<float, static_cast<std::size_t>(xor_size)> xor_numbers = [] {
  std::array<float, static_cast<std::size_t>(xor_size)> numbers{1.0f, 1.0f, -1.0f, 1.0f};
  numbers[static_cast<std::size_t>(xor_bias)] = 0.25f;
  return numbers;
}();
constexpr nn::FrozenSequential in_flash(xor_numbers.data(), nullptr, nn::Input<2>{}, nn::Dense<2, nn::relu>{});

TEST_CASE("A FrozenSequential may be constexpr, and needs no state where its layers have none", "[models]") {
  STATIC_REQUIRE(in_flash.parameters()[1] == 1.0f);
  STATIC_REQUIRE(in_flash.state().empty());
  const std::array<float, 4> x{1.0f, 2.0f, 2.0f, 1.0f};
  std::array<float, 4> y{};
  in_flash.predict(x, y);
  CHECK(y == std::array<float, 4>{0.0f, 3.0f, 1.25f, 3.0f});
}

TEST_CASE("predict of a FrozenSequential refuses other sizes", "[models]") {
  std::vector<float> x(4), y(4);
  const auto refused = [&](std::size_t numbers, std::size_t outputs, const char* sentence) {
    CHECK_THROWS_MATCHES(in_flash.predict(std::span(x).first(numbers), std::span(y).first(outputs)), InvalidInput,
                         message_contains(sentence));
  };
  refused(3, 4, "predict: x is not a whole number of samples");
  refused(4, 3, "predict: y needs one output per sample of x");
  refused(2, 4, "predict: y needs one output per sample of x");
}

TEST_CASE("Threads share a FrozenSequential, each with memory of its own", "[models]") {
  auto model = cnn().heap;
  const auto here = frozen(model);
  const RandomSamples<float> s(60, 36);
  const auto wanted = model.predict(s.tensor(6, 6, 1));
  std::array<std::vector<float>, 4> y;
  {
    std::vector<std::jthread> threads;
    for (auto& mine : y) {
      mine.resize(180);
      threads.emplace_back([&here, &s, &mine] {
        std::remove_const_t<decltype(here)>::Memory memory;
        for (int again = 0; again < 20; ++again) here.predict(s.x, mine, memory);
      });
    }
  }
  for (const auto& mine : y) CHECK(same_bits(mine, wanted));
}

TEST_CASE("Predictions of a FrozenSequential need no heap", "[models]") {
  const auto model = cnn().heap;
  const RandomSamples<float> s(3, 36);
  std::vector<float> y(9);
  CHECK(allocations_of([&] { frozen(model).predict(s.x, y); }) == 0);
}

}  // namespace linnet::test::frozen_sequential
