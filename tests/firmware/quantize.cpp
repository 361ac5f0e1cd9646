// SPDX-License-Identifier: MIT
// A chip trains a network, quantises it and predicts in int8, all in its own memory: it reads as many digits as in float.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <algorithm>

#include "board.hpp"
#include "digits.hpp"

namespace nn = linnet;

namespace {

// Few layers: the M0 has 16 KB in all.
nn::StaticSequential model{nn::Input<64>{}, nn::Dense<8, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
using Model = decltype(model);
auto training = model.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.1f});
nn::StaticQuantizedOf<Model> int8;
nn::QuantizeMemory<Model> memory;

static_assert(LINNET_HOST || sizeof int8 < 2'600);
static_assert(LINNET_HOST || sizeof memory < (LINNET_HAS_MVE ? 6'000 : 2'000));  // Helium pads rows

/// Returns the number of test digits that predict(x, y) reads correctly.
template <class Predict>
int right_of(const Predict& predict) {
  int right = 0;
  std::array<float, 10> y;
  for (std::size_t i = 0; i < digits::test_samples; ++i) {
    predict(std::span(digits::x_test).subspan(i * digits::pixels, digits::pixels), y);
    right += std::max_element(y.begin(), y.end()) - y.begin() == digits::y_test[i];
  }
  return right;
}

}  // namespace

int main() {
  training.fit(digits::x_train, digits::y_train, {.epochs = 8, .shuffle = false});
  const int in_float = right_of([](const auto& x, auto& y) { model.predict(x, y); });
  nn::quantize(model, digits::x_train, int8, memory);
  const int in_int8 = right_of([](const auto& x, auto& y) { int8.model().predict(x, y); });
  constexpr int samples = digits::test_samples;
  board::print("nine of ten in float: ", 10 * in_float >= 9 * samples,
               ", int8 within 1 %: ", 100 * (in_float - in_int8) <= samples && 100 * (in_int8 - in_float) <= samples, '\n');
  const nn::Quantization output = int8.model().output_quantization();
  board::print("output: 1/", 1.0f / output.scale, ", ", output.zero, '\n');
}
