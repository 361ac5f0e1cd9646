// SPDX-License-Identifier: MIT
// Models with the numbers of a golden file of Keras: predictions, gradients and the losses of steps.
#pragma once

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/probe.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace linnet::test {

/// The tensors of a model one by one, because the blocks have gaps between layers.
struct Tensors {
  std::vector<std::span<double>> parameters, state;

  template <class Model>
  explicit Tensors(Model& model) {
    using Topology = typename Model::Topology;
    const auto add = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      using Layer = typename Topology::template Layer<I>;
      for (std::size_t i = 0; i < Layer::parameters.size(); ++i) parameters.push_back(model.template parameter<I>(i));
      for (std::size_t i = 0; i < Layer::state.size(); ++i) state.push_back(model.template state<I>(i));
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (add(std::integral_constant<std::size_t, I>{}), ...); }
    (std::make_index_sequence<Topology::size>{});
  }
};

/// Copies `from` to the tensors, one after the other.
inline void read(const std::vector<double>& from, const std::vector<std::span<double>>& tensors) {
  std::size_t next = 0;
  for (const std::span<double> tensor : tensors) {
    REQUIRE(next + tensor.size() <= from.size());
    std::copy_n(from.data() + next, tensor.size(), tensor.data());
    next += tensor.size();
  }
  REQUIRE(next == from.size());
}

inline std::vector<double> joined(const std::vector<std::span<double>>& tensors) {
  std::vector<double> all;
  for (const std::span<double> tensor : tensors) all.insert(all.end(), tensor.begin(), tensor.end());
  return all;
}

/// Reads the start of the model with these layers from `golden`, and compares its predictions, the gradients of the mean squared error,
/// the losses of 20 steps of SGD, and the predictions after them.
template <class Input, class... Layers>
void compare_with_keras(const Golden& golden, const std::string& name, Layers... layers) {
  constexpr double tolerance = 1e-9;
  constexpr int steps = 20;
  const auto values = [&](const char* part) -> const std::vector<double>& { return golden.values(name + "." + part); };
  const auto agrees = [&](std::span<const double> have, const char* part) {
    INFO(name << "." << part);
    REQUIRE(have.size() == values(part).size());
    CHECK(relative_error(have, values(part)) < tolerance);
  };
  std::vector<double> x_gradient;
  Sequential model{Input{}, Probe{&x_gradient}, layers...};
  const std::vector<double>& x = values("x");
  const auto predictions_agree = [&](const char* part) {
    const Tensor<decltype(model)::Output::rank + 1, double> predictions = model.predict(x);
    agrees({predictions.data(), static_cast<std::size_t>(predictions.size())}, part);
  };

  Tensors tensors(model);
  tensors.parameters.erase(tensors.parameters.begin());  // the Probe's
  read(values("parameters"), tensors.parameters);
  predictions_agree("predictions");
  auto training = model.compile(MeanSquaredError{}, SGD{.learning_rate = 0.5f});
  std::vector<double> losses, gradients;
  for (int step = 0; step < steps; ++step) {
    losses.push_back(training.train_on_batch(x, values("targets")).loss());
    if (step > 0) continue;
    for (const std::span<double> parameter : tensors.parameters) {
      const auto from = training.gradients().subspan(static_cast<std::size_t>(parameter.data() - model.parameters().data()));
      gradients.insert(gradients.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(parameter.size()));
    }
    agrees(gradients, "gradients");
    agrees(x_gradient, "x.gradient");
  }
  agrees(losses, "losses");
  predictions_agree("trained_predictions");
}

}  // namespace linnet::test
