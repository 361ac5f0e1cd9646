// SPDX-License-Identifier: MIT
// One step of a network with Residuals against the numbers of PyTorch: tests/golden/residual.py says how they were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/probe.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace linnet::test::residual_golden {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions halved{.strides = 2, .padding = nn::Padding::same, .use_bias = false};

auto network(std::vector<double>& x_gradient) {
  return nn::Sequential{
      nn::TypedInput<double, 6, 7, 3>{},
      Probe{&x_gradient},
      nn::Conv2D<4, 3, nn::relu, same>{},
      nn::Residual{nn::Conv2D<4, 3, nn::tanh, same>{}, nn::Conv2D<4, 3, nn::linear, same>{}},
      nn::Activation<nn::relu>{},
      nn::Residual{nn::Projection{nn::Conv2D<5, 1, nn::linear, halved>{}, nn::BatchNormalization{}},
                   nn::Conv2D<5, 3, nn::linear, halved>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{},
                   nn::Conv2D<5, 3, nn::linear, same>{}},
      nn::Activation<nn::relu>{},
      nn::GlobalAveragePooling2D{},
      nn::Dense<3, nn::softmax>{},
  };
}

TEST_CASE("One step of a network with residuals is PyTorch's", "[training]") {
  const Golden golden("residual");
  constexpr double tolerance = 1e-12;
  std::vector<double> x_gradient;
  auto model = network(x_gradient);
  // Calls f(name, span) for each parameter.
  const auto for_each_parameter = [&](const auto& f) {
    const auto layer = [&]<std::size_t I>(std::integral_constant<std::size_t, I>, const std::string& name, std::size_t count) {
      REQUIRE(decltype(model)::Topology::template Layer<I>::parameters.size() == count);
      for (std::size_t i = 0; i < count; ++i) f(name, std::to_string(i), model.template parameter<I>(i));
    };
    layer(std::integral_constant<std::size_t, 1>{}, "conv2d", 2);
    layer(std::integral_constant<std::size_t, 2>{}, "residual", 4);
    layer(std::integral_constant<std::size_t, 4>{}, "projected", 8);
    layer(std::integral_constant<std::size_t, 7>{}, "dense", 2);
  };
  for_each_parameter([&](const std::string& layer, const std::string& i, std::span<double> parameter) {
    const std::vector<double>& start = golden.values(layer + ".parameter_" + i);
    REQUIRE(start.size() == parameter.size());
    std::copy(start.begin(), start.end(), parameter.begin());
  });
  const Eigen::TensorMap<const nn::Tensor<4, double>> x(golden.values("x").data(), 4, 6, 7, 3);
  nn::Labels labels(4);
  for (Index i = 0; i < 4; ++i) labels(i) = static_cast<std::int32_t>(golden.values("labels").at(static_cast<std::size_t>(i)));
  const auto agrees = [&](std::span<const double> have, const std::string& name) {
    INFO(name);
    REQUIRE(have.size() == golden.values(name).size());
    CHECK(relative_error(have, golden.values(name)) < tolerance);
  };

  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.1f});
  const double loss = training.train_on_batch(x, labels).loss();
  agrees({&loss, 1}, "loss");
  agrees(x_gradient, "x.gradient");
  for_each_parameter([&](const std::string& layer, const std::string& i, std::span<double> parameter) {
    const auto offset = static_cast<std::size_t>(parameter.data() - model.parameters().data());
    agrees(training.gradients().subspan(offset, parameter.size()), layer + ".gradient_" + i);
  });
  for (std::size_t i = 0; i < 4; ++i) agrees(model.state<4>(i), "projected.state_" + std::to_string(i));
  const nn::Tensor<2, double> predictions = model.predict(x);
  agrees({predictions.data(), 12}, "predictions");
  const double after = training.test_on_batch(x, labels).loss();
  agrees({&after, 1}, "loss.after");
}

}  // namespace linnet::test::residual_golden
