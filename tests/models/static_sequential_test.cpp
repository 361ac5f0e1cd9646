// SPDX-License-Identifier: MIT
#include <linnet/models/static_sequential.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/static_models.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace linnet::test::static_sequential {

namespace nn = linnet;

TEST_CASE("A StaticSequential draws the parameters of Sequential", "[models]") {
  auto homes = cnn();
  CHECK(homes.same());
  homes.heap.initialize(3);
  CHECK_FALSE(homes.same());
  homes.inside.initialize(3);
  CHECK(homes.same());

  const nn::StaticSequential made{nn::Input<4>{}, nn::Dense<3>{}};  // from seed 0
  nn::StaticSequential drawn = made;
  drawn.initialize(1);
  CHECK_FALSE(same_bits(made.parameters(), drawn.parameters()));
  drawn.initialize(0);
  CHECK(same_bits(made.parameters(), drawn.parameters()));
}

TEST_CASE("initialize starts the state anew too", "[models]") {
  nn::StaticSequential model{nn::Input<4>{}, nn::BatchNormalization{}};
  std::fill(model.state().begin(), model.state().end(), 5.0f);
  model.initialize(0);
  CHECK(model.state<0>(0)[3] == 0.0f);
  CHECK(model.state<0>(1)[3] == 1.0f);
}

template <class Homes, class X>
void check_predictions(Homes homes, const X& x, const std::vector<typename X::Scalar>& flat, Index samples) {
  using T = typename X::Scalar;
  Random random(2);
  std::size_t i = 0;
  for (T& number : homes.heap.state()) number = homes.inside.state()[i++] = random.uniform(T(0.5), T(2));
  const auto wanted = homes.heap.predict(x);
  Fenced<T> y(wanted.size());
  homes.inside.predict(flat, {y.data(), static_cast<std::size_t>(wanted.size())});
  CHECK(equal_bits(y.data(), wanted.data(), wanted.size()));
  CHECK(y.intact());
  const auto in = flat.size() / static_cast<std::size_t>(samples);
  const auto out = static_cast<std::size_t>(wanted.size() / samples);
  for (Index k = 0; k < samples; ++k) {  // each alone
    Fenced<T> one(static_cast<Index>(out));
    homes.inside.predict(std::span(flat).subspan(static_cast<std::size_t>(k) * in, in), {one.data(), out});
    CHECK(equal_bits(one.data(), wanted.data() + k * static_cast<Index>(out), static_cast<Index>(out)));
  }
}

TEST_CASE("A StaticSequential predicts what Sequential predicts, bit for bit", "[models]") {
  const RandomSamples<float> points(19, 4), images(19, 36);
  check_predictions(mlp(), points.tensor(4), points.x, 19);
  check_predictions(cnn(), images.tensor(6, 6, 1), images.x, 19);
  const RandomSamples<double> in_double(5, 36);
  check_predictions(cnn<double>(), in_double.tensor(6, 6, 1), in_double.x, 5);
  const RandomSamples<float> pairs(6, 4);
  check_predictions(TwoHomes{nn::Input<2, 2>{}, nn::Flatten{}, nn::Reshape<2, 2>{}}, pairs.tensor(2, 2), pairs.x, 6);
  check_predictions(TwoHomes{nn::Input<4>{}, nn::Residual{nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}}}, pairs.tensor(4),
                    pairs.x, 6);
}

TEST_CASE("predict refuses what is no whole number of samples, and an output of another size", "[models]") {
  auto model = mlp().inside;
  std::vector<float> x(8), y(6, 7.0f);
  const auto refused = [&](std::size_t numbers, std::size_t outputs, const char* sentence) {
    CHECK_THROWS_MATCHES(model.predict(std::span(x).first(numbers), std::span(y).first(outputs)), InvalidInput,
                         message_contains(sentence));
    CHECK(std::ranges::all_of(y, [](float v) { return v == 7.0f; }));
  };
  refused(7, 6, "predict: x is not a whole number of samples");
  refused(8, 5, "predict: y needs one output per sample of x");
  refused(4, 6, "predict: y needs one output per sample of x");
  CHECK_NOTHROW(model.predict(std::span(x).first(0), std::span(y).first(0)));
}

TEST_CASE("Settings of layers that cannot be fail when the model is made", "[models]") {
  using Broken = nn::StaticSequential<nn::Input<4>, nn::BatchNormalization<>>;
  CHECK_THROWS_MATCHES(Broken(nn::Input<4>{}, nn::BatchNormalization<>{.momentum = 2.0f}), InvalidInput,
                       message_contains("BatchNormalization: momentum must be in [0, 1]"));
  using Regularized = nn::StaticSequential<nn::Input<4>, nn::Dense<2>>;
  CHECK_THROWS_MATCHES(Regularized(nn::Input<4>{}, nn::Dense<2>{.kernel_regularizer = nn::L2{-1.0f}}), InvalidInput,
                       message_contains("L1, L2, L1L2: the factors l1 and l2 must be finite and not negative"));
}

TEST_CASE("Copies of a StaticSequential are deep", "[models]") {
  auto model = mlp().inside;
  auto copy = model;
  copy.initialize(1);
  CHECK(same_bits(model.parameters(), mlp().inside.parameters()));
  CHECK_FALSE(same_bits(model.parameters(), copy.parameters()));
  model = copy;
  CHECK(same_bits(model.parameters(), copy.parameters()));
  CHECK(model.parameters().data() != copy.parameters().data());
}

// Variables are constructed in their order, as those of another file may be: `late` is used before its turn.
using Late = nn::StaticSequential<nn::Input<4>, nn::Dense<2>>;
extern Late late;
std::string sentence_of(const auto& use) {
  try {
    use();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}
const std::string early_compile = sentence_of([] { late.compile<1>(nn::MeanSquaredError{}, nn::SGD{}); });
const std::string early_predict = sentence_of([] {
  const float x[4]{};
  float y[2];
  late.predict(x, y);
});
extern nn::StaticTraining<Late, 1, 0, nn::MeanSquaredError, nn::SGD> late_training;
const std::string early_step = sentence_of([] {
  const float x[4]{};
  const float y[2]{};
  late_training.train_on_batch(x, y);
});
Late late{{}, {}};
nn::StaticTraining<Late, 1, 0, nn::MeanSquaredError, nn::SGD> late_training{late, {}, {}};

TEST_CASE("A StaticSequential that is used before it is constructed fails", "[models]") {
  const std::string wanted =
      "a model or a training is used before it is constructed: it is a variable of another file, whose turn comes later, or "
      "the "
      "start-up code does not call the functions in __init_array";
  CHECK(early_compile == wanted);
  CHECK(early_predict == wanted);
  CHECK(early_step == wanted);
  const float x[4]{};
  const float y[2]{};
  CHECK(late_training.train_on_batch(x, y) == 0.0f);
}

TEST_CASE("Its numbers are inside the object, on their alignment", "[models]") {
  auto model = cnn().inside;
  const auto inside = [&](const float* number) {
    const auto* at = reinterpret_cast<const std::byte*>(number);
    const auto* object = reinterpret_cast<const std::byte*>(&model);
    return at >= object && at < object + sizeof model;
  };
  CHECK((inside(&model.parameters().front()) && inside(&model.parameters().back())));
  CHECK((inside(&model.state().front()) && inside(&model.state().back())));
  CHECK(reinterpret_cast<std::uintptr_t>(model.parameters().data()) % 64 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(model.state().data()) % 64 == 0);
}

TEST_CASE("Making a StaticSequential, initialize and predict need no heap", "[models]") {
  const RandomSamples<float> images(3, 36);
  std::vector<float> y(9);
  CHECK(allocations_of([&] {
          nn::StaticSequential model{nn::Input<6, 6, 1>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::BatchNormalization{},
                                     nn::Flatten{}, nn::Dense<3, nn::softmax>{}};
          model.initialize(1);
          model.predict(images.x, y);
        }) == 0);
  CHECK(y[0] > 0.0f);
}

TEST_CASE("An undrawn model is 0 until its weights are loaded", "[models]") {
  const nn::StaticSequential drawn{nn::Input<4>{}, nn::Dense<3>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  nn::StaticSequential model{nn::undrawn, nn::Input<4>{}, nn::Dense<3>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  STATIC_REQUIRE(std::is_same_v<decltype(model), std::remove_const_t<decltype(drawn)>>);
  const auto is_zero = [](float number) { return number == 0.0f; };
  CHECK(std::all_of(model.parameters().begin(), model.parameters().end(), is_zero));
  CHECK(std::all_of(model.state().begin(), model.state().end(), is_zero));
  std::copy(drawn.parameters().begin(), drawn.parameters().end(), model.parameters().begin());
  std::copy(drawn.state().begin(), drawn.state().end(), model.state().begin());
  const float x[4]{1, 2, 3, 4};
  float wanted[2], have[2];
  drawn.predict(x, wanted);
  model.predict(x, have);
  CHECK(std::equal(wanted, wanted + 2, have));
  model.initialize(0);
  CHECK(std::equal(drawn.parameters().begin(), drawn.parameters().end(), model.parameters().begin()));
}

}  // namespace linnet::test::static_sequential
