// SPDX-License-Identifier: MIT
#include <linnet/deploy/fold_batch_normalization.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>

namespace linnet::test::fold_batch_normalization {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions no_bias{.padding = nn::Padding::same, .use_bias = false};
constexpr nn::ConvOptions halving{.strides = 2, .padding = nn::Padding::same, .use_bias = false};

/// Largest difference between the predictions of a model with random numbers in it and of the folded one.
template <class Model, class Folded>
double difference(Model& model, Folded (*fold)(const Model&)) {
  Random random(5);
  const auto parameters = model.parameters();
  fill_uniform(parameters.data(), static_cast<Index>(parameters.size()), random, -0.7, 0.9);
  fill_uniform(model.state().data(), static_cast<Index>(model.state().size()), random, 0.3, 1.5);
  nn::Tensor<4, double> x(3, 6, 7, 2);
  fill_uniform(x.data(), x.size(), random);
  Folded folded = fold(model);
  const auto want = model.predict(x);
  const auto have = folded.predict(x);
  double worst = 0.0;
  for (Index i = 0; i < want.size(); ++i) worst = std::max(worst, std::abs(want.data()[i] - have.data()[i]));
  return worst;
}

TEST_CASE("A folded model has no BatchNormalization and predicts the same", "[deploy]") {
  nn::Sequential model{nn::TypedInput<double, 6, 7, 2>{},
                       nn::Conv2D<5, 3, nn::linear, no_bias>{},
                       nn::BatchNormalization{},
                       nn::Activation<nn::relu>{},
                       nn::DepthwiseConv2D<3, 2>{},
                       nn::BatchNormalization<nn::BatchNormalizationOptions{.scale = false}>{},
                       nn::SeparableConv2D<3, 3, nn::linear, no_bias>{},
                       nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false}>{0.9f, 0.1f},
                       nn::Flatten{},
                       nn::Dense<4>{},
                       nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false, .scale = false}>{},
                       nn::Dense<2>{}};
  using Model = decltype(model);
  using Folded = decltype(nn::fold_batch_normalization(model));
  STATIC_REQUIRE(
      std::is_same_v<Folded,
                     nn::Sequential<nn::TypedInput<double, 6, 7, 2>, nn::Conv2D<5, 3, nn::linear, same>,
                                    nn::Activation<nn::relu>, nn::DepthwiseConv2D<3, 2>,
                                    nn::SeparableConv2D<3, 3, nn::linear, same>, nn::Flatten, nn::Dense<4>, nn::Dense<2>>>);
  CHECK(difference<Model, Folded>(model, nn::fold_batch_normalization) < 1e-12);
}

TEST_CASE("Layers of a Residual and of its projection are folded too", "[deploy]") {
  nn::Sequential model{
      nn::TypedInput<double, 6, 7, 2>{},
      nn::Residual{nn::Conv2D<2, 3, nn::linear, no_bias>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{},
                   nn::Conv2D<2, 3, nn::linear, same>{}, nn::BatchNormalization{}},
      nn::Residual{nn::Projection{nn::Conv2D<4, 1, nn::linear, halving>{}, nn::BatchNormalization{}},
                   nn::Conv2D<4, 3, nn::linear, halving>{}, nn::BatchNormalization{}},
      nn::GlobalAveragePooling2D{},
  };
  using Model = decltype(model);
  using Folded = decltype(nn::fold_batch_normalization(model));
  STATIC_REQUIRE(Model::state_count() == 2 * (2 + 2 + 4 + 4));
  STATIC_REQUIRE(Folded::state_count() == 0);
  CHECK(difference<Model, Folded>(model, nn::fold_batch_normalization) < 1e-12);
}

TEST_CASE("A BatchNormalization that no layer can take stays", "[deploy]") {
  nn::Sequential model{nn::TypedInput<double, 6, 7, 2>{}, nn::BatchNormalization{}, nn::Conv2D<3, 3, nn::relu>{},
                       nn::BatchNormalization{}, nn::Flatten{}};
  using Model = decltype(model);
  STATIC_REQUIRE(std::is_same_v<decltype(nn::fold_batch_normalization(model)), Model>);
  CHECK(difference<Model, Model>(model, nn::fold_batch_normalization) == 0.0);
}

}  // namespace linnet::test::fold_batch_normalization
