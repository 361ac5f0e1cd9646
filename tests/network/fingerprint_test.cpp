// SPDX-License-Identifier: MIT
// The values were computed by version 0.1: a file or a record that it wrote must find its model again.
#include <linnet/layers.hpp>
#include <linnet/layers/frozen.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/network/fingerprint.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::fingerprint_ {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions wide{.strides = {1, 2}, .dilation_rate = {2, 1}, .use_bias = false};

/// Every layer for images and every activation.
auto images() {
  return nn::Sequential{
      nn::Input<9, 12, 2>{},
      nn::Normalization{},
      nn::ZeroPadding2D<nn::Size2D{1, 2}, 1>{},
      nn::Conv2D<5, nn::Size2D{2, 3}, nn::elu, wide>{.activation = {0.7f}},
      nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false}>{.epsilon = 0.01f},
      nn::Activation<nn::leaky_relu>{{0.1f}},
      nn::DepthwiseConv2D<3, 2, nn::relu6, same>{},
      nn::SeparableConv2D<6, 3, nn::tanh, nn::ConvOptions{}, 2>{},
      nn::MaxPooling2D<nn::Size2D{2, 1}>{},
      nn::AveragePooling2D<2, nn::PoolingOptions{.strides = 1, .padding = nn::Padding::same}>{},
      nn::Residual{nn::Projection{nn::Conv2D<4, 1, nn::linear, same>{}}, nn::SeparableConv2D<4, 3, nn::hard_sigmoid, same>{},
                   nn::Residual{nn::BatchNormalization{}, nn::Activation<nn::elu>{{2.0f}}}},
      nn::Dropout{0.25f},
      nn::GlobalAveragePooling2D{},
      nn::Dense<4, nn::relu>{},
      nn::Dense<3, nn::softmax>{},
  };
}

/// Every layer for sequences and vectors.
auto sequences() {
  return nn::Sequential{nn::TypedInput<double, 20, 3>{},
                        nn::Conv1D<4, 3, nn::sigmoid, nn::ConvOptions{.strides = 2}>{},
                        nn::MaxPooling1D<2>{},
                        nn::AveragePooling1D<3, nn::PoolingOptions{.strides = 1}>{},
                        nn::Reshape<2, 4>{},
                        nn::Flatten{},
                        nn::Reshape<4, 2>{},
                        nn::Residual{nn::Dense<2, nn::leaky_relu>{}},
                        nn::GlobalMaxPooling1D{},
                        nn::Dense<2, nn::linear, nn::DenseOptions{.use_bias = false}>{}};
}

TEST_CASE("Fingerprints of topologies are those of the first version", "[network]") {
  CHECK(nn::fingerprint<decltype(images())::Topology> == 0xd637639f6f0faef2u);
  CHECK(nn::fingerprint<decltype(sequences())::Topology> == 0xbeffb18ba70309bbu);
}

TEST_CASE("Fingerprints of models are those of the first version", "[network]") {
  CHECK(nn::model_fingerprint(images()) == 0x3c55ae4554c9c9fdu);
  CHECK(nn::model_fingerprint(sequences()) == 0x1624cb8683e25ed7u);
}

TEST_CASE("The fingerprint of a model with frozen layers has their numbers and their settings", "[network]") {
  alignas(64) constexpr float parameters[64]{0.5f, -0.25f, 1.0f, 2.0f};
  alignas(64) constexpr float state[32]{0.125f, 0.75f};
  const nn::Sequential model{
      nn::Input<2>{}, nn::Frozen(parameters, state, nn::Dense<1, nn::elu>{.activation = {0.3f}}, nn::BatchNormalization{}),
      nn::Dense<1>{}};
  CHECK(nn::model_fingerprint(model) == 0xdd61b490a141333cu);
  CHECK(nn::detail::fingerprint_with_frozen<decltype(model)::Topology>(model.layers()) == 0x2044004eefd694c1u);
}

}  // namespace linnet::test::fingerprint_
