// SPDX-License-Identifier: MIT
// The arguments of optimizers: any number of slots, and the places of tensors.
#include <linnet/network/update.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace linnet::test::updates {

namespace nn = linnet;

/// Remembers the gradients of the last `memory` steps, one a slot, and goes their sum.
struct Window {
  float learning_rate = 0.01f;
  int memory = 5;

  static constexpr std::string_view name = "Window";
  struct State {
    int next = 0;
  };
  constexpr int slot_count() const { return memory; }
  template <class T>
  void update(State& state, const nn::Update<T>& u) const {
    T* newest = u.slot[state.next];
    state.next = (state.next + 1) % memory;
    for (Index i = 0; i < u.size; ++i) {
      newest[i] = u.gradients[i];
      T sum = T(0);
      for (Index k = 0; k < memory; ++k) sum += u.slot[k][i];
      u.parameters[i] -= u.learning_rate * sum;
    }
  }
};

/// Room of its own in a StaticSequential.
struct WideWindow : Window {
  static constexpr int most_slots = 7;
};

/// Kernels shrink, nothing else does; each layer has a rate of its own, and each tensor the step's length 1 (LARS).
struct ByTensor {
  float learning_rate = 0.5f;
  float weight_decay = 0.25f;

  static constexpr std::string_view name = "ByTensor";
  struct State {};
  constexpr int slot_count() const { return 0; }
  template <class T>
  void update(State&, const nn::TensorUpdate<T>& u) const {
    for (const nn::TensorPlace& tensor : u.tensors) {
      T squares = T(1e-20);
      for (Index i = tensor.offset; i < tensor.offset + tensor.size; ++i) squares += u.gradients[i] * u.gradients[i];
      const T rate = u.learning_rate / static_cast<T>(1 + tensor.layer);
      const T shrink = tensor.name == "bias" ? T(1) : T(1) - static_cast<T>(weight_decay);
      for (Index i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
        u.parameters[i] = shrink * u.parameters[i] - rate * u.gradients[i] / std::sqrt(squares);
      }
    }
  }
};

static_assert(nn::Optimizer<Window> && nn::Optimizer<ByTensor>);
static_assert(!nn::detail::updates_tensors<Window, float> && nn::detail::updates_tensors<ByTensor, double>);
static_assert(!nn::detail::updates_tensors<nn::Adam, float> && !nn::detail::updates_tensors<nn::SGD, double>);
static_assert(nn::detail::slot_room<Window>() == 5 && nn::detail::slot_room<WideWindow>() == 7);
static_assert(nn::detail::slot_room<nn::Adam>() == 2 && nn::detail::slot_room<nn::SGD>() == 1);

struct Data {
  nn::Tensor<2> x{8, 3};
  nn::Tensor<2> y{8, 2};
  Data() {
    nn::Random random(5);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform(-1.0f, 1.0f);
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = random.uniform(-1.0f, 1.0f);
  }
  std::span<const float> x_span() const { return {x.data(), static_cast<std::size_t>(x.size())}; }
  std::span<const float> y_span() const { return {y.data(), static_cast<std::size_t>(y.size())}; }
};

auto heap_model() { return nn::Sequential{nn::Input<3>{}, nn::Dense<5, nn::tanh>{}, nn::Dense<2>{}}; }
auto static_model() { return nn::StaticSequential{nn::Input<3>{}, nn::Dense<5, nn::tanh>{}, nn::Dense<2>{}}; }

TEST_CASE("An optimizer may have any number of slots", "[network]") {
  const Data data;
  auto model = heap_model();
  std::vector<float> expected(model.parameters().begin(), model.parameters().end());
  auto training = model.compile(nn::MeanSquaredError{}, Window{.memory = 9});
  std::vector<std::vector<float>> gradients;
  for (int step = 0; step < 12; ++step) {
    training.train_on_batch(data.x, data.y);
    gradients.emplace_back(training.gradients().begin(), training.gradients().end());
  }
  for (std::size_t step = 0; step < 12; ++step) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      for (std::size_t k = step < 9 ? 0 : step - 8; k <= step; ++k) expected[i] -= 0.01f * gradients[k][i];
    }
  }
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(std::abs(model.parameters()[i] - expected[i]) < 1e-5f);
}

TEST_CASE("A StaticSequential makes room for most_slots, or for the slots of the default settings", "[network]") {
  const Data data;
  const auto check = [&](const auto& optimizer) {
    auto on_heap = heap_model();
    static auto in_place = static_model();
    on_heap.initialize(3);
    in_place.initialize(3);
    auto heap_training = on_heap.compile(nn::MeanSquaredError{}, optimizer);
    auto training = in_place.compile<8>(nn::MeanSquaredError{}, optimizer);
    for (int step = 0; step < 11; ++step) {
      heap_training.train_on_batch(data.x, data.y);
      CHECK(allocations_of([&] { training.train_on_batch(data.x_span(), data.y_span()); }) == 0);
    }
    CHECK(nn::checksum(on_heap) == nn::checksum(in_place));
  };
  check(Window{});
  check(Window{.memory = 2});
  WideWindow wide;
  wide.memory = 7;
  check(wide);
  check(ByTensor{});

  auto model = static_model();
  CHECK_THROWS_MATCHES(model.compile<8>(nn::MeanSquaredError{}, Window{.memory = 6}), nn::InvalidInput,
                       message_contains("need more slots than the most_slots of its type"));
}

TEST_CASE("An optimizer that asks for them is told where tensors begin", "[network]") {
  const Data data;
  auto model = heap_model();
  const std::vector<float> before(model.parameters().begin(), model.parameters().end());
  auto training = model.compile(nn::MeanSquaredError{}, ByTensor{});
  training.train_on_batch(data.x, data.y);
  const float* block = model.parameters().data();
  const auto moved = [&](std::span<const float> tensor, float shrink) {
    double squares = 0.0;
    for (const float& w : tensor) {
      const double step = static_cast<double>(w - shrink * before[static_cast<std::size_t>(&w - block)]);
      squares += step * step;
    }
    return std::sqrt(squares);
  };
  CHECK(std::abs(moved(model.parameter<0>(0), 0.75f) - 0.5) < 1e-5);
  CHECK(std::abs(moved(model.parameter<0>(1), 1.0f) - 0.5) < 1e-5);
  CHECK(std::abs(moved(model.parameter<1>(0), 0.75f) - 0.25) < 1e-5);
  CHECK(std::abs(moved(model.parameter<1>(1), 1.0f) - 0.25) < 1e-5);
}

}  // namespace linnet::test::updates
