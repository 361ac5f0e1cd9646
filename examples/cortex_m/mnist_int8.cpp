// SPDX-License-Identifier: MIT
// A convolutional network in int8 reads MNIST digits in 12 KB of RAM, without a floating-point number. export_models.cpp trained it on the
// host, quantised it and wrote it as a header, packed for each kind of Cortex-M.
//
// Ends with 0 if the numbers in flash are the exported ones, the network reads at least 18 of 20 digits correctly, and variables and stack
// take no more than 12 KB.
#include <linnet/quantized.hpp>

#include <algorithm>
#include <array>

#include "board.hpp"
#include "mnist_digits.hpp"
#include "mnist_int8_model.hpp"

namespace {

using Model = mnist_int8::Model;

// The pixels 0 to 255 are the network's int8 numbers but for 128, as they stand for 0 to 1.
static_assert(mnist_int8::model.input_quantization().zero == -128);

std::array<std::int8_t, Model::Input::size> x;
Model::Memory memory;
std::array<std::int8_t, Model::Output::size> y;

}  // namespace

int main() {
  const bool intact = mnist_int8::self_test(memory) == linnet::SelfTestResult::ok;
  board::print("self test: ", intact ? "ok" : "failed", "\nclasses:");

  int right = 0;
  std::uint64_t instructions = 0;
  board::instructions();
  for (int digit = 0; digit < mnist::digits; ++digit) {
    std::transform(std::begin(mnist::images[digit]), std::end(mnist::images[digit]), x.begin(),
                   [](std::uint8_t pixel) { return static_cast<std::int8_t>(pixel - 128); });
    board::count_begin();
    const std::uint64_t before = board::instructions();
    mnist_int8::model.predict(x, y, memory);
    instructions = board::instructions() - before;
    board::count_end();
    const auto best = std::max_element(y.begin(), y.end()) - y.begin();
    board::print(' ', best);
    right += best == mnist::labels[digit];
  }
  const std::size_t ram = board::ram_used() + board::stack_used();
  board::print('\n', right, " of ", mnist::digits, " digits are right; instructions: prediction ", instructions, '\n');
  board::print("flash ", board::flash_used(), " (weights ", Model::parameter_bytes(), "), RAM ", board::ram_used(), ", stack ",
               board::stack_used(), " bytes\n");
  return intact && 10 * right >= 9 * mnist::digits && ram <= 12 * 1024 ? 0 : 1;
}
