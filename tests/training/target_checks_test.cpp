// SPDX-License-Identifier: MIT
// Targets and weights of the steps of a sequence are refused with the place of what is wrong. Those of samples: core/checks_test.cpp.
#include <linnet/training/target_checks.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <limits>
#include <string>
#include <vector>

namespace linnet::test::target_checks {

namespace nn = linnet;

constexpr Index samples = 6, steps = 4, classes = 3;

nn::Tensor<3> inputs() {
  nn::Tensor<3> x(samples, steps, 2);
  x.setConstant(0.5f);
  return x;
}

/// A model with three scores for each of four steps.
template <class L>
struct Tagger {
  nn::Sequential<nn::Input<steps, 2>, nn::Dense<classes, nn::softmax>> model{nn::Input<steps, 2>{},
                                                                             nn::Dense<classes, nn::softmax>{}};
  decltype(model.compile(L{}, nn::SGD{}, nn::Accuracy{})) training = model.compile(L{}, nn::SGD{}, nn::Accuracy{});

  void refuses(const TargetView& y, const std::string& sentence) {
    const auto x = inputs();
    const auto one = [&](const std::string& who, const auto& call) {
      CHECK_THROWS_MATCHES(call(), nn::InvalidInput, message_contains(who + ": " + sentence));
    };
    one("fit", [&] { training.fit(x, y, {.verbose = 0}); });
    one("evaluate", [&] { training.evaluate(x, y); });
    one("train_on_batch", [&] { training.train_on_batch(x, y); });
    CHECK(training.steps() == 0);
  }
};

nn::Tensor<2, int> labels() {
  nn::Tensor<2, int> y(samples, steps);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = static_cast<int>(i % classes);
  return y;
}

nn::Tensor<3> rows() {
  nn::Tensor<3> y(samples, steps, classes);
  y.setZero();
  for (Index i = 0; i < samples * steps; ++i) y.data()[i * classes + i % classes] = 1.0f;
  return y;
}

TEST_CASE("Class indices of steps come in every shape", "[training]") {
  Tagger<nn::SparseCategoricalCrossentropy> tagger;
  const auto y = labels();
  const auto same = [&](const TargetView& other) {
    return tagger.training.evaluate(inputs(), other).values == tagger.training.evaluate(inputs(), y).values;
  };
  nn::Tensor<3, float> with_channel = y.cast<float>().reshape(Eigen::array<Index, 3>{samples, steps, 1});
  CHECK(same(with_channel));
  CHECK(same(std::vector<int>(y.data(), y.data() + y.size())));
  Tagger<nn::CategoricalCrossentropy> of_rows;
  const auto row = rows();
  CHECK(of_rows.training.evaluate(inputs(), row)["accuracy"] == tagger.training.evaluate(inputs(), y)["accuracy"]);
}

TEST_CASE("A class index that is none is refused with its sample and step", "[training]") {
  Tagger<nn::SparseCategoricalCrossentropy> tagger;
  auto y = labels();
  y(2, 1) = 3;
  tagger.refuses(y, "y of sample 2, step 1 is 3, the model has the classes 0 to 2 (integers)");
  y(2, 1) = -1;
  tagger.refuses(y, "y of sample 2, step 1 is -1, the model");
  nn::Tensor<2> real = y.cast<float>();
  real(2, 1) = 0.5f;
  tagger.refuses(real, "y of sample 2, step 1 is 0.5, the model");
}

TEST_CASE("Class indices of the wrong shape are refused", "[training]") {
  Tagger<nn::SparseCategoricalCrossentropy> tagger;
  const std::string forgotten =
      "y has one number per sample, and the model's output has 4 steps with a target each; for one target per sample leave out "
      "return_sequences, or put Flatten{} before the last Dense";
  tagger.refuses(std::vector<int>(samples, 1), forgotten);
  nn::Labels column(samples);
  column.setZero();
  tagger.refuses(column, forgotten);
  tagger.refuses(rows(), "y has 4 x 3 numbers per sample, sparse_categorical_crossentropy needs 4 class indices, one per step");
  nn::Tensor<2, int> short_one(samples, steps - 1), fewer(samples - 1, steps);
  short_one.setZero();
  fewer.setZero();
  tagger.refuses(short_one, "y has 3 numbers per sample, sparse_categorical_crossentropy needs 4 class indices");
  tagger.refuses(fewer, "x has 6 samples, y has 5");
  tagger.refuses(
      std::vector<int>(23, 1),
      "y has 23 numbers, which is not a whole number of samples; one class index per step makes 4 numbers per sample");
}

TEST_CASE("Rows of steps are checked one by one", "[training]") {
  Tagger<nn::CategoricalCrossentropy> tagger;
  auto y = rows();
  y(3, 2, 0) = y(3, 2, 1) = y(3, 2, 2) = 0.25f;
  tagger.refuses(y, "y sums to 0.75 in sample 3, step 2, categorical_crossentropy needs targets in [0, 1]");
  y(3, 2, 1) = std::numeric_limits<float>::quiet_NaN();
  tagger.refuses(y, "y has nan in sample 3, step 2; every number must be finite");
  y(3, 2, 1) = 1.5f;
  tagger.refuses(y, "y has 1.5 in sample 3, step 2, categorical_crossentropy needs targets in [0, 1]");
  tagger.refuses(labels(), "y has 4 numbers per sample, the model's output has 4 x 3");
}

TEST_CASE("Weights are of samples or of steps", "[training]") {
  Tagger<nn::SparseCategoricalCrossentropy> tagger;
  const auto x = inputs();
  const auto y = labels();
  const auto refuses = [&](const ArrayView<float>& weights, const std::string& sentence) {
    CHECK_THROWS_MATCHES(tagger.training.fit(x, y, {.sample_weight = weights, .verbose = 0}), nn::InvalidInput,
                         message_contains("fit: " + sentence));
    CHECK_THROWS_MATCHES(tagger.training.train_on_batch(x, y, weights), nn::InvalidInput,
                         message_contains("train_on_batch: " + sentence));
  };
  nn::Tensor<2> weights(samples, steps), other(samples, 2);
  weights.setConstant(1.0f);
  other.setConstant(1.0f);
  weights(1, 3) = -1.0f;
  refuses(weights, "sample_weight of sample 1, step 3 is -1; weights are finite and not negative");
  refuses(other, "sample_weight needs one weight for each of the 6 samples, or for each of their 4 steps, it has 12");
  CHECK_THROWS_MATCHES(tagger.training.fit(x, y, {.class_weight = {{1, 2.0f}}, .verbose = 0}), nn::InvalidInput,
                       message_contains("fit: class_weight needs one class per sample, the model's output has 4 steps with a "
                                        "target each; give sample_weight, a weight per step, instead"));
  CHECK(tagger.training.steps() == 0);
}

TEST_CASE("Weights of steps follow their samples through every kind of fit", "[training]") {
  nn::Random random(3);
  nn::Tensor<3> x(samples, steps, 2);
  nn::Tensor<2> weights(samples, steps);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal<float>();
  for (Index i = 0; i < weights.size(); ++i) weights.data()[i] = random.uniform(0.0f, 2.0f);
  const auto y = labels();
  const auto trained = [&](const auto& fit) {
    nn::Sequential model{nn::Input<steps, 2>{}, nn::Dense<classes, nn::softmax>{}};
    model.initialize(1);
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.5f});
    fit(training);
    return std::vector<float>(model.parameters().begin(), model.parameters().end());
  };
  const auto wanted = trained([&](auto& training) {
    for (const Index first : {0, 4}) {
      const Index n = first == 0 ? 4 : 2;
      training.train_on_batch(slice(x, first, n), slice(y, first, n), slice(weights, first, n));
    }
  });
  CHECK(trained([&](auto& training) {
          training.fit(x, y, {.batch_size = 4, .shuffle = false, .sample_weight = weights, .verbose = 0});
        }) == wanted);
  const std::vector<float> flat(weights.data(), weights.data() + weights.size());
  CHECK(trained([&](auto& training) {
          training.fit(x, y, {.batch_size = 4, .shuffle = false, .sample_weight = flat, .verbose = 0});
        }) == wanted);
  const std::vector<std::uint32_t> order{0, 1, 2, 3, 4, 5};
  CHECK(trained([&](auto& training) {
          training.fit(x, y, {.batch_size = 4, .shuffle = false, .sample_weight = weights, .samples = order, .verbose = 0});
        }) == wanted);
  CHECK(trained([&](auto& training) {
          const auto batch = [&](Index first, Index n) {
            return std::tuple(slice(x, first, n), slice(y, first, n), slice(weights, first, n));
          };
          training.fit(std::vector{batch(0, 4), batch(4, 2)}, {.verbose = 0});
        }) == wanted);
  CHECK(trained([&](auto& training) {  // the first four train
          training.fit(
              x, y, {.batch_size = 4, .validation_split = 1.0f / 3, .shuffle = false, .sample_weight = weights, .verbose = 0});
        }) == trained([&](auto& training) { training.train_on_batch(slice(x, 0, 4), slice(y, 0, 4), slice(weights, 0, 4)); }));
}

}  // namespace linnet::test::target_checks
