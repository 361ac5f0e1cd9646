// SPDX-License-Identifier: MIT
// ResNet-8 for handwritten digits: three residual blocks, the last two of which halve the image and double the channels.
// He et al., Deep Residual Learning (2015); the size is that of MLPerf Tiny's image classification network.
//
//   mnist_resnet [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]
#include "judge.hpp"
#include "options.hpp"

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <iostream>

namespace nn = linnet;

namespace {

/// A convolution whose output has the size of its input, divided by the stride. BatchNormalization adds the bias.
template <nn::Index Filters, nn::Index Kernel = 3, nn::Index Stride = 1>
using Conv = nn::Conv2D<Filters, Kernel, nn::linear,
                        nn::ConvOptions{.strides = Stride, .padding = nn::Padding::same, .use_bias = false}>;

/// Averages over about the last 10 batches: an epoch of the small data set has only 141.
const nn::BatchNormalization<> norm{.momentum = 0.9f};

void run(const Options& options) {
  const nn::Mnist mnist = load_images(options);
  std::cout << mnist.x_train.dimension(0) << " training images, " << mnist.x_test.dimension(0) << " test images\n\n";

  nn::Sequential model{
      nn::Input<28, 28, 1>{},
      Conv<16>{},
      norm,
      nn::Activation<nn::relu>{},
      nn::Residual{Conv<16>{}, norm, nn::Activation<nn::relu>{}, Conv<16>{}, norm},
      nn::Activation<nn::relu>{},
      nn::Residual{nn::Projection{Conv<32, 1, 2>{}}, Conv<32, 3, 2>{}, norm, nn::Activation<nn::relu>{}, Conv<32>{}, norm},
      nn::Activation<nn::relu>{},
      nn::Residual{nn::Projection{Conv<64, 1, 2>{}}, Conv<64, 3, 2>{}, norm, nn::Activation<nn::relu>{}, Conv<64>{}, norm},
      nn::Activation<nn::relu>{},
      nn::GlobalAveragePooling2D{},
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
  judge("mnist_resnet", options, mnist, history, model.predict(mnist.x_test));
}

}  // namespace

int main(int argc, char** argv) { return run_example(argc, argv, {.epochs = 3}, run); }
