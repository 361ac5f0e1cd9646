// SPDX-License-Identifier: MIT
// A network learns XOR on the chip, in memory that the linker knows.
#include <linnet/linnet.hpp>

#include <array>
#include <cstdint>
#include <cstdio>

namespace nn = linnet;

namespace {

constexpr std::array<float, 8> x{0, 0, 0, 1, 1, 0, 1, 1};
constexpr std::array<std::int32_t, 4> y{0, 1, 1, 0};

nn::StaticSequential model{nn::Input<2>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<2, nn::softmax>{}};
auto training = model.compile<4, 4>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});

}  // namespace

int main() {
  training.fit(x, y, {.epochs = 100});
  std::array<float, 8> probabilities;
  model.predict(x, probabilities);
  for (std::size_t i = 0; i < 4; ++i) {
    std::printf("%g xor %g = %.2f\n", double{x[2 * i]}, double{x[2 * i + 1]}, double{probabilities[2 * i + 1]});
  }
  std::printf("accuracy %g, %u bytes\n", training.evaluate(x, y)["accuracy"],
              static_cast<unsigned>(sizeof model + sizeof training));
}
