// SPDX-License-Identifier: MIT
// A layer, a loss, an optimizer and a metric of your own. There is no base class to derive from: a type that has the members
// listed in linnet/network/concepts.hpp takes part.
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numbers>

namespace nn = linnet;

/// A layer: y = scale * x + bias, with a scale and a bias to learn for each feature.
struct Scale {
  static constexpr std::string_view name = "scale";

  template <class In>
  using Output = In;  // a sample comes out in the shape in which it went in

  template <class In>
  static constexpr auto parameters() {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}},
                      nn::ParameterInfo{.name = "bias", .dims = {In::size, 1, 1, 1}}};
  }
  nn::Initializer initializer(std::size_t parameter) const {
    if (parameter == 0) return nn::Ones{};
    return nn::Zeros{};
  }

  /// n samples x (n, features) become y (n, features).
  template <class Pass>
  void forward(const Pass& f) const {
    constexpr nn::Index features = Pass::Input::size;
    const auto* scale = f.template parameter<0>();
    const auto* bias = f.template parameter<1>();
    for (nn::Index i = 0; i < f.n * features; ++i) f.y[i] = scale[i % features] * f.x[i] + bias[i % features];
  }

  /// From dy, the gradient of y: the gradients of both parameters, and dx if a layer before this one learns too.
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

/// A loss: mean of log(cosh(p - y)). Near 0 it is the squared error, far away the absolute one.
struct LogCosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr bool integer_targets = false;

  /// The loss of one sample; its gradient with respect to the prediction too, unless `gradient` is empty.
  template <class T>
  T operator()(std::span<const T> prediction, std::span<const T> target, std::span<T> gradient) const {
    const T count = static_cast<T>(prediction.size());
    T sum = 0;
    for (std::size_t j = 0; j < prediction.size(); ++j) {
      const T d = prediction[j] - target[j];
      const T size = std::abs(d);
      sum += size + std::log1p(std::exp(-2 * size)) - std::numbers::ln2_v<T>;  // log(cosh(d)), without its overflow
      if (!gradient.empty()) gradient[j] = std::tanh(d) / count;
    }
    return sum / count;
  }
};

/// An optimizer: every parameter moves by the learning rate, against the sign of its gradient.
struct SignSGD {
  float learning_rate = 0.001f;

  static constexpr std::string_view name = "SignSGD";
  struct State {};                      // what it remembers from step to step, ...
  int slot_count() const { return 0; }  // ... and how many numbers for each parameter (at most 2)

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
  // Two features of very different size, as raw data has them; Scale learns to bring them into the range that tanh likes.
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
