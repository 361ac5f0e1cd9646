// SPDX-License-Identifier: MIT
// Trains the MNIST network from five seeds, 10 epochs each, batch 50, Adam 0.001, and compares the test accuracies with bounds:
//   mnist_accuracy FOLDER LOWEST MEAN      (percent)
#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace nn = linnet;

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: mnist_accuracy FOLDER LOWEST MEAN\n");
    return 2;
  }
  const nn::Mnist mnist = nn::load_mnist(argv[1]);
  const double lowest_wanted = std::atof(argv[2]);
  const double mean_wanted = std::atof(argv[3]);
  double lowest = 100.0;
  double mean = 0.0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    nn::Sequential model{nn::Input<28, 28>{},        nn::Flatten{},
                         nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                         nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
    model.initialize(seed);
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.001f}, nn::Accuracy{});
    training.fit(mnist.x_train, mnist.y_train, {.epochs = 10, .batch_size = 50, .seed = seed, .verbose = 0});
    const double accuracy = 100.0 * training.evaluate(mnist.x_test, mnist.y_test)["accuracy"];
    std::printf("seed %d: %.2f %%\n", static_cast<int>(seed), accuracy);
    lowest = std::min(lowest, accuracy);
    mean += accuracy / 5.0;
  }
  std::printf("lowest %.2f %% (at least %.2f), mean %.2f %% (at least %.2f)\n", lowest, lowest_wanted, mean, mean_wanted);
  return lowest >= lowest_wanted && mean >= mean_wanted ? 0 : 1;
}
