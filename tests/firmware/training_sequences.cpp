// SPDX-License-Identifier: MIT
// Recurrent layers in both directions, an embedding, and layers that resize, as tests/same_bits has them for hosts: they train on digits, whose
// rows are the steps of a sequence, or whose pixels are words.
#include "training.hpp"

namespace {

Runs<LINNET_HOST || nn::simd::has_vectors ? 1'000'000 : 55'000, 160> runs;

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  const nn::Adam adam{.learning_rate = 0.01f};
  const auto recurrent = [] {
    constexpr nn::RecurrentOptions all{.return_sequences = true}, before{.return_sequences = true, .reset_after = false};
    return nn::StaticSequential{nn::Input<8, 8>{},
                                nn::Bidirectional{nn::LSTM<5, all>{.dropout = 0.1f}},
                                nn::GRU<6, before>{},
                                nn::TimeDistributed{nn::Dense<5, nn::silu>{}, nn::LayerNormalization{}},
                                nn::Bidirectional{nn::SimpleRNN<4, all>{}, nn::merge_mode::sum},
                                nn::GRU<7>{},
                                nn::Dense<10, nn::softmax>{}};
  };
  runs.run<4, 40>("recurrent", recurrent, adam);
  const auto words = [] {
    return nn::StaticSequential{nn::Input<64>{}, nn::Embedding<17, 5>{}, nn::GlobalAveragePooling1D{},
                                nn::Dense<10, nn::softmax>{}};
  };
  runs.run<4, 40>("words", words, adam);
  const auto resized = [] {
    constexpr nn::ConvOptions half{.strides = 2, .padding = nn::Padding::same};
    constexpr nn::ConvOptions causal{.padding = nn::Padding::causal, .dilation_rate = 2};
    return nn::StaticSequential{nn::Input<8, 8>{},
                                nn::GaussianNoise{0.1f},
                                nn::Residual{nn::Projection{nn::Conv1D<7, 1>{}}, nn::Conv1D<7, 3, nn::relu, causal>{},
                                             nn::SpatialDropout1D{0.2f}, nn::Conv1D<7, 3, nn::linear, causal>{}},
                                nn::ZeroPadding1D<1, 2>{},
                                nn::Cropping1D<2, 1>{},
                                nn::UpSampling1D<2>{},
                                nn::Reshape<4, 4, 7>{},
                                nn::Conv2D<5, 3, nn::relu, half>{},
                                nn::Conv2DTranspose<6, 3, nn::tanh, half>{},
                                nn::UpSampling2D<2, nn::bilinear>{},
                                nn::Cropping2D<1>{},
                                nn::UpSampling2D<nn::Size2D{1, 2}>{},
                                nn::Conv2D<10, 3, nn::linear, half>{},
                                nn::GlobalAveragePooling2D{},
                                nn::Activation<nn::softmax>{}};
  };
  runs.run<2, 40>("resized", resized, adam);
  return 0;
}
