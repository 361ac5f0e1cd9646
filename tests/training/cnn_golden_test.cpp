// SPDX-License-Identifier: MIT
// Training of convolutional networks on MNIST against the numbers of PyTorch: tests/golden/lenet.py and batch_norm.py say how
// they were made.
#include <linnet/linnet.hpp>

#include <linnet/data/mnist.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/paths.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#if LINNET_WITH_ZLIB

namespace linnet::test::cnn_golden {

namespace nn = linnet;

/// `count` images from `first` on, with their single channel.
Eigen::TensorMap<const nn::Tensor<4>> images(const nn::Tensor<3>& all, Index first, Index count) {
  return {all.data() + first * 28 * 28, count, 28, 28, 1};
}

/// Losses of 20 steps of 32 images in the order of the file.
template <class Training>
std::vector<double> twenty_steps(Training& training, const nn::Mnist& mnist) {
  const TargetView y(mnist.y_train);
  std::vector<double> losses;
  for (Index first = 0; first < 20 * 32; first += 32) {
    losses.push_back(training.train_on_batch(images(mnist.x_train, first, 32), y.slice(first, 32)).loss());
  }
  return losses;
}

double worst_relative(const std::vector<double>& have, const std::vector<double>& want) {
  REQUIRE(have.size() == want.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, std::abs(have[i] - want[i]) / want[i]);
  return worst;
}

double worst_difference(std::span<const float> have, const std::vector<double>& want) {
  REQUIRE(have.size() == want.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(have[i]) - want[i]));
  return worst;
}

/// Largest difference of the softmax of the first 20 test images.
template <class Model>
double worst_prediction(Model& model, const nn::Mnist& mnist, const std::vector<double>& want) {
  const nn::Tensor<2> predictions = model.predict(images(mnist.x_test, 0, 20));
  return worst_difference({predictions.data(), 200}, want);
}

TEST_CASE("The first 20 steps of LeNet-5 are PyTorch's", "[training]") {
  const Golden golden("lenet");
  const nn::Mnist mnist = nn::load_mnist(repository_path("data/mnist"));
  nn::Sequential model{nn::Input<28, 28, 1>{},      nn::Conv2D<6, 5, nn::tanh, nn::ConvOptions{.padding = nn::Padding::same}>{},
                       nn::AveragePooling2D<2>{},   nn::Conv2D<16, 5, nn::tanh>{},
                       nn::AveragePooling2D<2>{},   nn::Flatten{},
                       nn::Dense<120, nn::tanh>{},  nn::Dense<84, nn::tanh>{},
                       nn::Dense<10, nn::softmax>{}};
  model.initialize(7);
  const std::span<const float> kernel = model.parameter<2>(0);
  CHECK(worst_difference(kernel.first(16), golden.values("first_weights_f32")) < 1e-8);
  CHECK(worst_difference(kernel.last(16), golden.values("last_weights_f32")) < 1e-8);

  SECTION("with Adam") {
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
    const std::vector<double> losses = twenty_steps(training, mnist);
    CHECK(worst_relative(losses, golden.values("adam_losses_f64")) < 1e-5);
    CHECK(worst_relative(losses, golden.values("adam_losses_f32")) < 1e-5);
    CHECK(worst_prediction(model, mnist, golden.values("adam_predictions_f64")) < 1e-5);
  }
  SECTION("with SGD and momentum") {
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.05f, .momentum = 0.9f});
    const std::vector<double> losses = twenty_steps(training, mnist);
    CHECK(worst_relative(losses, golden.values("sgd_losses_f64")) < 1e-5);
    CHECK(worst_relative(losses, golden.values("sgd_losses_f32")) < 1e-5);
  }
}

TEST_CASE("20 steps of a network with BatchNormalization, and its inference, are PyTorch's", "[training]") {
  const Golden golden("batch_norm");
  const nn::Mnist mnist = nn::load_mnist(repository_path("data/mnist"));
  nn::Sequential model{
      nn::Input<28, 28, 1>{},
      nn::Conv2D<8, 3, nn::linear, nn::ConvOptions{.padding = nn::Padding::same, .use_bias = false}>{},
      nn::BatchNormalization{},
      nn::Activation<nn::relu>{},
      nn::MaxPooling2D<2>{},
      nn::Conv2D<16, 3, nn::linear, nn::ConvOptions{.use_bias = false}>{},
      nn::BatchNormalization{},
      nn::Activation<nn::relu>{},
      nn::GlobalAveragePooling2D{},
      nn::Dense<10, nn::softmax>{},
  };
  model.initialize(7);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const std::vector<double> losses = twenty_steps(training, mnist);
  CHECK(worst_relative(losses, golden.values("losses_f64")) < 1e-5);
  CHECK(worst_relative(losses, golden.values("losses_f32")) < 1e-5);

  const auto agrees = [&](std::span<const float> have, const std::string& name) {
    INFO(name);
    const std::vector<double>& want = golden.values(name);
    const double largest =
        std::abs(*std::max_element(want.begin(), want.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
    CHECK(worst_difference(have, want) < 1e-4 * largest);  // PyTorch's own float misses its double by 1e-5
  };
  agrees(model.state<1>(0), "moving_mean_0_f64");
  agrees(model.state<1>(1), "moving_variance_0_f64");
  agrees(model.state<5>(0), "moving_mean_1_f64");
  agrees(model.state<5>(1), "moving_variance_1_f64");
  agrees(model.parameter<1>(0), "gamma_0_f64");
  agrees(model.parameter<1>(1), "beta_0_f64");
  agrees(model.parameter<5>(0), "gamma_1_f64");
  agrees(model.parameter<5>(1), "beta_1_f64");
  CHECK(worst_prediction(model, mnist, golden.values("predictions_f64")) < 1e-5);
}

}  // namespace linnet::test::cnn_golden

#endif
