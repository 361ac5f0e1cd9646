// SPDX-License-Identifier: MIT
// Trains a network on MNIST from several seeds with Adam 0.001 and compares the accuracy on the test set with bounds, in percent:
//   mnist_accuracy mlp|cnn|lenet5|gru FOLDER SEEDS EPOCHS BATCH {EPOCH:LOWEST:MEAN}...
#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace nn = linnet;

namespace {

struct Arguments {
  const nn::Mnist& mnist;
  std::uint64_t seeds;
  nn::Index epochs;
  nn::Index batch_size;
};

/// Accuracy after each epoch, seed by seed.
template <class Model>
LINNET_NOINLINE std::vector<std::vector<double>> accuracies(Model&& model, const Arguments& arguments) {
  const nn::Mnist& mnist = arguments.mnist;
  std::vector<std::vector<double>> all;
  for (std::uint64_t seed = 0; seed < arguments.seeds; ++seed) {
    model.initialize(seed);
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.001f}, nn::Accuracy{});
    const nn::History history = training.fit(mnist.x_train, mnist.y_train,
                                             {.epochs = arguments.epochs,
                                              .batch_size = arguments.batch_size,
                                              .validation_data = {mnist.x_test, mnist.y_test},
                                              .seed = seed,
                                              .verbose = 0});
    all.push_back(history["val_accuracy"]);
    std::printf("seed %d:", static_cast<int>(seed));
    for (double& accuracy : all.back()) std::printf(" %.2f", accuracy *= 100.0);
    std::printf("\n");
    std::fflush(stdout);
  }
  return all;
}

std::vector<std::vector<double>> train(std::string_view network, const Arguments& arguments) {
  if (network == "mlp") {
    return accuracies(nn::Sequential{nn::Input<28, 28>{}, nn::Flatten{}, nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                                     nn::Dense<32, nn::relu>{}, nn::Dense<10, nn::softmax>{}},
                      arguments);
  }
  if (network == "cnn") {
    return accuracies(nn::Sequential{nn::Input<28, 28, 1>{}, nn::Conv2D<32, 3, nn::relu>{}, nn::MaxPooling2D<2>{},
                                     nn::Conv2D<64, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dropout{0.5f},
                                     nn::Dense<10, nn::softmax>{}},
                      arguments);
  }
  if (network == "lenet5") {
    return accuracies(
        nn::Sequential{nn::Input<28, 28, 1>{}, nn::Conv2D<6, 5, nn::relu, nn::ConvOptions{.padding = nn::Padding::same}>{},
                       nn::MaxPooling2D<2>{}, nn::Conv2D<16, 5, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{},
                       nn::Dense<120, nn::relu>{}, nn::Dense<84, nn::relu>{}, nn::Dense<10, nn::softmax>{}},
        arguments);
  }
  if (network == "gru") {
    return accuracies(nn::Sequential{nn::Input<28, 28>{}, nn::GRU<64>{}, nn::Dense<10, nn::softmax>{}}, arguments);
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fprintf(stderr, "usage: mnist_accuracy mlp|cnn|lenet5|gru FOLDER SEEDS EPOCHS BATCH {EPOCH:LOWEST:MEAN}...\n");
    return 2;
  }
  const nn::Mnist mnist = nn::load_mnist(argv[2]);
  const auto all = train(argv[1], {mnist, std::strtoull(argv[3], nullptr, 10), std::atoll(argv[4]), std::atoll(argv[5])});
  bool right = !all.empty();
  for (int i = 6; i < argc; ++i) {
    int epoch = 0;
    double lowest_wanted = 0.0, mean_wanted = 0.0;
    if (std::sscanf(argv[i], "%d:%lf:%lf", &epoch, &lowest_wanted, &mean_wanted) != 3) return 2;
    double lowest = 100.0, mean = 0.0;
    for (const auto& seed : all) {
      const double accuracy = seed.at(static_cast<std::size_t>(epoch - 1));
      lowest = std::min(lowest, accuracy);
      mean += accuracy / static_cast<double>(all.size());
    }
    std::printf("epoch %d: lowest %.2f %% (at least %.2f), mean %.2f %% (at least %.2f)\n", epoch, lowest, lowest_wanted, mean,
                mean_wanted);
    right = right && lowest >= lowest_wanted && mean >= mean_wanted;
  }
  return right ? 0 : 1;
}
