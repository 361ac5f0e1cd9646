// SPDX-License-Identifier: MIT
// All optimizers around a model: the same bits in Sequential and in StaticSequential, no heap, and trainings that go on.
#include <linnet/optimizers.hpp>

#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace linnet::test::homes {

struct Samples {
  Tensor<2> x{12, 3};
  Tensor<2> y{12, 2};
  Samples() {
    Random random(5);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform(-1.0f, 1.0f);
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = random.uniform(-1.0f, 1.0f);
  }
};

auto on_heap() { return Sequential{Input<3>{}, Dense<5, linnet::tanh>{}, Dense<2>{}}; }

template <class O>
void check_homes(const O& optimizer) {
  CAPTURE(std::string(O::name), optimizer.slot_count());
  const Samples samples;
  auto model = on_heap();
  static StaticSequential in_place{Input<3>{}, Dense<5, linnet::tanh>{}, Dense<2>{}};
  model.initialize(3);
  in_place.initialize(3);
  const auto before = checksum(model);
  auto training = model.compile(MeanSquaredError{}, optimizer);
  auto static_training = in_place.template compile<12>(MeanSquaredError{}, optimizer);
  const std::span<const float> x(samples.x.data(), 36), y(samples.y.data(), 24);
  for (int step = 0; step < 6; ++step) {
    CHECK(allocations_of([&] { training.train_on_batch(samples.x, samples.y); }) == 0);
    CHECK(allocations_of([&] { static_training.train_on_batch(x, y); }) == 0);
  }
  CHECK(checksum(model) != before);
  CHECK(checksum(model) == checksum(in_place));
}

template <class O>
void check_resume(const O& optimizer) {
  CAPTURE(std::string(O::name), optimizer.slot_count());
  const Samples samples;
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  auto whole = on_heap(), first = on_heap(), second = on_heap();
  auto training = whole.compile(MeanSquaredError{}, optimizer);
  for (int step = 0; step < 8; ++step) training.train_on_batch(samples.x, samples.y);

  auto first_training = first.compile(MeanSquaredError{}, optimizer);
  for (int step = 0; step < 5; ++step) first_training.train_on_batch(samples.x, samples.y);
  save_checkpoint(first_training, path);

  auto second_training = second.compile(MeanSquaredError{}, optimizer);
  resume(second_training, path);
  CHECK(second_training.steps() == 5);
  for (int step = 0; step < 3; ++step) second_training.train_on_batch(samples.x, samples.y);
  CHECK(checksum(second) == checksum(whole));
}

TEST_CASE("Optimizers end with the same bits in both homes, without a heap", "[optimizers]") {
  check_homes(SGD{.momentum = 0.9f});
  check_homes(Adam{});
  check_homes(AdamW{});
  check_homes(BasicAdam<3>{.amsgrad = true});
  check_homes(RMSprop{});
  check_homes(BasicRMSprop<3>{.momentum = 0.9f, .centered = true});
  check_homes(Nadam{});
  check_homes(Adagrad{});
  check_homes(Lion{});
}

TEST_CASE("Trainings with any optimizer go on from a checkpoint with the same bits", "[optimizers]") {
  check_resume(Adam{.beta_2 = 0.75f, .amsgrad = true});
  check_resume(RMSprop{});
  check_resume(RMSprop{.momentum = 0.9f, .centered = true});
  check_resume(Nadam{});
  check_resume(Adagrad{});
  check_resume(Lion{});
}

TEST_CASE("A StaticSequential refuses settings that its optimizer's type has no room for", "[optimizers]") {
  StaticSequential model{Input<3>{}, Dense<2>{}};
  const auto refused = [&](const auto& optimizer) {
    CHECK_THROWS_MATCHES(model.compile<4>(MeanSquaredError{}, optimizer), InvalidInput,
                         message_contains("these settings of the optimizer need more slots than the most_slots of its type"));
  };
  refused(Adam{.amsgrad = true});
  refused(RMSprop{.momentum = 0.9f});
  refused(BasicRMSprop<2>{.momentum = 0.9f, .centered = true});
}

TEST_CASE("Adam takes the memory of two moments, with AMSGrad of three", "[optimizers]") {
  using Model = decltype(on_heap());
  constexpr Index block = Model::parameter_bytes();
  STATIC_REQUIRE(Model::training_bytes(Adam{}, 8) == Model::training_bytes(SGD{}, 8) + 2 * block);
  STATIC_REQUIRE(Model::training_bytes(Adam{.amsgrad = true}, 8) == Model::training_bytes(SGD{}, 8) + 3 * block);
}

}  // namespace linnet::test::homes
