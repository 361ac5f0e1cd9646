// SPDX-License-Identifier: MIT
#include <linnet/training/on_chip/with_optimizer.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/nor_flash.hpp>
#include <tests/support/static_models.hpp>

#include <limits>

namespace linnet::test::with_optimizer {

namespace nn = linnet;

constexpr nn::SparseCategoricalCrossentropy crossentropy{};
using Flash = NorFlash<256, 32, 8>;

auto network(std::uint64_t seed) {
  nn::StaticSequential model{nn::Input<6>{}, nn::Dense<5, nn::relu>{}, nn::BatchNormalization{}, nn::Dropout{0.2f},
                             nn::Dense<3, nn::softmax>{}};
  model.initialize(seed);
  return model;
}

/// All tensors; between them are numbers of no meaning.
template <class Model>
bool same_tensors(const Model& a, const Model& b) {
  return same_bits(a.template parameter<0>(0), b.template parameter<0>(0)) &&
         same_bits(a.template parameter<0>(1), b.template parameter<0>(1)) &&
         same_bits(a.template parameter<1>(0), b.template parameter<1>(0)) &&
         same_bits(a.template parameter<1>(1), b.template parameter<1>(1)) &&
         same_bits(a.template parameter<3>(0), b.template parameter<3>(0)) &&
         same_bits(a.template parameter<3>(1), b.template parameter<3>(1)) &&
         same_bits(a.template state<1>(0), b.template state<1>(0)) && same_bits(a.template state<1>(1), b.template state<1>(1));
}

/// A training that is saved and loaded in another one goes on with the bits of the first.
template <class O>
void check_goes_on(const O& optimizer) {
  const RandomSamples<float> s(24, 6);
  auto model = network(1), other_model = network(2);
  auto training = model.compile<8, 24>(crossentropy, optimizer, nn::Accuracy{});
  training.seed(7);
  training.fit(s.x, s.y, {.epochs = 2});
  training.set_learning_rate(0.004f);
  Flash flash;
  nn::WithOptimizer everything{training};
  REQUIRE(allocations_of([&] { REQUIRE(nn::save_weights(flash, everything) == RecordResult::ok); }) == 0);

  auto other = other_model.template compile<8, 24>(crossentropy, optimizer, nn::Accuracy{});
  nn::WithOptimizer rest{other};
  REQUIRE(nn::load_weights(flash, rest) == RecordResult::ok);
  CHECK(other.steps() == 6);
  CHECK(other.learning_rate() == 0.004f);
  training.fit(s.x, s.y, {.epochs = 2});
  other.fit(s.x, s.y, {.epochs = 2});
  CHECK(same_tensors(model, other_model));

  const long events = flash.events;
  REQUIRE(nn::save_weights(flash, everything) == RecordResult::ok);
  CHECK(flash.events > events);
  CHECK(flash.misuse == 0);
}

TEST_CASE("A training goes on after a reset with the bits that it would have had", "[training/on_chip]") {
  check_goes_on(nn::SGD{.learning_rate = 0.05f, .momentum = 0.9f});
  check_goes_on(nn::Adam{});
  check_goes_on(nn::Nadam{});
  check_goes_on(nn::RMSprop{});
  check_goes_on(nn::InPlaceSGD{});
}

TEST_CASE("A record of a training has the model's numbers, the slots, and what steps change", "[training/on_chip]") {
  auto model = network(1);
  auto training = model.compile<4>(crossentropy, nn::Adam{});
  nn::WithOptimizer everything{training};
  constexpr std::size_t parameters = 6 * 5 + 5 + 2 * 5 + 5 * 3 + 3, state = 2 * 5;
  STATIC_REQUIRE(nn::weight_record_bytes<decltype(everything)> ==
                 32 + 4 * (3 * parameters + state) + 8 + 4 + 16 + sizeof(nn::Adam::State));
}

TEST_CASE("Records of the model alone and of other optimizers are of other models", "[training/on_chip]") {
  auto model = network(1);
  auto training = model.compile<4>(crossentropy, nn::Adam{});
  auto other = model.compile<4>(crossentropy, nn::Nadam{});
  nn::WithOptimizer everything{training};
  nn::WithOptimizer of_other{other};
  Flash flash;
  REQUIRE(nn::save_weights(flash, model) == RecordResult::ok);
  CHECK(nn::load_weights(flash, everything) == RecordResult::other_model);
  REQUIRE(nn::save_weights(flash, everything) == RecordResult::ok);
  CHECK(nn::load_weights(flash, of_other) == RecordResult::other_model);
  CHECK(nn::load_weights(flash, model) == RecordResult::ok);
}

TEST_CASE("A training whose numbers are not finite is not saved", "[training/on_chip]") {
  auto model = network(1);
  auto training = model.compile<4>(crossentropy, nn::Adam{});
  nn::WithOptimizer everything{training};
  model.parameters()[0] = std::numeric_limits<float>::infinity();
  Flash flash;
  CHECK(nn::save_weights(flash, everything) == RecordResult::not_finite);
  CHECK(nn::load_weights(flash, everything) == RecordResult::empty);
}

}  // namespace linnet::test::with_optimizer
