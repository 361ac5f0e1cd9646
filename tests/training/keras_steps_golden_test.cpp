// SPDX-License-Identifier: MIT
// Losses and metrics over the steps of a sequence against Keras: tests/golden/keras_steps.py says how the numbers were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/keras_model.hpp>

#include <string>
#include <vector>

namespace linnet::test::keras_steps_golden {

namespace nn = linnet;

constexpr double tolerance = 1e-9;
constexpr nn::RecurrentOptions sequences{.return_sequences = true};

/// Compares predictions, loss and metrics of the start, the losses of 20 weighted steps, and the predictions after them.
template <class L, class... M, class... Layers>
void compare(const std::string& name, const L& loss, const std::tuple<M...>& metrics, Layers... head) {
  static const Golden golden("keras_steps");
  const auto values = [&](const char* part) -> const std::vector<double>& { return golden.values(name + "." + part); };
  const auto agrees = [&](std::span<const double> have, const char* part) {
    INFO(name << "." << part);
    REQUIRE(have.size() == values(part).size());
    CHECK(relative_error(have, values(part)) < tolerance);
  };
  nn::Sequential model{nn::TypedInput<double, 5, 3>{}, nn::GRU<4, sequences>{}, head...};
  const auto predictions_agree = [&](const char* part) {
    const nn::Tensor<3, double> p = model.predict(values("x"));
    agrees({p.data(), static_cast<std::size_t>(p.size())}, part);
  };
  read(values("parameters"), Tensors(model).parameters);
  predictions_agree("predictions");

  const auto evaluated = std::apply(
      [&](const auto&... metric) {
        return model.compile(loss, nn::SGD{}, metric...).evaluate(values("x"), values("targets"), 2);
      },
      metrics);
  agrees(evaluated.values, "evaluated");

  auto training = model.compile(loss, nn::SGD{.learning_rate = 0.5f});
  std::vector<double> losses, weights;
  if (golden.has(name + ".weights")) weights = values("weights");
  for (int step = 0; step < 20; ++step) {
    losses.push_back(training.train_on_batch(values("x"), values("targets"), weights).loss());
  }
  agrees(losses, "losses");
  predictions_agree("trained_predictions");
}

template <class L, class... Layers>
void compare_classes(const std::string& name, const L& loss, Layers... head) {
  compare(name, loss, std::tuple{nn::Accuracy{}, nn::TopKAccuracy<2>{}, nn::LogLoss{}}, head...);
}

TEST_CASE("Class indices of steps train as in Keras", "[training]") {
  compare_classes("sparse", nn::SparseCategoricalCrossentropy{}, nn::Dense<3, nn::softmax>{});
  compare_classes("sparse_logits", nn::SparseCategoricalCrossentropy{.from_logits = true}, nn::Dense<3>{});
  compare_classes("sparse_step_weights", nn::SparseCategoricalCrossentropy{}, nn::Dense<3>{}, nn::Activation<nn::softmax>{});
  compare_classes("sparse_time_distributed", nn::SparseCategoricalCrossentropy{},
                  nn::TimeDistributed{nn::Dense<3, nn::softmax>{}});
}

TEST_CASE("Rows of class probabilities of steps train as in Keras", "[training]") {
  compare_classes("categorical", nn::CategoricalCrossentropy{}, nn::Dense<3, nn::softmax>{});
  compare("categorical_logits", nn::CategoricalCrossentropy{.from_logits = true, .label_smoothing = 0.125f},
          std::tuple{nn::Accuracy{}, nn::TopKAccuracy<2>{}, nn::LogLoss{}}, nn::Dense<3>{});
}

TEST_CASE("Labels of steps train as in Keras", "[training]") {
  compare("binary", nn::BinaryCrossentropy{}, std::tuple{nn::Accuracy{}}, nn::Dense<2, nn::sigmoid>{});
  compare("binary_logits", nn::BinaryCrossentropy{.from_logits = true, .label_smoothing = 0.125f}, std::tuple{nn::Accuracy{}},
          nn::Dense<1>{});
}

}  // namespace linnet::test::keras_steps_golden
