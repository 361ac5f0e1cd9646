// SPDX-License-Identifier: MIT
// sample_weight in evaluate and validation_data, and weighted metrics, against Keras: tests/golden/keras_sample_weights.py says how the numbers were
// made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/keras_model.hpp>

#include <string>
#include <vector>

namespace linnet::test::keras_sample_weights_golden {

namespace nn = linnet;

constexpr double tolerance = 1e-9;

const Golden& golden() {
  static const Golden file("keras_sample_weights");
  return file;
}

/// Compares results of evaluate, and of two epochs of fit, with weights; metrics M without them and with them.
template <class L, class... M, class Model>
void compare(const std::string& name, const L& loss, const std::tuple<M...>& metrics, Model model) {
  const auto values = [&](const char* part) -> const std::vector<double>& { return golden().values(name + "." + part); };
  const auto agrees = [&](std::span<const double> have, const char* part) {
    INFO(name << "." << part);
    REQUIRE(have.size() == values(part).size());
    CHECK(relative_error(have, values(part)) < tolerance);
  };
  read(values("parameters"), Tensors(model).parameters);
  auto training = std::apply(
      [&](const auto&... metric) {
        return model.compile(loss, nn::SGD{.learning_rate = 0.5f}, metric..., nn::Weighted{metric}...);
      },
      metrics);
  const auto& x = values("x");
  const auto& y = values("targets");
  const auto& w = values("weights");
  const auto evaluated = training.evaluate(x, y, {.batch_size = 3, .sample_weight = w});
  agrees(evaluated.values, "evaluated");
  agrees(training.evaluate({x, y, w}, 3).values, "evaluated");

  const std::size_t row = w.size() / 7;
  std::vector<double> reversed;
  for (std::size_t i = 7; i-- > 0;) {
    for (std::size_t step = 0; step < row; ++step) reversed.push_back(w[i * row + step]);
  }
  const nn::History history = training.fit(
      x, y,
      {.epochs = 2, .batch_size = 3, .validation_data = {x, y, reversed}, .shuffle = false, .sample_weight = w, .verbose = 0});
  std::vector<double> fitted, validated;
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    for (const auto column : evaluated.names) {
      fitted.push_back(history[column][epoch]);
      validated.push_back(history["val_" + std::string(column)][epoch]);
    }
  }
  agrees(fitted, "fitted");
  agrees(validated, "validated");
}

const auto of_classes = std::tuple{nn::Accuracy{}, nn::TopKAccuracy<2>{}, nn::LogLoss{}};

TEST_CASE("Weights of samples weigh loss and weighted metrics as in Keras", "[training]") {
  compare("sparse", nn::SparseCategoricalCrossentropy{}, of_classes,
          nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<3, nn::softmax>{}});
  compare("numbers", nn::MeanSquaredError{},
          std::tuple{nn::MeanSquaredErrorMetric{}, nn::MeanAbsoluteErrorMetric{}, nn::MeanAbsolutePercentageError{}},
          nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<2>{}});
}

TEST_CASE("Weights of samples weigh labels, and weights of steps steps, as in Keras", "[training]") {
  compare("binary", nn::BinaryCrossentropy{}, std::tuple{nn::Accuracy{}},
          nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<2, nn::sigmoid>{}});
  compare("binary", nn::BinaryCrossentropy{}, std::tuple{nn::BinaryAccuracy{}},
          nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<2, nn::sigmoid>{}});
  compare("steps", nn::SparseCategoricalCrossentropy{}, std::tuple{nn::Accuracy{}},
          nn::Sequential{nn::TypedInput<double, 5, 4>{}, nn::Dense<3, nn::softmax>{}});
}

TEST_CASE("class_weight weighs weighted metrics as in Keras", "[training]") {
  nn::Sequential model{nn::TypedInput<double, 4>{}, nn::Dense<3, nn::softmax>{}};
  read(golden().values("sparse.parameters"), Tensors(model).parameters);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.5f}, nn::Accuracy{},
                                nn::TopKAccuracy<2>{}, nn::LogLoss{}, nn::Weighted{nn::Accuracy{}},
                                nn::Weighted{nn::TopKAccuracy<2>{}}, nn::Weighted{nn::LogLoss{}});
  const nn::History history =
      training.fit(golden().values("sparse.x"), golden().values("sparse.targets"),
                   {.batch_size = 3, .shuffle = false, .class_weight = {{0, 2.0f}, {2, 0.5f}}, .verbose = 0});
  std::vector<double> fitted;
  for (const auto& [name, column] : history.columns()) fitted.push_back(column[0]);
  CHECK(relative_error(fitted, golden().values("sparse.by_class")) < tolerance);
}

}  // namespace linnet::test::keras_sample_weights_golden
