// SPDX-License-Identifier: MIT
// Inference and training of layers around recurrent ones against Keras: tests/golden/keras_layers.py says how the numbers were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/keras_model.hpp>

namespace linnet::test::keras_layers_golden {

namespace nn = linnet;

template <Index... Dims, class... Layers>
void compare(const std::string& name, Layers... layers) {
  compare_with_keras<nn::TypedInput<double, Dims...>>(Golden("keras_layers"), name, layers...);
}

TEST_CASE("LayerNormalization is Keras's", "[training]") {
  constexpr nn::LayerNormalizationOptions plain{.center = false, .scale = false};
  compare<4, 3>("layer_normalization", nn::LayerNormalization{}, nn::Dense<2>{});
  compare<4, 3>("layer_normalization_plain", nn::Dense<5>{}, nn::LayerNormalization<plain>{}, nn::Dense<2>{});
}

TEST_CASE("MultiHeadAttention is Keras's", "[training]") {
  constexpr nn::MultiHeadAttentionOptions causal{.causal = true, .use_bias = false};
  compare<4, 3>("attention", nn::MultiHeadAttention<2, 3>{}, nn::Dense<2>{});
  compare<4, 3>("attention_causal", nn::MultiHeadAttention<2, 3, causal>{}, nn::Dense<2>{});
}

TEST_CASE("Causal convolutions are Keras's", "[training]") {
  constexpr nn::ConvOptions dilated{.padding = nn::Padding::causal, .dilation_rate = 2};
  constexpr nn::ConvOptions halved{.strides = 2, .padding = nn::Padding::causal};
  compare<8, 3>("conv1d_causal", nn::Conv1D<4, 3, nn::tanh, dilated>{}, nn::Conv1D<2, 2, nn::linear, halved>{});
}

TEST_CASE("Conv2DTranspose is Keras's", "[training]") {
  constexpr nn::ConvOptions wider{.strides = nn::Size2D{1, 2}};
  constexpr nn::ConvOptions doubled{.strides = 2, .padding = nn::Padding::same};
  constexpr nn::ConvOptions same_no_bias{.padding = nn::Padding::same, .use_bias = false};
  constexpr nn::ConvOptions dilated{.dilation_rate = 2};
  compare<3, 2, 2>("conv2d_transpose", nn::Conv2DTranspose<3, 3, nn::tanh>{},
                   nn::Conv2DTranspose<2, nn::Size2D{3, 2}, nn::linear, wider>{});
  compare<3, 2, 2>("conv2d_transpose_same", nn::Conv2DTranspose<3, 3, nn::tanh, doubled>{},
                   nn::Conv2DTranspose<2, 2, nn::linear, same_no_bias>{});
  compare<3, 2, 2>("conv2d_transpose_dilated", nn::Conv2DTranspose<2, 2, nn::tanh, dilated>{});
}

TEST_CASE("Layers that resize are Keras's", "[training]") {
  compare<2, 3, 2>("up_sampling_bilinear", nn::Dense<3, nn::tanh>{}, nn::UpSampling2D<nn::Size2D{3, 2}, nn::bilinear>{},
                   nn::Conv2D<2, 2>{});
  compare<2, 3, 2>("up_sampling_nearest", nn::Dense<3, nn::tanh>{}, nn::UpSampling2D<nn::Size2D{1, 2}>{}, nn::Conv2D<2, 2>{});
  compare<4, 3>("resizing_1d", nn::Dense<3, nn::tanh>{}, nn::ZeroPadding1D<1, 0>{}, nn::UpSampling1D<2>{},
                nn::Cropping1D<1, 2>{}, nn::Conv1D<2, 3>{});
}

TEST_CASE("Smooth activations are Keras's", "[training]") {
  compare<3>("gelu", nn::Dense<4, nn::gelu>{}, nn::Dense<2>{});
  compare<3>("gelu_tanh", nn::Dense<4, nn::gelu_tanh>{}, nn::Dense<2>{});
  compare<3>("silu", nn::Dense<4, nn::silu>{}, nn::Dense<2>{});
  compare<3>("softplus", nn::Dense<4, nn::softplus>{}, nn::Dense<2>{});
}

}  // namespace linnet::test::keras_layers_golden
