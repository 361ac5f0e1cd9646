// SPDX-License-Identifier: MIT
// Models with Residual: training, initialisation, penalties and state reach the layers inside.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <vector>

namespace linnet::test::residual_model {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = Padding::same}, half{.strides = 2, .padding = Padding::same};

/// A model in double with every kind of Residual. Biases are not 0, so that no output of dropout is on a kink.
auto network() {
  constexpr nn::RandomUniform around_zero{-0.5f, 0.5f};
  nn::Sequential model{
      nn::TypedInput<double, 4, 4, 2>{},
      nn::Conv2D<3, 3, nn::linear, same>{.bias_initializer = around_zero},
      nn::Residual{nn::BatchNormalization{}, nn::Activation{nn::tanh{}}, nn::Dropout{0.2f},
                   nn::Conv2D<3, 3, nn::linear, same>{.bias_initializer = around_zero, .kernel_regularizer = nn::L2{0.03f}}},
      nn::Residual{
          nn::Projection{nn::Conv2D<4, 1, nn::linear, half>{.kernel_regularizer = nn::L2{0.02f}}, nn::BatchNormalization{}},
          nn::Conv2D<4, 3, nn::elu, half>{.bias_initializer = around_zero},
          nn::Residual{nn::DepthwiseConv2D<3, 1, nn::tanh, same>{.bias_initializer = around_zero}}},
      nn::Activation{nn::sigmoid{}},
      nn::GlobalAveragePooling2D{},
      nn::Dense<3, nn::softmax>{}};
  model.initialize(5);
  return model;
}

TEST_CASE("Gradients of a model with Residual, penalties and a mask that stays", "[models]") {
  constexpr Index n = 5;
  nn::Tensor<4, double> x(n, 4, 4, 2);
  nn::Labels y(n);
  Random random(8);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < n; ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  auto model = network();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.0f});
  const nn::FitOptions<double> options{.batch_size = n, .shuffle = false, .seed = 2, .verbose = 0};
  const auto loss = [&] { return training.fit(x, y, options)["loss"][0]; };  // the same masks in each call
  loss();
  const std::vector<double> gradients(training.gradients().begin(), training.gradients().end());
  const auto differences = finite_differences(model.parameters().data(), static_cast<Index>(gradients.size()), loss);
  CHECK(relative_error(gradients, differences) < 1e-6);
}

TEST_CASE("A model initialises and regularises the layers in a Residual", "[models]") {
  nn::Sequential model{
      nn::Input<5>{},
      nn::Residual{nn::Projection{nn::Dense<4>{.kernel_initializer = nn::Constant{4.0f}}, nn::BatchNormalization{}},
                   nn::Residual{nn::Dense<5>{.kernel_initializer = nn::Constant{1.0f}, .bias_initializer = nn::Constant{2.0f}}},
                   nn::BatchNormalization{},
                   nn::Dense<4>{.kernel_initializer = nn::Constant{3.0f}, .kernel_regularizer = nn::L2{0.5f}}}};
  const auto all_are = [&](std::size_t tensor, std::size_t size, float value) {
    const auto numbers = model.parameter<0>(tensor);
    return numbers.size() == size && std::all_of(numbers.begin(), numbers.end(), [&](float number) { return number == value; });
  };
  CHECK(all_are(0, 25, 1.0f));  // the inner Dense, its bias, gamma, beta, the second Dense, the projection
  CHECK(all_are(1, 5, 2.0f));
  CHECK(all_are(2, 5, 1.0f));
  CHECK(all_are(3, 5, 0.0f));
  CHECK(all_are(4, 20, 3.0f));
  CHECK(all_are(5, 4, 0.0f));
  CHECK(all_are(6, 20, 4.0f));
  CHECK(all_are(7, 4, 0.0f));
  CHECK(model.state_count() == 10 + 8);
  for (const std::size_t tensor : {0u, 2u}) {  // the layers' normalisation, the projection's
    for (const float mean : model.state<0>(tensor)) CHECK(mean == 0.0f);
    for (const float variance : model.state<0>(tensor + 1)) CHECK(variance == 1.0f);
  }

  nn::Tensor<2> x(1, 5), y(1, 4);
  x.setZero();
  const nn::Tensor<2> predictions = model.predict(x);  // the loss of this target is the penalty alone
  std::copy_n(predictions.data(), 4, y.data());
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  CHECK_THAT(training.test_on_batch(x, y).loss(), WithinRel(0.5 * 20.0 * 9.0, 1e-6));
}

TEST_CASE("A training step moves the state of the layers in a Residual", "[models]") {
  nn::Sequential model{nn::Input<5>{}, nn::Residual{nn::Projection{nn::BatchNormalization<>{.momentum = 0.0f}}, nn::Dense<5>{},
                                                    nn::BatchNormalization<>{.momentum = 0.0f}}};
  nn::Tensor<2> x(4, 5), y(4, 5);
  Random random(1);
  fill_uniform(x.data(), x.size(), random, 1.0f, 2.0f);
  y.setZero();
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.01f});
  training.train_on_batch(x, y);
  for (std::size_t tensor = 0; tensor < 4; ++tensor) {
    for (const float number : model.state<0>(tensor)) CHECK((number != 0.0f && number != 1.0f));
  }
  for (Index c = 0; c < 5; ++c) {  // the projection's state comes last, and its input is the model's
    const float mean = (x(0, c) + x(1, c) + x(2, c) + x(3, c)) / 4.0f;
    CHECK_THAT(static_cast<double>(model.state<0>(2)[static_cast<std::size_t>(c)]), WithinRel(static_cast<double>(mean), 1e-6));
  }
}

TEST_CASE("A model refuses a Residual with a layer whose settings are wrong", "[models]") {
  const auto problem = message_contains("elu: alpha must be finite and not negative");
  const nn::Dense<4, nn::elu> right{}, wrong{.activation = {.alpha = -1.0f}};
  CHECK_NOTHROW((nn::Sequential{nn::Input<4>{}, nn::Residual{nn::Projection{right}, right, right}}));
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{}, nn::Residual{right, wrong}}), nn::InvalidInput, problem);
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{}, nn::Residual{nn::Projection{wrong}, right}}), nn::InvalidInput, problem);
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{}, nn::Residual{nn::Residual{wrong}, right}}), nn::InvalidInput, problem);
}

}  // namespace linnet::test::residual_model
