// SPDX-License-Identifier: MIT
// Two users of one model at a time of which one trains, as a debug build finds them. The models have a layer of this file's own, so that no file that is
// compiled with NDEBUG has the same functions.
#undef NDEBUG
#include <linnet/core/in_use.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace linnet::test::in_use {
namespace {

namespace nn = linnet;

/// Does nothing, and calls `during` once in a forward pass.
struct Calls {
  static constexpr std::string_view name = "calls";
  static constexpr Placement placement = Placement::in_place;
  template <class In>
  using Output = In;
  std::function<void()>* during = nullptr;

  template <class Pass>
  void forward(const Pass& f) const {
    for (Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = f.x[i];
    if (const auto once = std::exchange(*during, nullptr)) once();
  }
  template <class Pass>
  void backward(const Pass& f) const {
    for (Index i = 0; i < f.n * Pass::Input::size; ++i) f.dx[i] = f.dy[i];
  }
};

/// Runs `use` during `first`, in the same thread or in another one, and returns what it threw.
std::string refused(std::function<void()>& during, bool other_thread, const std::function<void()>& first,
                    const std::function<void()>& use) {
  std::string sentence;
  const auto caught = [&] {
    try {
      use();
    } catch (const InvalidInput& error) {
      sentence = error.what();
    }
  };
  during = [&] {
    if (other_thread) {
      std::thread(caught).join();
    } else {
      caught();
    }
  };
  first();
  return sentence;
}

TEST_CASE("A model of which a training makes a step refuses a second user, who is told what to do, and the first one goes on",
          "[core]") {
  std::function<void()> during;
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4>{}, Calls{&during}, nn::Dense<2>{}};
  nn::StaticSequential fixed{nn::Input<3>{}, nn::Dense<4>{}, Calls{&during}, nn::Dense<2>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  auto fixed_training = fixed.compile<4>(nn::MeanSquaredError{}, nn::SGD{});
  nn::Tensor<2> x(4, 3), y(4, 2);
  x.setRandom();
  y.setRandom();
  const nn::Tensor<2> expected = model.predict(x);
  std::vector<float> y_fixed(8);
  const std::span<const float> x_span(x.data(), 12), y_span(y.data(), 8);

  const std::vector<std::function<void()>> uses{[&] { model.predict(x); }, [&] { training.test_on_batch(x, y); },
                                                [&] { training.evaluate(x, y); },
                                                [&] { training.fit(x, y, {.shuffle = false, .verbose = 0}); }};
  const std::vector<std::function<void()>> fixed_uses{[&] { fixed.predict(x_span, y_fixed); },
                                                      [&] { fixed_training.test_on_batch(x_span, y_span); },
                                                      [&] { fixed_training.evaluate(x_span, y_span); }};
  const auto check_all = [&](const std::vector<std::function<void()>>& all) {
    for (const bool other_thread : {false, true}) {
      for (std::size_t first = 0; first < all.size(); ++first) {
        for (std::size_t second = 0; second < all.size(); ++second) {
          CAPTURE(other_thread, first, second);
          const std::string sentence = refused(during, other_thread, all[first], all[second]);
          if (first == 0 && second == 0) {
            CHECK(sentence.empty());  // predictions disturb nobody
          } else {
            CHECK_THAT(sentence,
                       contains(second == 0 ? "predict: a training is using this model, in another thread or around a layer, "
                                              "loss or metric that calls predict; predict between its steps, or with a copy "
                                              "of the model"
                                : first == 3 && second == 3
                                    ? "fit: a callback of this training's fit must not call fit of the same training"
                                    : "training: its model is being used by another thread"));
          }
          CHECK_NOTHROW(all[second]());  // and then it is free again
        }
      }
    }
  };
  check_all(uses);
  check_all(fixed_uses);

  model.initialize(0);
  nn::Tensor<2> found;
  CHECK_FALSE(refused(
                  during, true, [&] { found = model.predict(x); }, uses[1])
                  .empty());
  CHECK(same_bits(found, expected));
}

TEST_CASE("A prediction counts as a user as long as it runs, with memory of the caller too", "[core]") {
  std::function<void()> during;
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4>{}, Calls{&during}, nn::Dense<2>{}};
  nn::StaticSequential fixed{nn::Input<3>{}, nn::Dense<4>{}, Calls{&during}, nn::Dense<2>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  auto fixed_training = fixed.compile<4>(nn::MeanSquaredError{}, nn::SGD{});
  nn::Tensor<2> x(1, 3), y(1, 2);
  x.setRandom();
  y.setRandom();
  std::vector<float> to(2);
  decltype(model)::Memory memory;
  decltype(fixed)::Memory fixed_memory;
  const std::span<const float> x_span(x.data(), 3), y_span(y.data(), 2);
  const std::function<void()> train = [&] { training.train_on_batch(x, y); };
  const std::function<void()> train_fixed = [&] { fixed_training.train_on_batch(x_span, y_span); };
  const std::function<void()> predict = [&] { model.predict(x, to, memory); };
  const std::function<void()> predict_fixed = [&] { fixed.predict(x_span, to, fixed_memory); };
  CHECK_THAT(refused(during, true, predict, train), contains("training: its model is being used by another thread"));
  CHECK_THAT(refused(during, true, train, predict), contains("predict: a training is using this model"));
  CHECK_THAT(refused(during, true, predict_fixed, train_fixed), contains("training: its model is being used"));
  CHECK_THAT(refused(during, true, train_fixed, predict_fixed), contains("predict: a training is using this model"));
  const std::function<void()> two = [&] {
    predict();
    predict_fixed();
  };
  CHECK(refused(during, true, predict, two).empty());
  CHECK(refused(during, false, predict_fixed, two).empty());
  CHECK_NOTHROW(train());  // all have left
  CHECK_NOTHROW(train_fixed());
}

TEST_CASE("Copies, callbacks between steps, and frozen models are free", "[core]") {
  std::function<void()> during;
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4>{}, Calls{&during}, nn::Dense<2>{}};
  std::function<void()> nothing;
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  nn::Tensor<2> x(4, 3), y(4, 2);
  x.setRandom();
  y.setRandom();
  std::optional<decltype(model)> copy;
  CHECK(refused(
            during, true, [&] { model.predict(x); },
            [&] {
              copy.emplace(model);  // of a model in use
              copy->predict(x);
            })
            .empty());
  const nn::LambdaCallback look{.on_batch_end = [&](nn::FitState&) { model.predict(x); },
                                .on_epoch_end = [&](nn::FitState&) { training.evaluate(x, y); }};
  CHECK_NOTHROW(training.fit(x, y, {.epochs = 2, .callbacks = {look}, .verbose = 0}));

  const nn::FrozenSequential frozen(model.parameters().data(), model.state().data(), nn::Input<3>{}, nn::Dense<4>{},
                                    Calls{&during}, nn::Dense<2>{});
  std::vector<float> first(8), second(8);
  const auto predict_to = [&](std::vector<float>& to) { return [&] { frozen.predict({x.data(), 12}, to); }; };
  CHECK(refused(during, true, predict_to(first), predict_to(second)).empty());
  CHECK(first == second);
}

}  // namespace
}  // namespace linnet::test::in_use
