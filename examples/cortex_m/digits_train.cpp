// SPDX-License-Identifier: MIT
// Two networks learn to read digits on the chip from random weights, with the data in flash and everything else in RAM.
//
// Ends with 0 if both read enough test digits.
#include <linnet/linnet.hpp>

#include "board.hpp"
#include "digits.hpp"

namespace nn = linnet;

namespace {

// A multilayer perceptron with Adam.
nn::StaticSequential mlp{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
auto mlp_training = mlp.compile<8, digits::train_samples>(nn::SparseCategoricalCrossentropy{},
                                                          nn::Adam{.learning_rate = 0.005f}, nn::Accuracy{});

// A convolutional network with batch normalization.
nn::StaticSequential cnn{nn::Input<8, 8, 1>{},        nn::Conv2D<8, 3>{},    nn::BatchNormalization<>{.momentum = 0.9f},
                         nn::Activation<nn::relu>{},  nn::MaxPooling2D<2>{}, nn::Flatten{},
                         nn::Dense<10, nn::softmax>{}};
auto cnn_training = cnn.compile<8, digits::train_samples>(nn::SparseCategoricalCrossentropy{},
                                                          nn::Adam{.learning_rate = 0.005f}, nn::Accuracy{});

// The program checks sizes that the compiler knows (a host aligns to its vectors and needs more).
static_assert(LINNET_HOST || decltype(mlp)::training_bytes(nn::Adam{}, 8) < 45'000);

/// Trains for `epochs` and returns the share of test digits that the network reads correctly.
double run(const char* name, auto& model, auto& training, nn::Index epochs) {
  board::print(name, ": ", model.parameter_count(), " parameters, RAM ", sizeof model + sizeof training, " bytes\n");
  training.fit(digits::x_train, digits::y_train, {.epochs = epochs}, [](nn::Index epoch, const auto& results) {
    board::print("  epoch ", epoch + 1, ": loss ", static_cast<float>(results.loss()), ", accuracy ",
                 static_cast<float>(results["accuracy"]), '\n');
    return true;
  });

  const auto x = std::span(digits::x_train);
  const auto y = std::span(digits::y_train);
  board::count_begin();
  const std::uint64_t before_step = board::instructions();
  training.train_on_batch(x.first(8 * digits::pixels), y.first(8));
  const std::uint64_t step = board::instructions() - before_step;
  board::count_end();
  std::array<float, 10> probabilities;
  board::count_begin();
  const std::uint64_t before_prediction = board::instructions();
  model.predict(x.first(digits::pixels), probabilities);
  const std::uint64_t prediction = board::instructions() - before_prediction;
  board::count_end();

  const double accuracy = training.evaluate(digits::x_test, digits::y_test)["accuracy"];
  board::print("  test accuracy ", static_cast<float>(accuracy), ", instructions: training step ", step, ", prediction ",
               prediction, '\n');
  return accuracy;
}

}  // namespace

int main() {
  const bool good = run("mlp", mlp, mlp_training, 10) >= 0.9 && run("cnn", cnn, cnn_training, 5) >= 0.9;
  board::print("flash ", board::flash_used(), ", RAM ", board::ram_used(), ", stack ", board::stack_used(), " bytes\n");
  return good ? 0 : 1;
}
