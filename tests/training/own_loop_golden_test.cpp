// SPDX-License-Identifier: MIT
// Settings of optimizers that a step reads, and learning rates of tensors, against keras_own_loop.golden.
#include <linnet/training/step/weight_average.hpp>

#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace linnet::test::own_loop_golden {

namespace nn = linnet;

auto two_tensors() { return nn::Sequential{nn::TypedInput<double, 3>{}, nn::Dense<4>{}}; }

/// Gives the steps of `optimizer` the gradients of the file, and compares the parameters after each of them with `name`.
template <class O>
void check_steps(const std::string& name, const O& optimizer) {
  CAPTURE(name);
  const Golden golden("keras_own_loop");
  auto model = two_tensors();
  auto training = model.compile(nn::MeanSquaredError{}, optimizer);
  const std::vector<double> x(3), y(4);
  const auto copy = [&](const std::string& from, std::size_t step, std::size_t i, std::span<double> to) {
    std::copy_n(golden.values(from + "_" + std::to_string(i)).data() + step * to.size(), to.size(), to.data());
  };
  for (std::size_t i = 0; i < 2; ++i) copy("start", 0, i, model.parameter<0>(i));
  const auto compare = [&](std::size_t step) {
    for (std::size_t i = 0; i < 2; ++i) {
      const std::vector<double>& want = golden.values(name + "_" + std::to_string(i));
      const auto have = model.parameter<0>(i);
      for (std::size_t k = 0; k < have.size(); ++k) CHECK_THAT(have[k], WithinAbs(want[step * have.size() + k], 1e-6));
    }
  };
  const auto batches = static_cast<std::size_t>(optimizer.gradient_accumulation_steps);
  std::vector<double> sums(16);
  for (std::size_t step = 0; step < 12; ++step) {
    CHECK(allocations_of([&] { training.compute_gradients(x, y); }) == 0);
    if (step % batches == 0) sums.assign(sums.size(), 0.0);
    for (std::size_t i = 0; i < 2; ++i) {
      const auto gradient = training.gradient(model.parameter<0>(i));
      const std::vector<double>& given = golden.values("gradients_" + std::to_string(i));
      for (std::size_t k = 0; k < gradient.size(); ++k) {
        sums[12 * i + k] += given[step * gradient.size() + k] / static_cast<double>(batches);
        gradient[k] = sums[12 * i + k];
      }
    }
    if (step % batches == batches - 1) CHECK(training.apply_gradients());
    compare(step);
  }
  if (optimizer.use_ema && optimizer.ema_overwrite_frequency == 0) {
    training.finalize_variable_values();
    compare(12);
  }
}

TEST_CASE("Accumulation, norms of tensors and averages of parameters are Keras's", "[training]") {
  check_steps("accumulation", nn::RMSprop{.learning_rate = 0.01f, .gradient_accumulation_steps = 3});
  check_steps("clipnorm", nn::SGD{.learning_rate = 0.1f, .clipnorm = 1.5f});
  check_steps("ema", nn::Adam{.learning_rate = 0.01f, .use_ema = true, .ema_momentum = 0.8f});
  check_steps(
      "ema_overwrite",
      nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f, .use_ema = true, .ema_momentum = 0.8f, .ema_overwrite_frequency = 5});
}

TEST_CASE("fit ends with the average of the parameters, and goes on from a checkpoint with it", "[training]") {
  const Samples s = three_classes(40);
  Classifier model = classifier(), loop_model = classifier(), plain_model = classifier();
  const nn::SGD optimizer{.learning_rate = 0.1f, .momentum = 0.9f, .use_ema = true, .ema_momentum = 0.9f};
  auto training = compile(model, optimizer), loop = compile(loop_model, optimizer), plain = compile(plain_model);
  training.fit(s.x, s.y, {.epochs = 2, .batch_size = 10, .shuffle = false, .verbose = 0});
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  std::vector<double> average;
  for (Index step = 0; step < 8; ++step) {
    for (auto* one : {&loop, &plain}) one->train_on_batch(s.x_part(step % 4 * 10, 10), s.y_part(step % 4 * 10, 10));
    CHECK(same_bits(loop_model.parameters(), plain_model.parameters()));
    const auto w = plain_model.parameters();
    if (step == 0) average.assign(w.begin(), w.end());
    for (std::size_t i = 0; i < w.size(); ++i) average[i] += 0.1 * (static_cast<double>(w[i]) - average[i]);
    if (step == 5) nn::save_checkpoint(loop, path);
  }
  loop.finalize_variable_values();
  CHECK(same_bits(loop_model.parameters(), model.parameters()));
  for (std::size_t i = 0; i < average.size(); ++i) CHECK_THAT(model.parameters()[i], WithinAbs(average[i], 1e-6));
  CHECK_FALSE(same_bits(plain_model.parameters(), model.parameters()));
  plain.finalize_variable_values();  // has none
  CHECK_FALSE(same_bits(plain_model.parameters(), model.parameters()));

  Classifier resumed_model = classifier(1);
  auto resumed = compile(resumed_model, optimizer);
  nn::resume(resumed, path);
  for (const Index batch : {2, 3}) resumed.train_on_batch(s.x_part(batch * 10, 10), s.y_part(batch * 10, 10));
  resumed.finalize_variable_values();
  CHECK(same_bits(resumed_model.parameters(), model.parameters()));

  static nn::StaticSequential inside{nn::Input<4>{}, nn::Dense<6, nn::tanh>{}, nn::Dense<3, nn::softmax>{}};
  CHECK_THROWS_MATCHES(inside.compile<4>(nn::SparseCategoricalCrossentropy{}, optimizer), nn::InvalidInput,
                       message_contains("need more slots than the most_slots"));
  const auto refused = [&](const nn::SGD& wrong, const char* sentence) {
    CHECK_THROWS_MATCHES(compile(model, wrong), nn::InvalidInput, message_contains(sentence));
  };
  refused({.use_ema = true, .ema_momentum = 1.5f}, "ema_momentum must be in [0, 1]");
  refused({.use_ema = true, .ema_overwrite_frequency = -1}, "ema_overwrite_frequency at least 0");
  refused({.clipvalue = 1.0f, .clipnorm = 2.0f}, "clipvalue is 1, clipnorm is 2 and global_clipnorm is 0");
  refused({.clipnorm = -1.0f}, "must not be negative");
}

TEST_CASE("A tensor has a learning rate of its own, with the bits of a training at that rate", "[training]") {
  const Samples s = three_classes(30);
  const auto check = [&](const auto& optimizer) {
    auto slow_optimizer = optimizer;
    slow_optimizer.learning_rate *= 0.125f;
    Classifier model = classifier(), fast_model = classifier(), slow_model = classifier();
    const nn::SparseCategoricalCrossentropy loss{};
    auto training = model.compile(loss, optimizer), fast = fast_model.compile(loss, optimizer),
         slow = slow_model.compile(loss, slow_optimizer);
    training.scale_learning_rate(model.parameter<0>(0), 0.125f);
    training.scale_learning_rate(model.parameter<1>(1), 0.0f);
    training.scale_learning_rate(model.parameter<0>(1), 0.5f);
    training.scale_learning_rate(model.parameter<0>(1), 1.0f);
    const auto before = parameters_of(model);
    const std::size_t last = static_cast<std::size_t>(model.parameter<1>(1).data() - model.parameters().data());
    for (int step = 0; step < 3; ++step) {
      CHECK(allocations_of([&] { training.compute_gradients(s.x, s.y); }) == 0);
      for (auto* other : {&fast, &slow}) {
        other->compute_gradients(s.x, s.y);
        std::ranges::copy(training.gradients(), other->gradients().begin());
        other->apply_gradients();
      }
      CHECK(allocations_of([&] { training.apply_gradients(); }) == 0);
      CHECK(same_bits(model.parameter<0>(0), slow_model.parameter<0>(0)));
      CHECK(same_bits(model.parameter<0>(1), fast_model.parameter<0>(1)));
      CHECK(same_bits(model.parameter<1>(0), fast_model.parameter<1>(0)));
      for (std::size_t i = 0; i < 3; ++i)
        CHECK_THAT(model.parameter<1>(1)[i], WithinAbs(static_cast<double>(before[last + i]), 1e-30));
    }
  };
  check(nn::SGD{.learning_rate = 0.1f});
  check(nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f});
  check(nn::Adam{.learning_rate = 0.01f});
  check(nn::Nadam{.learning_rate = 0.01f});

  Classifier model = classifier();
  auto training = compile(model);
  const auto refused = [&](std::span<const float> tensor, float factor, const char* sentence) {
    CHECK_THROWS_MATCHES(training.scale_learning_rate(tensor, factor), nn::InvalidInput, message_contains(sentence));
  };
  refused(model.parameters(), 0.5f, "no parameter tensor of the training's model");
  refused(model.parameter<0>(0).subspan(1), 0.5f, "no parameter tensor");
  refused(model.parameter<0>(0), -0.5f, "finite and not negative");
}

}  // namespace linnet::test::own_loop_golden
