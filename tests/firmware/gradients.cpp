// SPDX-License-Identifier: MIT
// Every layer on the target, but the recurrent ones: its outputs and its gradients, as hashes that have to be those of the host (its own tests
// compare them with PyTorch), and the gradients against central differences.
#include "gradients.hpp"

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  constexpr nn::ConvOptions same{.padding = nn::Padding::same}, strided{.strides = 2, .padding = nn::Padding::same};
  check("dense", nn::StaticSequential{nn::Input<5>{}, nn::Dense<7, nn::sigmoid>{}, nn::Dense<3, nn::tanh>{}});
  check("conv2d",
        nn::StaticSequential{nn::Input<5, 5, 2>{}, nn::Conv2D<3, 3, nn::tanh, same>{}, nn::Conv2D<2, 3, nn::tanh, strided>{}});
  check("conv1d", nn::StaticSequential{nn::Input<9, 2>{}, nn::Conv1D<3, 3, nn::tanh>{}, nn::Conv1D<2, 2, nn::tanh>{}});
  check("depthwise", nn::StaticSequential{nn::Input<5, 5, 3>{}, nn::Conv2D<3, 1>{}, nn::DepthwiseConv2D<3, 2, nn::tanh>{}});
  check("separable", nn::StaticSequential{nn::Input<5, 5, 2>{}, nn::Conv2D<2, 1>{}, nn::SeparableConv2D<3, 3, nn::tanh>{}});
  check("batch_normalization",
        nn::StaticSequential{nn::Input<6>{}, nn::Dense<5>{}, nn::BatchNormalization<>{}, nn::Activation<nn::tanh>{}});
  check("layer_normalization",
        nn::StaticSequential{nn::Input<3, 5>{}, nn::Dense<6, nn::gelu>{}, nn::LayerNormalization{}, nn::Dense<2, nn::tanh>{}});
  constexpr nn::MultiHeadAttentionOptions masked{.causal = true};
  check("attention", nn::StaticSequential{nn::Input<4, 5>{}, nn::Dense<4, nn::silu>{}, nn::MultiHeadAttention<2, 3, masked>{},
                                          nn::Dense<2, nn::tanh>{}});
  nn::StaticSequential raw_input{nn::Input<6>{}, nn::Normalization{}, nn::Dense<5>{}, nn::Normalization{},
                                 nn::Activation<nn::tanh>{}};
  nn::Random random(1);
  std::array<float, 4 * 6> raw;
  for (float& v : raw) v = random.uniform(-1.0f, 3.0f);
  nn::adapt(raw_input, raw);
  using RawInput = decltype(raw_input)::Topology;
  constexpr Index variance = RawInput::state_offsets[2] + RawInput::Layer<2>::state_offset(1);
  for (std::size_t i = 0; i < 5; ++i) raw_input.state()[static_cast<std::size_t>(variance) + i] = random.uniform(0.5f, 2.0f);
  check("normalization", raw_input);
  check("max_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::MaxPooling2D<2>{},
                                            nn::Flatten{}, nn::Dense<2, nn::tanh>{}});
  check("average_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::AveragePooling2D<2>{},
                                                nn::Flatten{}, nn::Dense<2, nn::tanh>{}});
  check("global_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::GlobalAveragePooling2D{},
                                               nn::Dense<2, nn::tanh>{}});
  check("zero_padding",
        nn::StaticSequential{nn::Input<4, 4, 1>{}, nn::Conv2D<2, 1>{}, nn::ZeroPadding2D<1>{}, nn::Conv2D<2, 3, nn::tanh>{}});
  constexpr nn::ConvOptions causal{.padding = nn::Padding::causal, .dilation_rate = 2};
  check("causal", nn::StaticSequential{nn::Input<7, 2>{}, nn::Conv1D<3, 3, nn::tanh, causal>{}, nn::Conv1D<2, 2, nn::tanh>{}});
  check("conv2d_transpose", nn::StaticSequential{nn::Input<3, 3, 2>{}, nn::Conv2DTranspose<3, 3, nn::tanh, strided>{},
                                                 nn::Conv2DTranspose<1, 2, nn::tanh>{}});
  check("resizing_1d", nn::StaticSequential{nn::Input<4, 2>{}, nn::Conv1D<3, 1>{}, nn::ZeroPadding1D<1, 0>{},
                                            nn::UpSampling1D<2>{}, nn::Cropping1D<1, 2>{}, nn::Conv1D<2, 3, nn::tanh>{}});
  check("resizing_2d",
        nn::StaticSequential{nn::Input<2, 3, 1>{}, nn::Conv2D<2, 1>{}, nn::UpSampling2D<nn::Size2D{2, 1}>{},
                             nn::UpSampling2D<2, nn::bilinear>{}, nn::Cropping2D<1>{}, nn::Conv2D<1, 3, nn::tanh>{}});
  check("residual", nn::StaticSequential{nn::Input<4, 4, 2>{},
                                         nn::Residual{nn::Projection{nn::Conv2D<3, 1>{}}, nn::Conv2D<3, 3, nn::tanh, same>{}},
                                         nn::Activation<nn::tanh>{}});
  check("reshape",
        nn::StaticSequential{nn::Input<8>{}, nn::Dense<8, nn::elu>{}, nn::Reshape<2, 4>{}, nn::Dense<3, nn::tanh>{}});
  check("softmax", nn::StaticSequential{nn::Input<6>{}, nn::Dense<5, nn::softmax>{}});
  return all_good ? 0 : 1;
}
