// SPDX-License-Identifier: MIT
// Predictions from many threads on one const model. Built once more with ThreadSanitizer (tests/everything.cmake).
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/numbers.hpp>

#include <atomic>
#include <latch>
#include <memory>
#include <span>
#include <thread>
#include <vector>

namespace linnet::test::shared_model {
namespace {

namespace nn = linnet;

constexpr std::size_t threads = 8;

/// The threads' findings: all allocations since the first prediction, and predictions whose bits differ from those of a single thread.
struct Found {
  std::uint64_t allocations;
  std::size_t wrong;
};

/// Calls predict(x, y) for one sample of `x` after the other, `calls` times in each thread, and compares with `wanted`.
template <class Predict>
Found from_threads(std::size_t calls, std::span<const float> x, std::size_t inputs, std::span<const float> wanted,
                   std::size_t outputs, const Predict& predict) {
  const std::size_t samples = x.size() / inputs;
  std::atomic<std::size_t> wrong{0};
  std::latch ready(threads), begin(1), done(threads + 1);
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      std::vector<float> y(outputs);
      std::size_t wrong_here = 0;
      ready.count_down();
      begin.wait();
      for (std::size_t i = 0; i < calls; ++i) {
        const std::size_t sample = (i + t) % samples;
        predict(t, x.subspan(sample * inputs, inputs), std::span<float>(y));
        wrong_here += !equal_bits(y.data(), wanted.data() + sample * outputs, static_cast<Index>(outputs));
      }
      wrong += wrong_here;
      done.arrive_and_wait();
    });
  }
  ready.wait();
  const std::uint64_t before = allocations();
  begin.count_down();
  done.arrive_and_wait();
  const Found found{allocations() - before, wrong};
  for (std::thread& thread : running) thread.join();
  return found;
}

auto small() { return nn::Sequential{nn::Input<4>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<3, nn::softmax>{}}; }
auto large() {  // what lies between its layers is too much for the stack
  return nn::Sequential{nn::Input<20, 20, 1>{}, nn::Conv2D<16, 3, nn::relu>{}, nn::BatchNormalization{}, nn::MaxPooling2D<2>{},
                        nn::Flatten{},          nn::Dense<3, nn::softmax>{}};
}
template <class... Dims>
auto samples_of(Dims... dims) {
  nn::Tensor<sizeof...(Dims), float> x(dims...);
  Random random(5);
  fill_uniform(x.data(), x.size(), random);
  return x;
}
template <class Tensor>
std::span<const float> flat(const Tensor& tensor) {
  return {tensor.data(), static_cast<std::size_t>(tensor.size())};
}
/// A view of one image of `large`, or of one sample of `small`.
auto image(std::span<const float> x) { return Eigen::TensorMap<const nn::Tensor<4>>(x.data(), 1, 20, 20, 1); }
auto point(std::span<const float> x) { return Eigen::TensorMap<const nn::Tensor<2>>(x.data(), 1, 4); }

TEST_CASE("100,000 predictions from 8 threads on one const model have the bits of one thread, and allocate nothing",
          "[models]") {
  const auto model = small();
  STATIC_REQUIRE(decltype(model)::inference_bytes() < 16384);
  const auto x = samples_of(97, 4);
  const nn::Tensor<2> wanted = model.predict(x);
  const Found found =
      from_threads(100'000 / threads, flat(x), 4, flat(wanted), 3,
                   [&](std::size_t, std::span<const float> one, std::span<float> y) { model.predict(point(one), y); });
  CHECK(found.wrong == 0);
  CHECK(found.allocations == 0);
}

TEST_CASE("A model whose layers need more memory than a stack has keeps a buffer for each thread that predicts with it",
          "[models]") {
  const auto model = large();
  STATIC_REQUIRE(decltype(model)::inference_bytes() > 16384);
  const auto x = samples_of(7, 20, 20, 1);
  const nn::Tensor<2> wanted = model.predict(x);
  std::vector<float> y(21);
  CHECK(allocations_of([&] { model.predict(x, y); }) == 0);  // a thread alone

  const auto predict = [&](std::size_t, std::span<const float> one, std::span<float> to) { model.predict(image(one), to); };
  const Found found = from_threads(200, flat(x), 400, flat(wanted), 3, predict);
  CHECK(found.wrong == 0);
  CHECK(found.allocations <= 2 * (threads - 1));  // a buffer, and its entry in the list
}

TEST_CASE("A prediction into memory of the caller allocates nothing, whoever else predicts", "[models]") {
  const auto model = large();
  using Memory = decltype(model)::Memory;
  const auto x = samples_of(7, 20, 20, 1);
  const nn::Tensor<2> wanted = model.predict(x);
  const auto memories = std::make_unique<Memory[]>(threads);
  const Found found =
      from_threads(100, flat(x), 400, flat(wanted), 3, [&](std::size_t thread, std::span<const float> one, std::span<float> y) {
        model.predict(image(one), y, memories[thread]);
      });
  CHECK(found.wrong == 0);
  CHECK(found.allocations == 0);
  std::vector<float> all(21);
  model.predict(x, all, memories[0]);
  CHECK(same_bits(all, wanted));
}

TEST_CASE("Many samples at a time from many threads have the bits of one thread", "[models]") {
  const auto model = small();
  const auto x = samples_of(150, 4);  // more than the stack is used for
  const nn::Tensor<2> wanted = model.predict(x);
  const Found found =
      from_threads(50, flat(x), 600, flat(wanted), 450, [&](std::size_t, std::span<const float> all, std::span<float> y) {
        model.predict(Eigen::TensorMap<const nn::Tensor<2>>(all.data(), 150, 4), y);
      });
  CHECK(found.wrong == 0);
}

TEST_CASE("A StaticSequential serves many threads, large or small", "[models]") {
  const auto check = [](const auto& model, const auto& x, std::size_t inputs, std::size_t calls) {
    std::vector<float> wanted(static_cast<std::size_t>(x.dimension(0)) * 3);
    model.predict(flat(x), wanted);
    const auto on_stack = [&](std::size_t, std::span<const float> one, std::span<float> y) { model.predict(one, y); };
    const Found found = from_threads(calls, flat(x), inputs, wanted, 3, on_stack);
    CHECK(found.wrong == 0);
    CHECK(found.allocations == 0);
    const auto memories = std::make_unique<typename std::remove_cvref_t<decltype(model)>::Memory[]>(threads);
    const auto in_memory = [&](std::size_t thread, std::span<const float> one, std::span<float> y) {
      model.predict(one, y, memories[thread]);
    };
    CHECK(from_threads(calls, flat(x), inputs, wanted, 3, in_memory).wrong == 0);
  };
  const auto small_one =
      std::make_unique<const nn::StaticSequential<nn::Input<4>, nn::Dense<8, nn::tanh>, nn::Dense<3, nn::softmax>>>(
          nn::Input<4>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<3, nn::softmax>{});
  check(*small_one, samples_of(97, 4), 4, 1000);
  using Large = nn::StaticSequential<nn::Input<20, 20, 1>, nn::Conv2D<16, 3, nn::relu>, nn::MaxPooling2D<2>, nn::Flatten,
                                     nn::Dense<3, nn::softmax>>;
  STATIC_REQUIRE(Large::inference_bytes() > 16384);
  const auto large_one = std::make_unique<const Large>(nn::Input<20, 20, 1>{}, nn::Conv2D<16, 3, nn::relu>{},
                                                       nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3, nn::softmax>{});
  check(*large_one, samples_of(7, 20, 20, 1), 400, 100);
}

TEST_CASE("A thread may predict while others copy the model", "[models]") {
  const auto model = large();
  const auto x = samples_of(7, 20, 20, 1);
  const nn::Tensor<2> wanted = model.predict(x);
  const Found found =
      from_threads(20, flat(x), 400, flat(wanted), 3, [&](std::size_t thread, std::span<const float> one, std::span<float> y) {
        if (thread % 2 == 0) return model.predict(image(one), y);
        auto copy = model;
        const auto moved = std::move(copy);
        copy = moved;  // a model again
        copy.predict(image(one), y);
      });
  CHECK(found.wrong == 0);
}

}  // namespace
}  // namespace linnet::test::shared_model
