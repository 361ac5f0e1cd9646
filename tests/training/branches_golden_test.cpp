// SPDX-License-Identifier: MIT
// Inference and training of models with branches against Keras's functional API: tests/golden/keras_branches.py says how the numbers
// were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/keras_model.hpp>
#include <tests/support/numbers.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linnet::test::branches_golden {

namespace nn = linnet;

constexpr double tolerance = 1e-11;
constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions quartered{.strides = 4, .padding = nn::Padding::same};
constexpr nn::ConvOptions no_bias{.padding = nn::Padding::same, .use_bias = false};
constexpr nn::ConvOptions halved{.strides = 2, .padding = nn::Padding::same, .use_bias = false};

/// Reads the start of `model` from `golden` and compares its predictions, then those after two steps of SGD, and the steps.
template <class Model>
void compare(Model& model, const Golden& golden, const std::string& name) {
  constexpr Index batch = 3;
  using Input = typename Model::Input;
  const auto values = [&](const char* part) -> const std::vector<double>& { return golden.values(name + "." + part); };
  const auto agrees = [&](std::span<const double> have, const char* part) {
    INFO(name << "." << part);
    REQUIRE(have.size() == values(part).size());
    CHECK(relative_error(have, values(part)) < tolerance);
  };
  const std::vector<double>& x = values("x");
  REQUIRE(static_cast<Index>(x.size()) == batch * Input::size);
  const std::vector<std::int32_t> labels(values("labels").begin(), values("labels").end());
  const auto predictions_agree = [&](const char* part) {
    const nn::Tensor<2, double> predictions = model.predict(x);
    agrees({predictions.data(), static_cast<std::size_t>(predictions.size())}, part);
  };

  const Tensors tensors(model);
  read(values("parameters"), tensors.parameters);
  read(values("state"), tensors.state);
  predictions_agree("predictions");
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.1f});
  std::vector<double> losses;
  for (int step = 0; step < 2; ++step) losses.push_back(training.train_on_batch(x, labels).loss());
  agrees(losses, "losses");
  agrees(joined(tensors.parameters), "trained_parameters");
  agrees(joined(tensors.state), "trained_state");
  predictions_agree("trained_predictions");
}

template <Index Filters, Size2D Kernel>
using Rectified = nn::Conv2D<Filters, Kernel, nn::relu, same>;

TEST_CASE("An Inception block and a sum of nested branches are Keras's", "[training]") {
  nn::Sequential model{
      nn::TypedInput<double, 8, 8, 2>{},
      Rectified<3, 3>{},
      nn::Concatenate{
          nn::Branch{Rectified<2, 1>{}},                     //
          nn::Branch{Rectified<2, 1>{}, Rectified<3, 3>{}},  //
          nn::Branch{Rectified<2, 1>{}, Rectified<2, 5>{}},
          nn::Branch{nn::MaxPooling2D<3, nn::PoolingOptions{.strides = 1, .padding = nn::Padding::same}>{}, Rectified<2, 1>{}}},
      nn::Add{nn::Branch{}, nn::Branch{Rectified<9, 1>{}},
              nn::Branch{nn::Concatenate{nn::Branch{Rectified<4, 1>{}}, nn::Branch{Rectified<2, 1>{}, Rectified<5, 3>{}}}}},
      nn::GlobalAveragePooling2D{},
      nn::Dense<3, nn::softmax>{},
  };
  compare(model, Golden("keras_branches"), "inception");
}

TEST_CASE("A front end of two scales is Keras's", "[training]") {
  nn::Sequential model{
      nn::TypedInput<double, 32, 2>{},
      nn::Concatenate{nn::Branch{nn::Conv1D<4, 3, nn::relu, same>{}, nn::MaxPooling1D<4>{}},
                      nn::Branch{nn::Conv1D<3, 9, nn::tanh, quartered>{}}},
      nn::Flatten{},
      nn::Dense<3, nn::softmax>{},
  };
  compare(model, Golden("keras_branches"), "two_scales");
}

/// A convolution with BatchNormalization and relu6.
template <class Convolution>
auto normalized(Convolution convolution) {
  return nn::Block{convolution, nn::BatchNormalization{}, nn::Activation{nn::relu6{}}};
}

template <Index Expanded, Index Filters, nn::ConvOptions Options>
auto inverted() {
  return nn::Block{normalized(nn::Conv2D<Expanded, 1, nn::linear, no_bias>{}),
                   normalized(nn::DepthwiseConv2D<3, 1, nn::linear, Options>{}), nn::Conv2D<Filters, 1, nn::linear, no_bias>{},
                   nn::BatchNormalization{}};
}

TEST_CASE("A MobileNet of blocks and residuals is Keras's", "[training]") {
  nn::Sequential model{
      nn::TypedInput<double, 8, 8, 2>{},
      normalized(nn::Conv2D<3, 3, nn::linear, no_bias>{}),
      nn::Residual{inverted<6, 3, no_bias>()},
      inverted<6, 4, halved>(),
      nn::Residual{inverted<8, 4, no_bias>()},
      normalized(nn::Conv2D<6, 1, nn::linear, no_bias>{}),
      nn::GlobalAveragePooling2D{},
      nn::Dense<3, nn::softmax>{},
  };
  compare(model, Golden("keras_branches"), "mobilenet");
}

}  // namespace linnet::test::branches_golden
