// SPDX-License-Identifier: MIT
// Losses behind the wrong activation are refused; behind one that Keras has a formula for, they have it; metrics see probabilities.
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace linnet::test::output_activation {

namespace nn = linnet;

/// An activation of a user: what comes out of it is not known.
struct Softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;
  template <class T>
  T operator()(T x) const {
    return std::log1p(std::exp(x));
  }
  template <class T>
  T gradient(T y, T dy) const {
    return -std::expm1(-y) * dy;
  }
};

/// A layer that says of itself what it gives.
struct Shares : nn::Dense<3, nn::relu> {
  static constexpr bool probabilities = true;
};

/// A loss of a user that takes probabilities, or logits.
struct Focal {
  bool from_logits = false;
  static constexpr std::string_view name = "focal";
};

constexpr nn::SparseCategoricalCrossentropy sparse{}, sparse_logits{.from_logits = true};
constexpr nn::CategoricalCrossentropy categorical{}, categorical_logits{.from_logits = true};
constexpr nn::BinaryCrossentropy binary{}, binary_logits{.from_logits = true};

/// Returns the message of compile for `loss` after these layers; "" if it accepts the loss.
template <class Loss, class... Layers>
std::string refusal(const Loss& loss, const Layers&...) {
  const char* problem = nn::detail::output_problem<std::tuple<Layers...>>(loss);
  return problem ? problem : "";
}

std::string ends_in(const char* loss, const char* activation, const char* better) {
  return std::string("compile: ") + loss + " takes probabilities, and the model ends in " + activation + "; end it in " +
         better + ", or say {.from_logits = true}";
}

TEST_CASE("A loss of probabilities behind an activation that gives none is refused", "[training]") {
  CHECK(refusal(sparse, nn::Dense<3>{}) == ends_in("sparse_categorical_crossentropy", "linear", "softmax"));
  CHECK(refusal(categorical, nn::Dense<3, nn::relu>{}) == ends_in("categorical_crossentropy", "relu", "softmax"));
  CHECK(refusal(binary, nn::Dense<1>{}) == ends_in("binary_crossentropy", "linear", "sigmoid"));
  CHECK(refusal(binary, nn::Dense<3, nn::tanh>{}) == ends_in("binary_crossentropy", "tanh", "sigmoid"));
  CHECK(refusal(sparse, nn::Dense<3, nn::relu6>{}) == ends_in("sparse_categorical_crossentropy", "relu6", "softmax"));
  CHECK(refusal(sparse, nn::Dense<3, nn::elu>{}) == ends_in("sparse_categorical_crossentropy", "elu", "softmax"));
  CHECK(refusal(sparse, nn::Dense<3, nn::leaky_relu>{}) == ends_in("sparse_categorical_crossentropy", "leaky_relu", "softmax"));
  CHECK(refusal(Focal{}, nn::Dense<3>{}) == ends_in("focal", "linear", "softmax or sigmoid"));
  CHECK(refusal(nn::KLDivergence{}, nn::Dense<3>{}) ==
        "compile: kl_divergence takes probabilities, and the model ends in linear; end it in softmax or sigmoid");
  CHECK(refusal(nn::KLDivergence{}, nn::Dense<3, nn::softmax>{}).empty());
  // Layers that only move numbers, leave some out or pool them are looked through.
  CHECK(refusal(sparse, nn::Dense<3>{}, nn::Activation<nn::relu>{}) ==
        ends_in("sparse_categorical_crossentropy", "relu", "softmax"));
  CHECK(refusal(sparse, nn::Dense<3, nn::relu>{}, nn::Dropout{0.1f}, nn::Reshape<1, 3>{}, nn::Flatten{}) ==
        ends_in("sparse_categorical_crossentropy", "relu", "softmax"));
  CHECK(refusal(sparse, nn::Dense<18>{}, nn::Reshape<3, 2, 3>{}, nn::Conv2D<3, 1>{}, nn::GlobalAveragePooling2D{}) ==
        ends_in("sparse_categorical_crossentropy", "linear", "softmax"));
  CHECK(refusal(sparse, nn::Dense<3, nn::sigmoid>{}, nn::BatchNormalization{}) ==
        ends_in("sparse_categorical_crossentropy", "batch_normalization", "softmax"));
  // Of layers for each step the last one tells.
  CHECK(refusal(sparse, nn::TimeDistributed{nn::Dense<3>{}}) ==
        ends_in("sparse_categorical_crossentropy", "linear", "softmax"));
  CHECK(refusal(sparse, nn::TimeDistributed{nn::Dense<3, nn::softmax>{}, nn::Dense<3, nn::relu>{}, nn::Flatten{}}) ==
        ends_in("sparse_categorical_crossentropy", "relu", "softmax"));
  // Sums and numbers around 0 are no probabilities, whatever they are made of.
  CHECK(refusal(categorical, nn::Dense<3, nn::sigmoid>{}, nn::Residual{nn::Dense<3, nn::sigmoid>{}}, nn::Flatten{}) ==
        ends_in("categorical_crossentropy", "residual", "softmax"));
  CHECK(refusal(binary, nn::Dense<1, nn::sigmoid>{}, nn::Normalization{}) ==
        ends_in("binary_crossentropy", "normalization", "sigmoid"));
}

TEST_CASE("Every activation that a loss of probabilities accepts compiles", "[training]") {
  CHECK(refusal(sparse, nn::Dense<3, nn::softmax>{}).empty());
  CHECK(refusal(categorical, nn::Dense<3, nn::sigmoid>{}).empty());
  CHECK(refusal(categorical, nn::Dense<3, nn::hard_sigmoid>{}).empty());
  CHECK(refusal(categorical, nn::Dense<3, nn::softmax>{}, nn::Activation<nn::linear>{}).empty());
  CHECK(refusal(categorical, nn::Dense<3, Softplus>{}).empty());  // its author knows
  CHECK(refusal(categorical, Shares{}).empty());
  CHECK(refusal(binary, nn::Dense<3, nn::softmax>{}).empty());
  CHECK(refusal(binary, nn::Dense<1, nn::sigmoid>{}, nn::Flatten{}).empty());
  CHECK(refusal(sparse, nn::Residual{nn::Dense<2>{}}, nn::Activation<nn::softmax>{}).empty());
  CHECK(refusal(sparse, nn::TimeDistributed{nn::Dense<4>{}, nn::Dense<3, nn::softmax>{}}).empty());
  CHECK(refusal(sparse_logits, nn::Dense<3>{}).empty());
  CHECK(refusal(sparse_logits, nn::Residual{nn::Dense<2>{}}).empty());
  CHECK(refusal(categorical_logits, nn::Dense<3, nn::relu>{}).empty());
  CHECK(refusal(categorical_logits, nn::Dense<3, Softplus>{}).empty());
  CHECK(refusal(binary_logits, nn::Dense<1>{}, nn::Activation<nn::tanh>{}).empty());
  CHECK(refusal(nn::MeanSquaredError{}, nn::Dense<1>{}).empty());
}

TEST_CASE("Probabilities are no logits", "[training]") {
  const std::string sentence = "compile: from_logits = true, but the model ends in softmax or sigmoid; drop one of the two";
  CHECK(refusal(sparse_logits, nn::Dense<3, nn::softmax>{}) == sentence);
  CHECK(refusal(categorical_logits, nn::Dense<3, nn::sigmoid>{}) == sentence);
  CHECK(refusal(binary_logits, nn::Dense<3, nn::softmax>{}) == sentence);
  CHECK(refusal(binary_logits, nn::Dense<1, nn::sigmoid>{}, nn::Flatten{}) == sentence);
  CHECK(refusal(sparse_logits, nn::Dense<3, nn::hard_sigmoid>{}, nn::Dropout{}) == sentence);
  CHECK(refusal(sparse_logits, nn::TimeDistributed{nn::Dense<3, nn::softmax>{}}) == sentence);
}

TEST_CASE("compile refuses a loss behind the wrong activation on every home", "[training]") {
  const auto said = [](const auto& compile) -> std::string {
    try {
      compile();
    } catch (const nn::InvalidInput& error) {
      return error.what();
    }
    return "";
  };
  const auto both = [&](const auto& loss, const auto& layer) {
    nn::Sequential heap{nn::Input<2>{}, layer};
    nn::StaticSequential inside{nn::Input<2>{}, layer};
    const std::string text = said([&] { (void)heap.compile(loss, nn::SGD{}); });
    CHECK(said([&] { (void)inside.template compile<1>(loss, nn::SGD{}); }) == text);
    return text;
  };
  CHECK(both(sparse, nn::Dense<3, nn::relu>{}) == ends_in("sparse_categorical_crossentropy", "relu", "softmax"));
  CHECK(both(sparse_logits, nn::Dense<3, nn::relu>{}).empty());
  CHECK(both(binary, nn::Dense<1>{}) == ends_in("binary_crossentropy", "linear", "sigmoid"));
  CHECK(both(binary_logits, nn::Dense<1>{}).empty());
  CHECK(both(categorical_logits, nn::Dense<3, nn::sigmoid>{}) ==
        "compile: from_logits = true, but the model ends in softmax or sigmoid; drop one of the two");
  CHECK(both(categorical, nn::Dense<3, nn::sigmoid>{}).empty());
}

/// Every parameter at `value`.
template <class Model>
void fill(Model& model, typename Model::Scalar value) {
  std::fill(model.parameters().begin(), model.parameters().end(), value);
}

TEST_CASE("Behind a sigmoid the categorical losses divide by the sum, as in Keras", "[training]") {
  nn::Sequential model{nn::Input<1>{}, nn::Dense<3, nn::sigmoid>{}};
  fill(model, 0.0f);
  for (float& bias : model.parameter<0>(1)) bias = std::log(9.0f);  // p = (0.9, 0.9, 0.9)
  nn::Tensor<2> x(1, 1), row(1, 3);
  x.setConstant(1.0f);
  row.setValues({{1.0f, 0.0f, 0.0f}});
  nn::Labels label(1);
  label.setZero();
  CHECK(model.predict(x)(0, 1) == Approx(0.9f));
  CHECK(model.compile(sparse, nn::SGD{}).evaluate(x, label).loss() == Approx(1.098612).margin(1e-6));
  auto training = model.compile(categorical, nn::SGD{});
  CHECK(training.evaluate(x, row).loss() == Approx(1.098612).margin(1e-6));
  CHECK(training.train_on_batch(x, row).loss() == Approx(1.098612).margin(1e-6));
}

TEST_CASE("Gradients of the categorical losses behind a sigmoid and an own activation are those of the formula", "[training]") {
  nn::Tensor<2, double> x(5, 3), shares(5, 4);
  nn::Labels y(5);
  Random random(3);
  fill_uniform(x.data(), x.size(), random);
  shares.setConstant(0.25);
  for (Index i = 0; i < 5; ++i) y(i) = static_cast<std::int32_t>(random.below(4));
  const auto error = [&](auto model, const auto& loss, const TargetView& targets) {
    model.initialize(5);
    auto training = model.compile(loss, nn::SGD{.learning_rate = 0.0f});
    training.train_on_batch(x, targets);
    const std::vector<double> gradients(training.gradients().begin(), training.gradients().end());
    return relative_error(gradients, finite_differences(model.parameters().data(), static_cast<Index>(gradients.size()),
                                                        [&] { return training.test_on_batch(x, targets).loss(); }));
  };
  using In = nn::TypedInput<double, 3>;
  CHECK(error(nn::Sequential{In{}, nn::Dense<4, nn::sigmoid>{}}, sparse, y) < 1e-6);
  CHECK(error(nn::Sequential{In{}, nn::Dense<4, nn::sigmoid>{}}, categorical, shares) < 1e-6);
  CHECK(error(nn::Sequential{In{}, nn::Dense<4, Softplus>{}}, nn::SparseCategoricalCrossentropy{.label_smoothing = 0.1f}, y) <
        1e-6);
  // A relu in front of a softmax keeps its sign, wherever the probabilities are written.
  CHECK(error(nn::Sequential{In{}, nn::Dense<4, nn::relu>{.bias_initializer = nn::RandomUniform{-0.5f, 0.5f}},
                             nn::Activation<nn::softmax>{}},
              sparse, y) < 1e-6);
}

/// Samples whose logits are their own numbers: `model` of one linear layer becomes the identity.
template <class Model>
void make_identity(Model& model) {
  constexpr std::size_t n = static_cast<std::size_t>(Model::Output::size);
  fill(model, 0.0f);
  for (std::size_t j = 0; j < n; ++j) model.template parameter<0>(0)[j * n + j] = 1.0f;
}

TEST_CASE("With from_logits metrics see probabilities, and predict gives logits", "[training]") {
  nn::Sequential model{nn::Input<1>{}, nn::Dense<1>{}};
  nn::StaticSequential inside{nn::Input<1>{}, nn::Dense<1>{}};
  make_identity(model);
  make_identity(inside);
  nn::Tensor<2> x(2, 1);
  nn::Tensor<1> y(2);
  x.setValues({{-0.5f}, {0.4f}});
  y.setValues({0.0f, 1.0f});
  const double wanted = 0.5 * (std::log1p(std::exp(-0.5)) + std::log1p(std::exp(-0.4)));
  const auto right = [&](const auto& results) {
    CHECK(results["loss"] == Approx(wanted).epsilon(1e-6));
    CHECK(results["accuracy"] == 1.0);
    CHECK(results["recall"] == 1.0);
    CHECK(results["log_loss"] == Approx(wanted).epsilon(1e-6));
    CHECK(results["mean_absolute_error"] == Approx(0.3894265).epsilon(1e-6));  // of sigmoid(z)
  };
  const nn::SGD still{.learning_rate = 0.0f};
  auto training =
      model.compile(binary_logits, still, nn::Accuracy{}, nn::Recall<>{}, nn::LogLoss{}, nn::MeanAbsoluteErrorMetric{});
  right(training.evaluate(x, y));
  right(training.train_on_batch(x, y));
  right(training.test_on_batch(x, y));
  const auto history = training.fit(x, y, {.validation_data = {x, y}, .verbose = 0});
  CHECK(history["accuracy"][0] == 1.0);
  CHECK(history["val_log_loss"][0] == Approx(wanted).epsilon(1e-6));
  CHECK(allocations_of([&] { training.evaluate(x, y); }) == 0);
  CHECK(model.predict(x)(1, 0) == 0.4f);

  auto small =
      inside.compile<2>(binary_logits, still, nn::Accuracy{}, nn::Recall<>{}, nn::LogLoss{}, nn::MeanAbsoluteErrorMetric{});
  const std::span<const float> numbers(x.data(), 2), targets(y.data(), 2);
  right(small.evaluate(numbers, targets));
  right(small.fit(numbers, targets));
}

TEST_CASE("With from_logits of classes metrics see the softmax, which changes nothing of the training", "[training]") {
  nn::Sequential model{nn::Input<3>{}, nn::Dense<3>{}}, other = model;
  make_identity(model);
  nn::Tensor<2> x(2, 3), shares(2, 3);
  nn::Labels y(2);
  x.setValues({{-0.5f, -0.6f, -0.9f}, {0.1f, 0.4f, 0.3f}});
  shares.setValues({{0.5f, 0.25f, 0.25f}, {0.0f, 1.0f, 0.0f}});
  y.setValues({0, 1});
  other = model;
  auto training = model.compile(sparse_logits, nn::SGD{}, nn::LogLoss{}, nn::Accuracy{});
  auto plain = other.compile(sparse_logits, nn::SGD{});
  const auto results = training.train_on_batch(x, y);
  CHECK(results["log_loss"] == Approx(results.loss()).epsilon(1e-6));
  CHECK(results["accuracy"] == 1.0);
  CHECK(plain.train_on_batch(x, y).loss() == results.loss());
  CHECK(same_bits(training.gradients(), plain.gradients()));
  const auto rows = model.compile(categorical_logits, nn::SGD{}, nn::LogLoss{}).evaluate(x, shares);
  CHECK(rows["log_loss"] == Approx(rows.loss()).epsilon(1e-6));
}

TEST_CASE("A softmax for each step is taken over by the loss, in and behind TimeDistributed", "[training]") {
  using In = nn::TypedInput<double, 3, 2>;
  nn::Sequential plain{In{}, nn::Dense<4, nn::softmax>{}};
  nn::Sequential behind{In{}, nn::TimeDistributed{nn::Dense<4>{}}, nn::Activation<nn::softmax>{}};
  nn::Sequential inside{In{}, nn::TimeDistributed{nn::Dense<4, nn::softmax>{}}};
  nn::Tensor<3, double> x(2, 3, 2);
  nn::Tensor<2, int> y(2, 3);
  Random random(3);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = static_cast<int>(random.below(4));
  const auto trained = [&](auto& model) {
    std::copy(plain.parameters().begin(), plain.parameters().end(), model.parameters().begin());
    for (double& weight : model.template parameter<0>(0)) weight *= 400.0;  // probabilities of 0, whose logarithm is none
    auto training = model.compile(sparse, nn::SGD{});
    const double loss = training.train_on_batch(x, y).loss();
    CHECK(loss > 20.0);  // clipped probabilities give 16 at most
    return std::pair(loss, std::vector<double>(training.gradients().begin(), training.gradients().end()));
  };
  plain.initialize(2);
  auto copy = plain;
  const auto wanted = trained(copy);
  CHECK(trained(behind) == wanted);
  CHECK(trained(inside) == wanted);
  for (Index i = 0; i < 6; ++i) {  // each step has a softmax of its own
    const nn::Tensor<3, double> p = inside.predict(x);
    double sum = 0.0;
    for (Index j = 0; j < 4; ++j) sum += p(i / 3, i % 3, j);
    CHECK(sum == Approx(1.0));
  }
}

}  // namespace linnet::test::output_activation
