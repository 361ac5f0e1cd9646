// SPDX-License-Identifier: MIT
// A recurrent network reads handwritten digits row by row: 28 steps of 28 pixels through a GRU of 64 units. At the end it reads an image
// as a stream, and shows after which row it knows the digit.
//
//   mnist_gru [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]
#include "judge.hpp"
#include "options.hpp"

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace nn = linnet;

namespace {

/// Draws an image and, beside each row, the digit that the model reads so far.
template <class Model>
void show_stream(const Model& model, const nn::Tensor<3>& images, nn::Index image) {
  auto stream = nn::stream(model);
  std::cout << "\nA digit row by row, with the answer so far (" << stream.carried_bytes
            << " bytes are carried from row to row)\n";
  for (nn::Index row = 0; row < 28; ++row) {
    const float* pixels = images.data() + (image * 28 + row) * 28;
    const auto p = stream.push(std::span(pixels, 28));
    const auto best = std::max_element(p.begin(), p.end());
    for (nn::Index column = 0; column < 28; ++column) std::cout << (pixels[column] > 0.4f ? '#' : '.');
    std::printf("  %d (%.0f %%)\n", static_cast<int>(best - p.begin()), 100.0 * static_cast<double>(*best));
    std::fflush(stdout);
  }
}

void run(const Options& options) {
  const nn::Mnist mnist = load_images(options);
  std::cout << mnist.x_train.dimension(0) << " training images, " << mnist.x_test.dimension(0) << " test images\n\n";

  nn::Sequential model{nn::Input<28, 28>{}, nn::GRU<64>{}, nn::Dense<10, nn::softmax>{}};
  model.initialize(options.seed);
  model.summary(std::cout, options.batch_size);
  std::cout << std::endl;

  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.001f}, nn::Accuracy{});
  const nn::History history = training.fit(mnist.x_train, mnist.y_train,
                                           {.epochs = options.epochs, .batch_size = options.batch_size, .seed = options.seed});

  const auto result = training.evaluate(mnist.x_test, mnist.y_test);
  std::cout << "\nTest set: loss " << result.loss() << ", accuracy " << 100.0 * result["accuracy"] << " %\n";
  show_stream(model, mnist.x_test, 0);
  judge("mnist_gru", options, mnist, history, model.predict(mnist.x_test));
}

}  // namespace

int main(int argc, char** argv) { return run_example(argc, argv, {.epochs = 5, .batch_size = 64}, run); }
