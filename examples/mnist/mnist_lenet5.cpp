// SPDX-License-Identifier: MIT
// LeNet-5 (LeCun et al., 1998), with all maps connected and a final softmax, learns handwritten digits.
//
//   mnist_lenet5 [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]
#include "judge.hpp"
#include "options.hpp"

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <iostream>

namespace nn = linnet;

namespace {

void run(const Options& options) {
  const nn::Mnist mnist = load_images(options);
  std::cout << mnist.x_train.dimension(0) << " training images, " << mnist.x_test.dimension(0) << " test images\n\n";

  nn::Sequential model{
      nn::Input<28, 28, 1>{},       nn::Conv2D<6, 5, nn::relu, nn::ConvOptions{.padding = nn::Padding::same}>{},
      nn::MaxPooling2D<2>{},        nn::Conv2D<16, 5, nn::relu>{},
      nn::MaxPooling2D<2>{},        nn::Flatten{},
      nn::Dense<120, nn::relu>{},   nn::Dense<84, nn::relu>{},
      nn::Dense<10, nn::softmax>{},
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
  judge("mnist_lenet5", options, mnist, history, model.predict(mnist.x_test));
}

}  // namespace

int main(int argc, char** argv) { return run_example(argc, argv, {.epochs = 10}, run); }
