// SPDX-License-Identifier: MIT
// A network learns XOR on the board, in memory that the linker knows, and prints what it predicts.
#include <linnet.h>

namespace nn = linnet;

namespace {

constexpr std::array<float, 8> x{0, 0, 0, 1, 1, 0, 1, 1};
constexpr std::array<std::int32_t, 4> y{0, 1, 1, 0};

nn::StaticSequential model{nn::Input<2>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<2, nn::softmax>{}};
auto training = model.compile<4, 4>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});

}  // namespace

void setup() {
  Serial.begin(115200);
  training.fit(x, y, {.epochs = 100});
}

void loop() {
  std::array<float, 8> probabilities;
  model.predict(x, probabilities);
  for (std::size_t i = 0; i < 4; ++i) {
    Serial.print(x[2 * i]);
    Serial.print(" xor ");
    Serial.print(x[2 * i + 1]);
    Serial.print(" = ");
    Serial.println(probabilities[2 * i + 1]);
  }
  delay(5000);
}
