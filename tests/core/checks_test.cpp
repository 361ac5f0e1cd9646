// SPDX-License-Identifier: MIT
// Bad data and options: an exception whose text names what was expected and what came, and nothing has changed.
#include <linnet/core/checks.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::checks {

namespace nn = linnet;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

nn::Tensor<2> filled(Index samples, Index features, float value = 0.5f) {
  nn::Tensor<2> x(samples, features);
  x.setConstant(value);
  return x;
}
template <class T = std::int32_t>
nn::Tensor<1, T> labels(Index samples, T value = T(1)) {
  nn::Tensor<1, T> y(samples);
  y.setConstant(value);
  return y;
}

/// A model in training, to see that a refused call leaves it as it was.
struct Bench {
  Classifier model = classifier();
  decltype(compile(std::declval<Classifier&>())) training = compile(model);
  std::vector<float> before;

  Bench() {
    const Samples s = three_classes(10);
    training.train_on_batch(s.x, s.y);
    before = parameters_of(model);
  }

  void refuses(const std::function<void()>& call, const std::string& sentence) {
    CHECK_THROWS_MATCHES(call(), nn::InvalidInput, message_contains(sentence));
    CHECK(training.steps() == 1);
    CHECK(same_bits(before, model.parameters()));
  }

  /// Everything that takes samples and targets refuses these.
  void refuses_data(ArrayView<float> x, const TargetView& y, const std::string& sentence) {
    refuses([&] { training.fit(x, y, {.verbose = 0}); }, "fit: " + sentence);
    refuses([&] { training.evaluate(x, y); }, "evaluate: " + sentence);
    refuses([&] { training.train_on_batch(x, y); }, "train_on_batch: " + sentence);
    refuses([&] { training.test_on_batch(x, y); }, "test_on_batch: " + sentence);
  }
  void refuses_samples(ArrayView<float> x, const std::string& sentence) {
    refuses_data(x, labels(x.samples()), sentence);
    std::vector<float> buffer(static_cast<std::size_t>(x.samples() * 3), 7.0f);
    refuses([&] { model.predict(x); }, "predict: " + sentence);
    refuses([&] { model.predict(x, buffer); }, "predict: " + sentence);
    CHECK(std::all_of(buffer.begin(), buffer.end(), [](float v) { return v == 7.0f; }));
  }
};

TEST_CASE("Samples of a wrong shape are refused", "[core]") {
  Bench bench;
  bench.refuses_samples(filled(6, 5), "x has 5 numbers per sample, the model's Input<...> needs 4");
  bench.refuses_samples(filled(6, 3), "x has 3 numbers per sample, the model's Input<...> needs 4");
  nn::Tensor<3> image(6, 2, 2);
  image.setConstant(1.0f);
  bench.refuses_samples(image, "x has 2 x 2 numbers per sample, the model's Input<...> needs 4");
  nn::Tensor<1> flat(24);
  flat.setConstant(1.0f);
  bench.refuses_samples(flat, "x has 1 number per sample, the model's Input<...> needs 4");
}

TEST_CASE("A flat sample is refused where an image is needed", "[core]") {
  nn::Sequential model{nn::Input<2, 3>{}, nn::Dense<4>{}};
  CHECK_THROWS_MATCHES(model.predict(filled(5, 6)), nn::InvalidInput,
                       message_contains("predict: x has 6 numbers per sample, the model's Input<...> needs 2 x 3"));
}

TEST_CASE("One sample in the place of a batch is refused, with how to give one", "[core]") {
  Bench bench;
  nn::Tensor<1> row(4);
  row.setConstant(1.0f);
  bench.refuses_samples(
      row,
      "x has 1 number per sample, the model's Input<...> needs 4; x has the shape of one sample, but its first "
      "dimension counts samples: one sample is 1 x 4, or, without a copy, std::span(x.data(), 4)");
  CHECK(bench.model.predict(std::span(row.data(), 4)).dimension(0) == 1);

  nn::Sequential model{nn::Input<2, 3, 1>{}, nn::Conv2D<2, 2>{}};
  for (const Index last : {0, 1}) {
    const auto predict = [&] { return last == 0 ? model.predict(filled(2, 3)) : model.predict(nn::Tensor<3>(2, 3, 1)); };
    CHECK_THROWS_MATCHES(predict(), nn::InvalidInput,
                         message_contains("one sample is 1 x 2 x 3 x 1, or, without a copy, std::span(x.data(), 6)"));
  }
  CHECK_THROWS_WITH(model.predict(filled(4, 4)), "predict: x has 4 numbers per sample, the model's Input<...> needs 2 x 3 x 1");
}

TEST_CASE("Empty data is refused", "[core]") {
  Bench bench;
  bench.refuses_samples(filled(0, 4), "x has no samples");
  bench.refuses_samples({}, "x has no samples");
  bench.refuses_data(filled(3, 4), {}, "x has 3 samples, y has 0");
}

TEST_CASE("Samples that are not finite are refused", "[core]") {
  Bench bench;
  for (const float bad : {nan, infinity, -infinity}) {
    nn::Tensor<2> x = filled(40, 4);
    x(37, 2) = bad;
    bench.refuses_samples(x, "x has " + std::to_string(bad) + " in sample 37; every number must be finite");
  }
}

TEST_CASE("Targets of another length are refused", "[core]") {
  Bench bench;
  bench.refuses_data(filled(6, 4), labels(5), "x has 6 samples, y has 5");
  bench.refuses_data(filled(6, 4), labels(7), "x has 6 samples, y has 7");
}

TEST_CASE("Labels that are no class are refused", "[core]") {
  Bench bench;
  const auto refuses = [&](const auto& y, const std::string& sentence) { bench.refuses_data(filled(6, 4), y, sentence); };
  nn::Labels y = labels(6);
  y(4) = 3;  // of 3 classes
  refuses(y, "y[4] is 3, the model has the classes 0 to 2 (integers)");
  y(4) = -1;
  refuses(y, "y[4] is -1");
  nn::Tensor<1> real = labels<float>(6);
  real(5) = 1.5f;
  refuses(real, "y[5] is 1.5, the model has");
  real(5) = nan;
  refuses(real, "y[5] is nan, the model");
  real(5) = infinity;
  refuses(real, "y[5] is inf, the model");
  refuses(filled(6, 3), "y has 3 numbers per sample, sparse_categorical_crossentropy needs one class index");
}

TEST_CASE("Targets that do not fit to the outputs are refused", "[core]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<6>{}, nn::Dense<1>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  const auto refuses = [&](const TargetView& y, const std::string& sentence) {
    CHECK_THROWS_MATCHES(training.train_on_batch(filled(6, 4), y), nn::InvalidInput, message_contains(sentence));
    CHECK(training.steps() == 0);
  };
  refuses(filled(6, 2), "train_on_batch: y has 2 numbers per sample, the model's output has 1");
  refuses(filled(6, 1, nan), "y has nan in sample 0; every number must be finite");
  refuses(filled(6, 1, -infinity), "y has -inf in sample 0");
  CHECK_NOTHROW(training.train_on_batch(filled(6, 4), filled(6, 1)));
  CHECK_NOTHROW(training.train_on_batch(filled(6, 4), labels<float>(6)));
  CHECK_NOTHROW(training.train_on_batch(filled(6, 4), labels(6)));
}

TEST_CASE("A target of one number per step needs no axis for it", "[core]") {
  nn::Sequential steps{nn::Input<3, 2>{}, nn::TimeDistributed{nn::Dense<1>{}}};
  nn::Sequential vector{nn::Input<6>{}, nn::Dense<3>{}};
  auto of_steps = steps.compile(nn::MeanSquaredError{}, nn::SGD{});
  auto of_vector = vector.compile(nn::MeanSquaredError{}, nn::SGD{});
  nn::Tensor<3> x(5, 3, 2), y(5, 3, 1);
  x.setConstant(0.5f);
  y.setConstant(0.25f);
  const nn::Tensor<2> flat = filled(5, 3, 0.25f);
  CHECK(of_steps.evaluate(x, flat).loss() == of_steps.evaluate(x, y).loss());
  CHECK(of_vector.evaluate(filled(5, 6), y).loss() == of_vector.evaluate(filled(5, 6), flat).loss());
}

TEST_CASE("Targets that a loss cannot take are refused", "[core]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::CategoricalCrossentropy{}, nn::SGD{});
  nn::Tensor<2> y = filled(6, 3, 0.0f);
  y(2, 1) = 1.5f;
  CHECK_THROWS_MATCHES(training.train_on_batch(filled(6, 4), y), nn::InvalidInput,
                       message_contains("in sample 2, categorical_crossentropy needs targets in [0, 1]"));
  y(2, 1) = -0.5f;
  CHECK_THROWS_MATCHES(training.train_on_batch(filled(6, 4), y), nn::InvalidInput, message_contains("y has -0.5"));
  CHECK_THROWS_MATCHES(training.train_on_batch(filled(6, 4), labels(6)), nn::InvalidInput,
                       message_contains("y has 1 numbers per sample, the model's output has 3"));
  CHECK(training.steps() == 0);
}

TEST_CASE("Rows of targets that are no distribution are refused", "[core]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::CategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{});
  const nn::Tensor<2> x = filled(6, 4);
  nn::Tensor<2> y = filled(6, 3, 0.0f), good = filled(6, 3, 1.0f / 3.0f);
  for (Index i = 0; i < 6; ++i) y(i, i % 3) = 1.0f;
  const auto refuses = [&](const std::string& sentence) {
    const auto one = [&](const std::string& who, const auto& call) {
      CHECK_THROWS_MATCHES(call(), nn::InvalidInput,
                           message_contains(who + ": y sums to " + sentence +
                                            ", categorical_crossentropy needs targets in [0, 1], "
                                            "in rows of class probabilities that sum to 1"));
    };
    one("fit", [&] { training.fit(x, y, {.verbose = 0}); });
    one("fit: validation_data", [&] { training.fit(x, good, {.validation_data = {x, y}, .verbose = 0}); });
    one("fit: epoch 1, batch 1", [&] { training.fit(std::vector{std::pair(x, y)}, {.verbose = 0}); });
    one("evaluate", [&] { training.evaluate(x, y); });
    one("train_on_batch", [&] { training.train_on_batch(x, y); });
    one("test_on_batch", [&] { training.test_on_batch(x, y); });
  };
  y(4, 1) = 0.0f;
  refuses("0 in sample 4");
  y(4, 0) = y(4, 2) = 0.5f;
  y(5, 1) = 0.25f;
  refuses("1.25 in sample 5");
  CHECK(training.steps() == 0);
  y(5, 2) = 0.75f;
  CHECK_NOTHROW(training.evaluate(x, y));
  CHECK_NOTHROW(training.train_on_batch(x, good));
}

TEST_CASE("Weights of classes that there are not are refused", "[core]") {
  Bench bench;
  const Samples s = three_classes(10);
  const std::vector batches{std::pair(s.x, s.y)};
  const auto refuses = [&](const nn::detail::ClassWeight& weights, const std::string& sentence) {
    bench.refuses([&] { bench.training.fit(s.x, s.y, {.class_weight = weights, .verbose = 0}); },
                  "fit: class_weight " + sentence);
    bench.refuses([&] { bench.training.fit(batches, {.class_weight = weights, .verbose = 0}); },
                  "fit: class_weight " + sentence);
  };
  refuses({{0, 1.0f}, {3, 2.0f}}, "has a weight of class 3, the model has the classes 0 to 2");
  refuses({{-1, 2.0f}}, "has a weight of class -1, the model has the classes 0 to 2");
  refuses({{1, 2.0f}, {2, 2.0f}, {1, 3.0f}}, "has two weights of class 1");

  nn::Sequential one{nn::Input<4>{}, nn::Dense<1, nn::sigmoid>{}};
  auto binary = one.compile(nn::BinaryCrossentropy{}, nn::SGD{});
  const nn::Tensor<1> y = labels<float>(10);
  CHECK_THROWS_MATCHES(binary.fit(s.x, y, {.class_weight = {{2, 0.5f}}, .verbose = 0}), nn::InvalidInput,
                       message_contains("has a weight of class 2, binary_crossentropy needs targets in [0, 1]"));
  CHECK_NOTHROW(binary.fit(s.x, y, {.class_weight = {{0, 0.5f}, {1, 2.0f}}, .verbose = 0}));
  auto regression = one.compile(nn::MeanSquaredError{}, nn::SGD{});  // targets of -1 and 1, say
  CHECK_NOTHROW(regression.fit(s.x, y, {.class_weight = {{-1, 0.5f}}, .verbose = 0}));
}

TEST_CASE("Weights of classes are refused where a target has several labels or none", "[core]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3, nn::sigmoid>{}};
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::SGD{});
  const Samples s = three_classes(6);
  nn::Tensor<2> y(6, 3);
  y.setZero();
  for (nn::Index i = 0; i < 6; ++i) y(i, i % 3) = 1.0f;
  const nn::detail::ClassWeight weights{{0, 0.5f}, {1, 2.0f}};
  CHECK_NOTHROW(training.fit(s.x, y, {.class_weight = weights, .verbose = 0}));  // one class per sample: its weight
  const auto steps = training.steps();
  const auto refuses = [&] {
    const auto text =
        message_contains("class_weight needs one class per sample, y has several labels or none in sample 4; give ");
    CHECK_THROWS_MATCHES(training.fit(s.x, y, {.class_weight = weights, .verbose = 0}), nn::InvalidInput, text);
    CHECK_THROWS_MATCHES(training.fit(std::vector{std::pair(s.x, y)}, {.class_weight = weights, .verbose = 0}),
                         nn::InvalidInput, text);
  };
  y(4, 2) = 1.0f;
  refuses();
  y(4, 1) = y(4, 2) = 0.0f;
  refuses();
  CHECK(training.steps() == steps);
  CHECK_NOTHROW(training.fit(s.x, y, {.verbose = 0}));
}

TEST_CASE("Options of fit that make no sense are refused", "[core]") {
  Bench bench;
  const Samples s = three_classes(10);
  const auto refuses = [&](const nn::FitOptions<float>& options, const std::string& sentence) {
    bench.refuses([&] { bench.training.fit(s.x, s.y, options); }, sentence);
  };
  refuses({.epochs = -1}, "fit: epochs is -1; it must not be negative");
  refuses({.batch_size = 0}, "fit: batch_size is 0; it must be at least 1");
  refuses({.batch_size = -5}, "fit: batch_size is -5; it must be at least 1");
  refuses({.validation_split = 1.0f}, "fit: validation_split is 1; it must be in [0, 1)");
  refuses({.validation_split = 1.5f}, "fit: validation_split is 1.5; it must be in [0, 1)");
  refuses({.validation_split = -1e-9f}, "fit: validation_split is -1e-09; it must be in [0, 1)");
  refuses({.validation_split = nan}, "fit: validation_split is nan; it must be in [0, 1)");
  refuses({.validation_split = 0.99f}, "of 10 samples leaves nothing to train or to validate on");
  refuses({.class_weight = {{0, 1.0f}, {2, -1.0f}}}, "fit: class_weight of class 2 is -1; it must be finite and not negative");
  refuses({.class_weight = {{1, nan}}}, "fit: class_weight of class 1 is nan; it must be finite and not negative");
  refuses({.epochs = 0, .batch_size = 0}, "batch_size is 0");  // also where nothing would be done
}

TEST_CASE("Sample weights that do not fit are refused", "[core]") {
  Bench bench;
  const Samples s = three_classes(10);
  const auto refuses = [&](const nn::Tensor<1>& weights, const std::string& sentence) {
    bench.refuses([&] { bench.training.fit(s.x, s.y, {.sample_weight = weights, .verbose = 0}); }, "fit: " + sentence);
    bench.refuses([&] { bench.training.train_on_batch(s.x, s.y, weights); }, "train_on_batch: " + sentence);
    bench.refuses([&] { bench.training.test_on_batch(s.x, s.y, weights); }, "test_on_batch: " + sentence);
    bench.refuses([&] { bench.training.evaluate(s.x, s.y, {.sample_weight = weights}); }, "evaluate: " + sentence);
    bench.refuses(
        [&] {
          bench.training.fit(s.x, s.y, {.validation_data = {s.x, s.y, weights}, .verbose = 0});
        },
        "fit: validation_data: " + sentence);
  };
  refuses(labels<float>(9), "sample_weight needs one weight for each of the 10 samples, it has 9");
  refuses(labels<float>(11), "sample_weight needs one weight for each of the 10 samples, it has 11");
  nn::Tensor<1> weights = labels<float>(10);
  weights(6) = -0.5f;
  refuses(weights, "sample_weight[6] is -0.5");
  weights(6) = nan;
  refuses(weights, "sample_weight[6] is nan");
  weights(6) = infinity;
  refuses(weights, "sample_weight[6] is inf");
}

TEST_CASE("Validation data that does not fit is refused before the first epoch", "[core]") {
  Bench bench;
  const Samples s = three_classes(10);
  const auto refuses = [&](ArrayView<float> x, const TargetView& y, const std::string& sentence) {
    bench.refuses(
        [&] {
          bench.training.fit(s.x, s.y, {.validation_data = {x, y}, .verbose = 0});
        },
        "fit: validation_data: " + sentence);
  };
  refuses(filled(4, 5), labels(4), "x has 5 numbers per sample, the model's Input<...> needs 4");
  refuses(filled(4, 4), labels(3), "x has 4 samples, y has 3");
  refuses(filled(4, 4), {}, "x has 4 samples, y has 0");
  refuses({}, labels(3), "x has no samples");
  refuses(filled(4, 4, nan), labels(4), "x has nan in sample 0");
  refuses(filled(4, 4), labels(4, 3), "y[0] is 3");
}

TEST_CASE("A batch size of evaluate that makes no sense is refused", "[core]") {
  Bench bench;
  const Samples s = three_classes(10);
  bench.refuses([&] { bench.training.evaluate(s.x, s.y, 0); }, "evaluate: batch_size is 0; it must be at least 1");
}

TEST_CASE("predict refuses a buffer of another size", "[core]") {
  Bench bench;
  std::vector<float> buffer(29, 7.0f);
  bench.refuses([&] { bench.model.predict(filled(10, 4), buffer); },
                "predict: the output has room for 29 numbers, 10 samples give 30");
  CHECK(buffer == std::vector<float>(29, 7.0f));
  buffer.resize(31);
  bench.refuses([&] { bench.model.predict(filled(10, 4), buffer); }, "room for 31 numbers, 10 samples give 30");
}

}  // namespace linnet::test::checks
