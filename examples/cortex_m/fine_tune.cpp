// SPDX-License-Identifier: MIT
// Fine-tuning on the chip: a network that knows the digits 0 to 7 learns 8 and 9. Its first layers stay unchanged in flash, and a new
// last layer trains in RAM. For comparison, all layers of the same network then train. export_models.cpp trained the base on the host.
//
// Ends with 0 if the fine-tuned network reads nine of ten test digits and the base's weights are unchanged.
#include <linnet/linnet.hpp>

#include <algorithm>

#include "base_model.hpp"
#include "board.hpp"
#include "digits.hpp"

namespace nn = linnet;

namespace {

constexpr nn::Adam adam{.learning_rate = 0.01f};

// The base without its last layer, and a last layer for ten classes.
nn::StaticSequential tuned{nn::Input<64>{}, nn::freeze<2>(base::model), nn::Dense<10, nn::softmax>{}};
auto tuning = tuned.compile<8, digits::train_samples>(nn::SparseCategoricalCrossentropy{}, adam, nn::Accuracy{});

// The same layers; all of them train.
nn::StaticSequential whole{nn::Input<64>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
auto training = whole.compile<8, digits::train_samples>(nn::SparseCategoricalCrossentropy{}, adam, nn::Accuracy{});

// The program checks sizes that the compiler knows (a host aligns to its vectors and needs more).
static_assert(LINNET_HOST || sizeof tuned + decltype(tuned)::training_bytes(adam, 8) < 15'000);

/// Returns the share of test digits that the base reads correctly: at best those of its eight classes.
float accuracy_of_base() {
  int right = 0;
  std::array<float, base::Model::Output::size> probabilities;
  for (std::size_t i = 0; i < digits::test_samples; ++i) {
    base::model.predict(std::span(digits::x_test).subspan(i * digits::pixels, digits::pixels), probabilities);
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    right += best - probabilities.begin() == digits::y_test[i];
  }
  return static_cast<float>(right) / static_cast<float>(digits::test_samples);
}

/// Trains for five epochs and returns the share of test digits that the network reads correctly.
float run(const char* name, const auto& model, auto& trained) {
  using Model = std::remove_cvref_t<decltype(model)>;
  trained.fit(digits::x_train, digits::y_train, {.epochs = 5});
  const auto accuracy = static_cast<float>(trained.evaluate(digits::x_test, digits::y_test)["accuracy"]);

  board::count_begin();
  const std::uint64_t before = board::instructions();
  trained.train_on_batch(std::span(digits::x_train).first(8 * digits::pixels), std::span(digits::y_train).first(8));
  const std::uint64_t step = board::instructions() - before;
  board::count_end();
  board::print(name, ": test accuracy ", accuracy, "; parameters that train ", model.parameter_count(), ", RAM ",
               sizeof model + sizeof trained, " bytes (training_bytes ", Model::training_bytes(adam, 8),
               "), instructions: training step ", step, '\n');
  return accuracy;
}

}  // namespace

int main() {
  board::instructions();
  board::print("base: test accuracy ", accuracy_of_base(), '\n');
  const float accuracy = run("last layer", tuned, tuning);
  run("all layers", whole, training);

  const bool intact = base::self_test() == linnet::SelfTestResult::ok;
  board::print("base: ", intact ? "unchanged" : "changed", '\n');
  board::print("flash ", board::flash_used(), ", RAM ", board::ram_used(), ", stack ", board::stack_used(), " bytes\n");
  return intact && accuracy >= 0.9f ? 0 : 1;
}
