// SPDX-License-Identifier: MIT
#include <linnet/losses/losses_of_heads.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/losses.hpp>
#include <tests/support/numbers.hpp>

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::heads {

namespace nn = linnet;

constexpr nn::Losses two{nn::head<3>(nn::CategoricalCrossentropy{}), nn::head<2>(nn::MeanSquaredError{}, 0.25f)};
static_assert(nn::Loss<std::remove_const_t<decltype(two)>>);
static_assert(two.outputs == 5 && two.takes_output<nn::Shape<5>> && !two.takes_output<nn::Shape<4>>);
static_assert(!two.takes_output<nn::Shape<1, 5>>);
// A head of one output is none for a softmax.
static_assert(!decltype(nn::Losses{nn::head<1>(nn::CategoricalCrossentropy{}),
                                   nn::head<2>(nn::Huber{})})::takes_output<nn::Shape<3>>);

/// A trunk with a softmax head and a linear one, and the weights of heads_start, which are those of Keras's layers in order.
template <class Model>
void start(Model& model, const Golden& golden) {
  for (std::size_t i = 0; i < 2; ++i) {
    std::ranges::copy(golden.values("heads_start_" + std::to_string(i)), model.template parameter<0>(i).begin());
  }
  for (std::size_t i = 0; i < 4; ++i) {
    std::ranges::copy(golden.values("heads_start_" + std::to_string(i + 2)), model.template parameter<1>(i).begin());
  }
}

/// One-hot labels and sizes next to each other (8, 5).
std::vector<double> targets(const Golden& golden) {
  std::vector<double> y(40);
  for (std::size_t i = 0; i < 8; ++i) {
    y[5 * i + static_cast<std::size_t>(golden.values("heads_labels")[i])] = 1.0;
    for (std::size_t j = 0; j < 2; ++j) y[5 * i + 3 + j] = golden.values("heads_sizes")[2 * i + j];
  }
  return y;
}

auto two_heads() {
  return nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<5, nn::tanh>{},
                        nn::Concatenate{nn::Branch{nn::Dense<3, nn::softmax>{}}, nn::Branch{nn::Dense<2>{}}}};
}

TEST_CASE("Two heads train as in Keras with loss_weights", "[losses]") {
  const Golden golden("keras_own_loop");
  auto model = two_heads();
  start(model, golden);
  const std::vector<double>&x = golden.values("heads_x"), y = targets(golden);
  auto training = model.compile(two, nn::SGD{.learning_rate = 0.2f}, nn::of_outputs<0, 3>(nn::LogLoss{}),
                                nn::of_outputs<3, 2>(nn::MeanSquaredErrorMetric{}));
  for (std::size_t step = 0; step < 5; ++step) {
    const auto results = training.train_on_batch(x, y);
    CHECK_THAT(results.loss(), WithinAbs(golden.values("heads_losses")[step], 1e-6));
  }
  const auto results = training.evaluate(x, y);
  for (std::size_t i = 0; i < 3; ++i) CHECK_THAT(results.values[i], WithinAbs(golden.values("heads_end")[i], 1e-6));
  for (std::size_t i = 0; i < 6; ++i) {
    const std::vector<double>& want = golden.values("heads_end_" + std::to_string(i));
    const auto have = i < 2 ? model.parameter<0>(i) : model.parameter<1>(i - 2);
    REQUIRE(have.size() == want.size());
    for (std::size_t k = 0; k < want.size(); ++k) CHECK_THAT(have[k], WithinAbs(want[k], 1e-6));
  }
}

TEST_CASE("The loss of heads is their weighted sum, and so is its gradient", "[losses]") {
  const std::vector<double> p{0.2, 0.5, 0.3, 1.0, -2.0}, y{0.0, 1.0, 0.0, 0.5, 0.0};
  check_loss_gradient(two, p, y);
  const auto all = loss_of(two, p, y);
  const auto kind =
      loss_of(nn::CategoricalCrossentropy{}, std::vector(p.begin(), p.begin() + 3), std::vector(y.begin(), y.begin() + 3));
  const auto size = loss_of(nn::MeanSquaredError{}, std::vector(p.begin() + 3, p.end()), std::vector(y.begin() + 3, y.end()));
  CHECK_THAT(all.value, WithinAbs(kind.value + 0.25 * size.value, 1e-15));
  for (std::size_t j = 0; j < 3; ++j) CHECK(equal_bits(all.gradient[j], kind.gradient[j]));
  for (std::size_t j = 0; j < 2; ++j) CHECK(equal_bits(all.gradient[3 + j], 0.25 * size.gradient[j]));
}

TEST_CASE("A head of weight 0 does not train", "[losses]") {
  const Golden golden("keras_own_loop");
  auto model = two_heads();
  start(model, golden);
  const nn::Losses only_kind{nn::head<3>(nn::CategoricalCrossentropy{}), nn::head<2>(nn::MeanSquaredError{}, 0.0f)};
  auto training = model.compile(only_kind, nn::SGD{});
  training.train_on_batch(golden.values("heads_x"), targets(golden));
  for (const std::size_t i : {2u, 3u}) {
    for (const double g : training.gradient(model.parameter<1>(i))) CHECK(std::abs(g) < 1e-300);
    CHECK(same_bits(golden.values("heads_start_" + std::to_string(i + 2)), model.parameter<1>(i)));
  }
  CHECK_FALSE(same_bits(golden.values("heads_start_0"), model.parameter<0>(0)));
}

TEST_CASE("Heads say what is wrong with their settings", "[losses]") {
  CHECK(two.problem() == nullptr);
  const auto of = [](float weight) { return nn::Losses{nn::head<1>(nn::Huber{}, weight), nn::head<1>(nn::Huber{})}.problem(); };
  for (const float weight : {-1.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    CHECK(std::string(of(weight)) == "head: the weight must be finite and not negative");
  }
  CHECK(of(0.0f) == nullptr);
  CHECK(std::string(nn::Losses{nn::head<1>(nn::Huber{.delta = -1.0f})}.problem()) == "Huber: delta must be above 0");

  nn::Sequential linear{nn::Input<4>{}, nn::Concatenate{nn::Branch{nn::Dense<3>{}}, nn::Branch{nn::Dense<2>{}}}};
  CHECK_THROWS_MATCHES(linear.compile(two, nn::SGD{}), nn::InvalidInput,
                       message_contains("takes probabilities, and the model ends in linear"));
  const nn::Losses logits{nn::head<3>(nn::CategoricalCrossentropy{.from_logits = true}), nn::head<2>(nn::MeanSquaredError{})};
  CHECK_NOTHROW(linear.compile(logits, nn::SGD{}));
  auto model = two_heads();
  CHECK_THROWS_MATCHES(model.compile(logits, nn::SGD{}), nn::InvalidInput, message_contains("drop one of the two"));
}

TEST_CASE("Targets that a head does not take are refused", "[losses]") {
  auto model = two_heads();
  auto training = model.compile(two, nn::SGD{});
  const std::vector<double> x(8);
  std::vector<double> y{0.0, 1.0, 0.0, 9.0, -9.0, 1.0, 0.0, 0.0, 9.0, -9.0};
  CHECK_NOTHROW(training.train_on_batch(x, y));
  const auto refused = [&] {
    CHECK_THROWS_MATCHES(
        training.fit(x, y), nn::InvalidInput,
        message_contains("fit: y in sample 1: the head with categorical_crossentropy needs targets in [0, 1], in "
                         "rows of class probabilities that sum to 1"));
  };
  y[6] = 1.0;
  refused();
  y[5] = 2.0, y[6] = -1.0;
  refused();

  nn::StaticSequential inside{nn::Input<2>{},
                              nn::Concatenate{nn::Branch{nn::Dense<2, nn::softmax>{}}, nn::Branch{nn::Dense<1>{}}}};
  auto in_place =
      inside.compile<1>(nn::Losses{nn::head<2>(nn::CategoricalCrossentropy{}), nn::head<1>(nn::Huber{})}, nn::SGD{});
  const std::array zeros{0.0f, 0.0f};
  const std::array right{1.0f, 0.0f, 5.0f}, wrong{1.0f, 1.0f, 5.0f};
  CHECK_NOTHROW(in_place.train_on_batch(zeros, right));
  CHECK_THROWS_MATCHES(in_place.train_on_batch(zeros, wrong), nn::InvalidInput,
                       message_contains("a row that a head does not take"));
}

TEST_CASE("Heads train inside an object, with the same bits and no heap", "[losses]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<4, nn::relu>{},
                       nn::Concatenate{nn::Branch{nn::Dense<2, nn::softmax>{}}, nn::Branch{nn::Dense<1>{}}}};
  nn::StaticSequential inside{nn::Input<2>{}, nn::Dense<4, nn::relu>{},
                              nn::Concatenate{nn::Branch{nn::Dense<2, nn::softmax>{}}, nn::Branch{nn::Dense<1>{}}}};
  const nn::Losses loss{nn::head<2>(nn::CategoricalCrossentropy{}), nn::head<1>(nn::MeanSquaredError{}, 0.5f)};
  auto training = model.compile(loss, nn::Adam{}, nn::of_outputs<0, 2>(nn::Accuracy{}));
  auto in_place = inside.compile<2>(loss, nn::Adam{}, nn::of_outputs<0, 2>(nn::Accuracy{}));
  std::ranges::copy(model.parameters(), inside.parameters().begin());
  const std::array x{0.5f, -1.0f, 2.0f, 0.25f};
  const std::array y{1.0f, 0.0f, 0.5f, 0.0f, 1.0f, -0.5f};
  for (int step = 0; step < 3; ++step) {
    training.train_on_batch(x, y);
    CHECK(allocations_of([&] { in_place.train_on_batch(x, y); }) == 0);
  }
  CHECK(same_bits(inside.parameters(), model.parameters()));
}

}  // namespace linnet::test::heads
