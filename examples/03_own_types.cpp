// SPDX-License-Identifier: MIT
// Your own layer, loss, optimizer and metric. linnet has no base class to derive from: a type plugs in if it has the members
// listed in linnet/network/concepts.hpp.
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numbers>

namespace nn = linnet;

/// A layer: y = scale * x + bias, with a trainable scale and bias per feature.
struct Scale {
  static constexpr std::string_view name = "scale";

  template <class In>
  using Output = In;  // the output has the shape of the input

  template <class In>
  static constexpr auto parameters() {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}},
                      nn::ParameterInfo{.name = "bias", .dims = {In::size, 1, 1, 1}}};
  }
  nn::Initializer initializer(std::size_t parameter) const {
    if (parameter == 0) return nn::Ones{};
    return nn::Zeros{};
  }

  /// Computes y (n, features) from n samples x (n, features).
  template <class Pass>
  void forward(const Pass& f) const {
    constexpr nn::Index features = Pass::Input::size;
    const auto* scale = f.template parameter<0>();
    const auto* bias = f.template parameter<1>();
    for (nn::Index i = 0; i < f.n * features; ++i) f.y[i] = scale[i % features] * f.x[i] + bias[i % features];
  }

  /// Computes the gradients of both parameters from dy, the gradient of y; and dx, if an earlier layer trains too.
  template <class Pass>
  void backward(const Pass& f) const {
    constexpr nn::Index features = Pass::Input::size;
    auto* scale_gradient = f.template gradient<0>();
    auto* bias_gradient = f.template gradient<1>();
    std::fill_n(scale_gradient, features, 0);
    std::fill_n(bias_gradient, features, 0);
    for (nn::Index i = 0; i < f.n * features; ++i) {
      scale_gradient[i % features] += f.dy[i] * f.x[i];
      bias_gradient[i % features] += f.dy[i];
      if constexpr (Pass::input_gradient_needed) f.dx[i] = f.dy[i] * f.template parameter<0>()[i % features];
    }
  }
};

/// A loss: mean of log(cosh(p - y)). It resembles the squared error near 0 and the absolute error far from 0.
struct LogCosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr bool integer_targets = false;

  /// Returns the loss of one sample, and writes its gradient with respect to the prediction unless `gradient` is empty.
  template <class T>
  T operator()(std::span<const T> prediction, std::span<const T> target, std::span<T> gradient) const {
    const T count = static_cast<T>(prediction.size());
    T sum = 0;
    for (std::size_t j = 0; j < prediction.size(); ++j) {
      const T d = prediction[j] - target[j];
      const T size = std::abs(d);
      sum += size + std::log1p(std::exp(-2 * size)) - std::numbers::ln2_v<T>;  // log(cosh(d)) without overflow
      if (!gradient.empty()) gradient[j] = std::tanh(d) / count;
    }
    return sum / count;
  }
};

/// An optimizer: moves every parameter by the learning rate, against the sign of its gradient.
struct SignSGD {
  float learning_rate = 0.001f;

  static constexpr std::string_view name = "SignSGD";
  struct State {};                      // what it remembers from step to step, ...
  int slot_count() const { return 0; }  // ... and how many numbers for each parameter

  template <class T>
  void update(State&, const nn::Update<T>& u) const {
    for (nn::Index i = 0; i < u.size; ++i) {
      const T g = u.gradients[i];
      if (g != 0) u.parameters[i] -= g > 0 ? u.learning_rate : -u.learning_rate;
    }
  }
};

/// A metric: mean of |p - y| over all samples since `reset`.
struct MeanAbsoluteDifference {
  double sum = 0;
  double count = 0;

  static constexpr std::string_view name = "mean_absolute_difference";
  void reset() { sum = count = 0; }
  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    for (std::size_t j = 0; j < prediction.size(); ++j) sum += std::abs(static_cast<double>(prediction[j] - target[j]));
    count += static_cast<double>(prediction.size());
  }
  double result() const { return count == 0 ? 0 : sum / count; }
};

int main() {
  // Two features of very different size, as in raw data. Scale learns to bring them into the useful range of tanh.
  nn::Tensor<2> x(1000, 2);
  nn::Tensor<1> y(1000);
  nn::Random random(1);
  for (nn::Index i = 0; i < 1000; ++i) {
    x(i, 0) = random.uniform(-8.0f, 8.0f);
    x(i, 1) = random.uniform(-0.2f, 0.2f);
    y(i) = std::sin(0.25f * x(i, 0)) + 5.0f * x(i, 1);
  }

  nn::Sequential model{nn::Input<2>{}, Scale{}, nn::Dense<16, nn::tanh>{}, nn::Dense<1>{}};
  model.summary(std::cout);

  auto training = model.compile(LogCosh{}, SignSGD{}, MeanAbsoluteDifference{});
  const auto before = training.evaluate(x, y);
  training.fit(x, y, {.epochs = 60, .validation_split = 0.2f, .verbose = 0});
  const auto after = training.evaluate(x, y);

  const auto scale = model.parameter<0>(0);  // parameter 0 of layer 0
  std::cout << "before: " << before << "\nafter:  " << after << "\nscale:  " << scale[0] << " and " << scale[1] << '\n';
  return after["mean_absolute_difference"] < 0.1 ? 0 : 1;
}
