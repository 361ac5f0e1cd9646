// SPDX-License-Identifier: MIT
// The fully connected network 784-256-64-32-10 learns handwritten digits.
//
//   mnist_mlp [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]
#include "in_int8.hpp"
#include "judge.hpp"
#include "options.hpp"

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>
#include <linnet/plot/weights.hpp>

#include <iostream>

namespace nn = linnet;

namespace {

void run(const Options& options) {
  const nn::Mnist mnist = load_images(options);
  std::cout << mnist.x_train.dimension(0) << " training images, " << mnist.x_test.dimension(0) << " test images\n\n";

  nn::Sequential model{
      nn::Input<28, 28>{},        nn::Flatten{},
      nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
      nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{},
  };
  model.initialize(options.seed);
  model.summary(std::cout, options.batch_size);
  std::cout << std::endl;

  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.001f}, nn::Accuracy{});
  const nn::History history = training.fit(
      mnist.x_train, mnist.y_train,
      {.epochs = options.epochs, .batch_size = options.batch_size, .validation_split = 0.1f, .seed = options.seed});

  const auto result = training.evaluate(mnist.x_test, mnist.y_test);
  std::cout << "\nTest set: loss " << result.loss() << ", accuracy " << 100.0 * result["accuracy"] << " %\n";
  show_int8(model, mnist);
  const nn::Svg weights = nn::plot_weights(model.parameter<1>(0), 28, 28, 256);
  judge("mnist_mlp", options, mnist, history, model.predict(mnist.x_test), &weights);
}

}  // namespace

int main(int argc, char** argv) { return run_example(argc, argv, {.epochs = 10, .batch_size = 50}, run); }
