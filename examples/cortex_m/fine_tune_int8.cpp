// SPDX-License-Identifier: MIT
// Fine-tuning on a chip without an FPU: a network that knows the digits 0 to 7 learns 8 and 9. Its first layers stay unchanged in flash, in
// int8, and a new last layer trains in RAM, in float. export_models.cpp trained and quantised the base on the host.
//
// Ends with 0 if the fine-tuned network reads nine of ten test digits and the numbers of the base are unchanged.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <algorithm>

#include "base_int8_model.hpp"
#include "board.hpp"
#include "digits.hpp"

namespace nn = linnet;

namespace {

// The base without its last layer, and a last layer for ten classes.
nn::StaticSequential tuned{nn::Input<64>{}, nn::freeze<2>(base_int8::model), nn::Dense<10, nn::softmax>{}};
constexpr nn::Adam adam{.learning_rate = 0.01f};
auto tuning = tuned.compile<8, digits::train_samples>(nn::SparseCategoricalCrossentropy{}, adam, nn::Accuracy{});

// The program checks sizes that the compiler knows (a host aligns to its vectors and needs more).
static_assert(LINNET_HOST || sizeof tuned + decltype(tuned)::training_bytes(adam, 8) < 12'000);

/// Returns the share of test digits that the base reads correctly: at best those of its eight classes.
float accuracy_of_base() {
  int right = 0;
  std::array<float, base_int8::Model::Output::size> probabilities;
  for (std::size_t i = 0; i < digits::test_samples; ++i) {
    base_int8::model.predict(std::span(digits::x_test).subspan(i * digits::pixels, digits::pixels), probabilities);
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    right += best - probabilities.begin() == digits::y_test[i];
  }
  return static_cast<float>(right) / static_cast<float>(digits::test_samples);
}

}  // namespace

int main() {
  board::instructions();
  board::print("base: test accuracy ", accuracy_of_base(), '\n');
  tuning.fit(digits::x_train, digits::y_train, {.epochs = 5});
  const auto accuracy = static_cast<float>(tuning.evaluate(digits::x_test, digits::y_test)["accuracy"]);

  board::count_begin();
  const std::uint64_t before = board::instructions();
  tuning.train_on_batch(std::span(digits::x_train).first(8 * digits::pixels), std::span(digits::y_train).first(8));
  const std::uint64_t step = board::instructions() - before;
  board::count_end();
  board::print("last layer: test accuracy ", accuracy, "; parameters that train ", tuned.parameter_count(), ", RAM ",
               sizeof tuned + sizeof tuning, " bytes (training_bytes ", tuned.training_bytes(adam, 8),
               "), instructions: training step ", step, '\n');

  const bool intact = base_int8::self_test() == linnet::SelfTestResult::ok;
  board::print("base: ", intact ? "unchanged" : "changed", '\n');
  board::print("flash ", board::flash_used(), ", RAM ", board::ram_used(), ", stack ", board::stack_used(), " bytes\n");
  return intact && accuracy >= 0.9f ? 0 : 1;
}
