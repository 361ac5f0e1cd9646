// SPDX-License-Identifier: MIT
// A network that was trained on the host reads MNIST digits on the chip, with its 880 KB of weights in flash. export_models.cpp trained it
// and wrote it as a header.
//
// Ends with 0 if the weights in flash are the exported ones and the network reads at least 18 of 20 digits correctly.
#include <linnet/inference.hpp>

#include <algorithm>
#include <array>

#include "board.hpp"
#include "mnist_digits.hpp"
#include "mnist_model.hpp"

namespace {

// A prediction needs only this RAM: an image, the buffers between the layers, and the answer.
std::array<float, mnist::Model::Input::size> x;
mnist::Model::Memory memory;
std::array<float, mnist::Model::Output::size> probabilities;

}  // namespace

int main() {
  const bool intact = mnist::self_test(memory) == linnet::SelfTestResult::ok;
  board::print("self test: ", intact ? "ok" : "failed", '\n');

  int right = 0;
  std::uint64_t instructions = 0;
  board::instructions();
  for (int digit = 0; digit < mnist::digits; ++digit) {
    std::transform(std::begin(mnist::images[digit]), std::end(mnist::images[digit]), x.begin(),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0f; });
    board::count_begin();
    const std::uint64_t before = board::instructions();
    mnist::model.predict(x, probabilities, memory);
    instructions = board::instructions() - before;
    board::count_end();
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    right += best - probabilities.begin() == mnist::labels[digit];
  }
  board::print(right, " of ", mnist::digits, " digits are right; instructions: prediction ", instructions, '\n');
  board::print("flash ", board::flash_used(), " (weights ", mnist::Model::parameter_bytes(), "), RAM ", board::ram_used(),
               ", stack ", board::stack_used(), " bytes\n");
  return intact && 10 * right >= 9 * mnist::digits ? 0 : 1;
}
