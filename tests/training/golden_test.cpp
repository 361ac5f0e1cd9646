// SPDX-License-Identifier: MIT
// Training steps against the numbers of PyTorch: tests/golden/mixed.py and mlp.py say how they were made.
#include <linnet/linnet.hpp>

#include <linnet/data/mnist.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/probe.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace linnet::test::golden {

namespace nn = linnet;

TEST_CASE("One step of a network of many parts is PyTorch's", "[training]") {
  const Golden golden("mixed");
  constexpr double tolerance = 1e-6;  // settings such as 0.01f are floats, in double models too: 2e-8 beside the decimal
  std::vector<double> x_gradient;
  nn::Sequential model{nn::TypedInput<double, 12>{},
                       Probe{&x_gradient},
                       nn::Dense<9, nn::tanh>{.kernel_regularizer = nn::L2{0.01f}},
                       nn::Dense<7, nn::elu>{},
                       nn::Dense<5, nn::leaky_relu>{.kernel_regularizer = nn::L1{0.001f}, .activation = {0.1f}},
                       nn::Dense<3, nn::sigmoid>{}};
  const auto tensors = [&](std::size_t role) {
    return std::vector{model.parameter<1>(role), model.parameter<2>(role), model.parameter<3>(role), model.parameter<4>(role)};
  };
  const auto kernels = tensors(0), biases = tensors(1);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::vector<double>& start = golden.values("kernel_" + std::to_string(i));
    REQUIRE(start.size() == kernels[i].size());
    std::copy(start.begin(), start.end(), kernels[i].begin());
  }
  const Eigen::TensorMap<const nn::Tensor<2, double>> x(golden.values("x").data(), 6, 12), y(golden.values("y").data(), 6, 3);
  const auto agrees = [&](std::span<const double> have, const std::string& name) {
    INFO(name);
    CHECK(have.size() == golden.values(name).size());
    CHECK(relative_error(have, golden.values(name)) < tolerance);
  };

  const nn::Tensor<2, double> outputs = model.predict(x);
  agrees({outputs.data(), 18}, "outputs");
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.1f});
  const double loss = training.train_on_batch(x, y).loss();
  agrees({&loss, 1}, "loss");
  for (std::size_t i = 0; i < 4; ++i) {
    const auto gradient = [&](std::span<const double> parameter) {
      return training.gradients().subspan(static_cast<std::size_t>(parameter.data() - model.parameters().data()),
                                          parameter.size());
    };
    agrees(gradient(kernels[i]), "kernel_" + std::to_string(i) + ".gradient");
    agrees(gradient(biases[i]), "bias_" + std::to_string(i) + ".gradient");
    agrees(kernels[i], "kernel_" + std::to_string(i) + ".after");
    agrees(biases[i], "bias_" + std::to_string(i) + ".after");
  }
  agrees(x_gradient, "x.gradient");
  const double after = training.test_on_batch(x, y).loss();
  agrees({&after, 1}, "loss.after");
}

#if LINNET_WITH_ZLIB

auto mnist_network() {
  nn::Sequential model{nn::Input<28, 28>{},        nn::Flatten{},
                       nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                       nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
  model.initialize(7);
  return model;
}
using Mlp = decltype(mnist_network());

/// Losses of 50 steps of 50 images in the order of the file.
template <class Training>
std::vector<double> fifty_steps(Training& training, const nn::Mnist& mnist) {
  const ArrayView<float> x(mnist.x_train);
  const TargetView y(mnist.y_train);
  std::vector<double> losses;
  for (Index step = 0; step < 50; ++step) {
    losses.push_back(training.train_on_batch(x.slice(50 * step, 50), y.slice(50 * step, 50)).loss());
  }
  return losses;
}

double worst_relative(const std::vector<double>& have, const std::vector<double>& want) {
  double worst = 0.0;
  for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, std::abs(have.at(i) - want[i]) / want[i]);
  return worst;
}

TEST_CASE("The first 50 steps of the MNIST network are PyTorch's", "[training]") {
  const Golden golden("mlp");
  const nn::Mnist mnist = nn::load_mnist(repository_path("data/mnist"));
  Mlp model = mnist_network();
  const std::vector<double>& first = golden.values("first_weights_f32");
  const std::vector<double>& last = golden.values("last_weights_f32");
  for (std::size_t j = 0; j < 8; ++j) {
    CHECK_THAT(static_cast<double>(model.parameter<1>(0)[j]), WithinRel(first[j], 1e-6));
    CHECK_THAT(static_cast<double>(model.parameter<4>(0)[31 * 10 + 2 + j]), WithinRel(last[j], 1e-6));
  }

  SECTION("with Adam") {
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
    const std::vector<double> losses = fifty_steps(training, mnist);
    CHECK(worst_relative(losses, golden.values("adam_losses_f64")) < 1e-5);
    CHECK(worst_relative(losses, golden.values("adam_losses_f32")) < 1e-5);
    const nn::Tensor<2> predictions = model.predict(ArrayView<float>(mnist.x_test).slice(0, 20));
    const std::vector<double>& want = golden.values("adam_predictions_f64");
    double worst = 0.0;
    for (std::size_t i = 0; i < 200; ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(predictions.data()[i]) - want[i]));
    }
    CHECK(worst < 1e-5);
  }
  SECTION("with SGD and momentum") {
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.05f, .momentum = 0.9f});
    const std::vector<double> losses = fifty_steps(training, mnist);
    CHECK(worst_relative(losses, golden.values("sgd_losses_f64")) < 1e-5);
    CHECK(worst_relative(losses, golden.values("sgd_losses_f32")) < 1e-5);
  }
}

#endif

}  // namespace linnet::test::golden
