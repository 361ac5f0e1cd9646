// SPDX-License-Identifier: MIT
// Layers, activations, initializers, losses, optimizers and metrics from outside the library, by satisfying its concepts.
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace own_types {

namespace nn = linnet;

/// y = scale * x + bias for each feature.
struct Scale {
  float first_scale = 1.0f;

  static constexpr std::string_view name = "scale";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}},
                      nn::ParameterInfo{.name = "bias", .dims = {In::size, 1, 1, 1}}};
  }
  nn::Initializer initializer(std::size_t i) const { return nn::Constant{i == 0 ? first_scale : 0.0f}; }
  nn::Regularizer regularizer(std::size_t i) const { return i == 0 ? nn::Regularizer(nn::L2{0.01f}) : nn::Regularizer{}; }
  const char* problem() const { return first_scale != 0.0f ? nullptr : "Scale: first_scale must not be 0"; }

  template <class Pass>
  void forward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n; ++i) {
      for (nn::Index k = 0; k < Pass::Input::size; ++k) {
        f.output()(i, k) = f.template parameter<0>()[k] * f.input()(i, k) + f.template parameter<1>()[k];
      }
    }
  }
  template <class Pass>
  void backward(const Pass& f) const {
    for (nn::Index k = 0; k < Pass::Input::size; ++k) {
      typename Pass::Scalar scale_gradient = 0, bias_gradient = 0;
      for (nn::Index i = 0; i < f.n; ++i) {
        scale_gradient += f.output_gradient()(i, k) * f.input()(i, k);
        bias_gradient += f.output_gradient()(i, k);
        if constexpr (Pass::input_gradient_needed) {
          f.input_gradient()(i, k) = f.output_gradient()(i, k) * f.template parameter<0>()[k];
        }
      }
      f.template gradient<0>()[k] = scale_gradient;
      f.template gradient<1>()[k] = bias_gradient;
    }
  }
};

/// y = x / (1 + |x|), in place; backward needs 1 / (1 + |x|), which it remembers.
struct Softsign {
  static constexpr std::string_view name = "softsign";
  static constexpr nn::Placement placement = nn::Placement::in_place;
  static constexpr nn::OutputUse output_use = nn::OutputUse::nothing;
  static constexpr bool keeps_sign = true;
  template <class In>
  using Output = In;
  template <class T, class In>
  static constexpr nn::LayerMemory memory() {
    return {.per_sample = In::size};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) {
      const auto shrink = 1 / (1 + std::abs(f.x[i]));
      f.y[i] = shrink * f.x[i];
      if (f.training) f.remembered[i] = shrink;
    }
  }
  template <class Pass>
  void backward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.dx[i] = f.dy[i] * f.remembered[i] * f.remembered[i];
  }
};

/// An activation: y = log(1 + e^x). Its derivative is 1 - e^-y.
struct softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr nn::OutputUse output_use = nn::OutputUse::value;
  static constexpr bool keeps_sign = false;
  template <class T>
  T operator()(T x) const {
    return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
  }
  template <class T>
  T gradient(T y, T dy) const {
    return dy * -std::expm1(-y);
  }
};

/// An initializer: +value or -value.
struct RandomSign {
  float value = 0.3f;
  operator nn::Initializer() const {
    return {[](const nn::ParameterInfo&, float a, float, nn::Random& random) { return random.below(2) == 0 ? a : -a; }, value};
  }
};

struct LogCosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr bool integer_targets = false;
  template <class T>
  T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T count = static_cast<T>(p.size());
    T sum = 0;
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T size = std::abs(p[j] - y[j]);
      sum += size + std::log1p(std::exp(-2 * size)) - std::numbers::ln2_v<T>;
      if (!gradient.empty()) gradient[j] = std::tanh(p[j] - y[j]) / count;
    }
    return sum / count;
  }
};

/// RMSprop with a bias correction, so that it has both a slot and a State.
struct RmsProp {
  float learning_rate = 0.001f;
  float rho = 0.9f;
  float global_clipnorm = 0.0f;
  int slots_wanted = 1;

  static constexpr std::string_view name = "RmsProp";
  struct State {
    float power = 1.0f;
  };
  int slot_count() const { return slots_wanted; }
  const char* problem() const { return rho >= 0.0f && rho < 1.0f ? nullptr : "RmsProp: rho must be in [0, 1)"; }
  template <class T>
  void update(State& state, const nn::Update<T>& u) const {
    state.power *= rho;
    const T decay = static_cast<T>(rho);
    for (nn::Index i = 0; i < u.size; ++i) {
      const T g = u.gradients[i];
      u.slot[0][i] = decay * u.slot[0][i] + (1 - decay) * g * g;
      u.parameters[i] -= u.learning_rate * g / (std::sqrt(u.slot[0][i] / (1 - static_cast<T>(state.power))) + T(1e-7));
    }
  }
};

/// Mean of |p - y|.
struct MeanAbsolute {
  double sum = 0, count = 0;
  static constexpr std::string_view name = "mean_absolute";
  void reset() { sum = count = 0; }
  template <class T, class Y>
  void update(std::span<const T> p, std::span<const Y> y) {
    for (std::size_t j = 0; j < p.size(); ++j) sum += std::abs(static_cast<double>(p[j]) - static_cast<double>(y[j]));
    count += static_cast<double>(p.size());
  }
  double result() const { return sum / count; }
};

}  // namespace own_types

namespace linnet::test::extension {

namespace nn = linnet;
using namespace own_types;

static_assert(nn::Layer<Scale> && nn::Layer<Softsign>);
static_assert(nn::Loss<LogCosh>);
static_assert(nn::Optimizer<RmsProp>);
static_assert(nn::Metric<MeanAbsolute>);

TEST_CASE("Layers of one's own keep the contract of a layer", "[models]") {
  check_layer<Shape<2, 5>>(Scale{}, "scale", Arithmetic::of_a_user);
  check_layer<Shape<2, 5>>(Softsign{}, "softsign", Arithmetic::of_a_user);
  check_layer<Shape<7>>(nn::Dense<5, softplus>{}, "dense softplus", Arithmetic::of_a_user);
}

/// Everything at once: y = sin(x0) + 5 x1 from features of different size.
struct Problem {
  nn::Tensor<2, double> x{200, 2};
  nn::Tensor<2, double> y{200, 1};
  Problem() {
    Random random(1);
    for (Index i = 0; i < 200; ++i) {
      x(i, 0) = random.uniform(-3.0, 3.0);
      x(i, 1) = random.uniform(-0.2, 0.2);
      y(i, 0) = std::sin(x(i, 0)) + 5 * x(i, 1);
    }
  }
};

auto own_model() {
  nn::Sequential model{nn::TypedInput<double, 2>{}, Scale{0.8f},   nn::Dense<8>{.kernel_initializer = RandomSign{}}, Softsign{},
                       nn::Dense<6, softplus>{},    nn::Dense<1>{}};
  model.initialize(2);
  return model;
}
auto own_training(decltype(own_model())& model, const RmsProp& optimizer) {
  return model.compile(LogCosh{}, optimizer, MeanAbsolute{});
}

TEST_CASE("Types of one's own train together", "[models]") {
  const Problem problem;
  auto model = own_model();
  auto training = own_training(model, RmsProp{.learning_rate = 0.01f});
  CHECK(model.parameter<0>(0)[1] == static_cast<double>(0.8f));
  for (const double w : model.parameter<1>(0)) CHECK(std::abs(w) == static_cast<double>(0.3f));

  const nn::History history =
      training.fit(problem.x, problem.y, {.epochs = 100, .batch_size = 20, .validation_split = 0.2f, .verbose = 0});
  CHECK(history["val_mean_absolute"].back() < 0.2);
  CHECK(history["val_loss"].back() < 0.25 * history["val_loss"].front());
  const auto result = training.evaluate(problem.x, problem.y);
  double sum = 0.0;
  const nn::Tensor<2, double> p = model.predict(problem.x);
  for (Index i = 0; i < 200; ++i) sum += std::abs(p(i, 0) - problem.y(i, 0));
  CHECK_THAT(result["mean_absolute"], WithinRel(sum / 200, 1e-12));
}

TEST_CASE("Gradients through types of one's own", "[models]") {
  const Problem problem;
  auto model = own_model();
  auto training = own_training(model, RmsProp{.learning_rate = 0.0f});
  const ArrayView<double> x = ArrayView<double>(problem.x).slice(0, 20);
  const TargetView y = TargetView(problem.y).slice(0, 20);
  training.train_on_batch(x, y);
  const std::vector<double> gradients(training.gradients().begin(), training.gradients().end());
  const auto differences = finite_differences(model.parameters().data(), static_cast<Index>(gradients.size()),
                                              [&] { return training.test_on_batch(x, y).loss(); });
  CHECK(relative_error(gradients, differences) < 1e-6);
}

TEST_CASE("Slots and State of an optimizer of one's own last from step to step", "[models]") {
  const Problem problem;
  auto model = own_model();
  auto training = own_training(model, RmsProp{.learning_rate = 0.01f});
  std::vector<double> parameters(model.parameters().begin(), model.parameters().end()), slot(parameters.size());
  for (int step = 1; step <= 3; ++step) {
    training.train_on_batch(problem.x, problem.y);
    const double rate = static_cast<double>(0.01f), rho = static_cast<double>(0.9f);
    for (std::size_t i = 0; i < slot.size(); ++i) {
      const double g = training.gradients()[i];
      slot[i] = rho * slot[i] + (1 - rho) * g * g;
      parameters[i] -= rate * g / (std::sqrt(slot[i] / (1 - std::pow(rho, step))) + 1e-7);
    }
    CHECK(relative_error({model.parameters().data(), parameters.size()}, parameters) < 1e-6);
  }
}

TEST_CASE("Gradients are clipped for an optimizer of one's own that asks for it", "[models]") {
  const Problem problem;
  auto model = own_model();
  auto training = own_training(model, RmsProp{.global_clipnorm = 0.01f});
  training.train_on_batch(problem.x, problem.y);
  double squares = 0.0;
  for (const double g : training.gradients()) squares += g * g;
  CHECK_THAT(std::sqrt(squares), WithinRel(0.01, 1e-6));
}

TEST_CASE("A step with types of one's own allocates nothing", "[models]") {
  const Problem problem;
  auto model = own_model();
  auto training = own_training(model, RmsProp{});
  training.reserve(200);
  CHECK(allocations_of([&] { training.train_on_batch(problem.x, problem.y); }) == 0);
}

TEST_CASE("Problems that user-defined types report are thrown", "[models]") {
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<2>{}, Scale{0.0f}}), nn::InvalidInput,
                       message_contains("Scale: first_scale must not be 0"));
  auto model = own_model();
  const auto refused = [&](const RmsProp& optimizer, const char* sentence) {
    CHECK_THROWS_MATCHES(own_training(model, optimizer), nn::InvalidInput, message_contains(sentence));
  };
  refused({.rho = 1.0f}, "RmsProp: rho must be in [0, 1)");
  refused({.learning_rate = -1.0f}, "learning_rate is -1; it must be finite and not negative");
  refused({.slots_wanted = -1}, "the optimizer asks for -1 slots; it must be 0 or more");
  refused({.global_clipnorm = -1.0f}, "global_clipnorm is -1; they must not be negative");
}

}  // namespace linnet::test::extension
