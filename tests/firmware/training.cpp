// SPDX-License-Identifier: MIT
// Dense and convolutional networks, and a recurrent one; training_sequences.cpp has more of these.
#include <linnet/quantized.hpp>

#include "training.hpp"

namespace {

/// The M0 has 16 KB in all.
Runs<LINNET_HOST || nn::simd::has_vectors ? 1'000'000 : (LINNET_HAS_FMA ? 100'000 : 12'700), 500> runs;

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  const auto mlp = [] {
    return nn::StaticSequential{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{},
                                nn::Dense<10, nn::softmax>{}};
  };
  runs.run<1, 500>("mlp in place", mlp, nn::InPlaceSGD{.learning_rate = 0.05f});
  using nn::quantized::FakeQuantize;
  using nn::quantized::Rounding;
  const auto rounded = [] {
    return nn::StaticSequential{nn::Input<64>{},
                                FakeQuantize<>{},
                                Rounding{nn::Dense<8>{}},
                                FakeQuantize<nn::relu>{.momentum = 0.9f},
                                Rounding{nn::Dense<10>{}},
                                FakeQuantize<>{.momentum = 0.9f},
                                nn::Activation<nn::softmax>{}};
  };
  runs.run<1, 500>("rounded mlp in place", rounded, nn::InPlaceSGD{.learning_rate = 0.05f});
  if constexpr (LINNET_HAS_FMA) {  // CPUs without have boards with little memory
    runs.run<8, 40>("mlp adam 40", mlp, nn::Adam{});
    runs.run<8, 50>("mlp adam 50", mlp, nn::Adam{});
    const auto cnn = [] {
      return nn::StaticSequential{
          nn::Input<8, 8, 1>{},       nn::Conv2D<8, 3>{},          nn::BatchNormalization<>{.momentum = 0.9f},
          nn::Activation<nn::tanh>{}, nn::MaxPooling2D<2>{},       nn::Flatten{},
          nn::Dropout{0.25f},         nn::Dense<10, nn::softmax>{}};
    };
    runs.run<8, 40>("cnn adam 40", cnn, nn::Adam{});
    const auto rounded_cnn = [] {
      return nn::StaticSequential{nn::Input<8, 8, 1>{},      FakeQuantize<>{},         Rounding{nn::Conv2D<8, 3>{}},
                                  nn::MaxPooling2D<2>{},     FakeQuantize<nn::relu>{}, nn::Flatten{},
                                  Rounding{nn::Dense<10>{}}, FakeQuantize<>{},         nn::Activation<nn::softmax>{}};
    };
    runs.run<8, 40>("rounded cnn adam 40", rounded_cnn, nn::Adam{.learning_rate = 0.01f});
    const auto gru = [] {  // reads a digit row by row
      return nn::StaticSequential{nn::Input<8, 8>{}, nn::GRU<16>{}, nn::Dense<10, nn::softmax>{}};
    };
    runs.run<8, 40>("gru adam 40", gru, nn::Adam{.learning_rate = 0.01f});
  }
  return 0;
}
