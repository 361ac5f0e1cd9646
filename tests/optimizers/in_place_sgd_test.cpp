// SPDX-License-Identifier: MIT
#include <linnet/optimizers/in_place_sgd.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/static_models.hpp>

#include <cmath>
#include <utility>
#include <vector>

namespace linnet::test::in_place_sgd {

namespace nn = linnet;

static_assert(nn::Optimizer<nn::InPlaceSGD>);
static_assert(nn::InPlaceSGD{}.slot_count() == 0 && nn::InPlaceSGD{}.learning_rate == nn::SGD{}.learning_rate);

/// Steps of both optimizers on copies of one model, with full batches, rests and single samples: the same bits, gaps included.
template <class T, class Model>
void check_model(const Model& start, Index features, Index outputs) {
  const RandomSamples<T> s(20, features, outputs);
  Model by_gradients = start, in_place = start;
  auto wanted = by_gradients.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.05f});
  auto have = in_place.compile(nn::MeanSquaredError{}, nn::InPlaceSGD{.learning_rate = 0.05f});
  const auto x = s.tensor(features);
  const Eigen::TensorMap<const nn::Tensor<2, T>> y(s.targets.data(), s.n, outputs);
  for (const Index n : {Index{1}, Index{2}, Index{5}, Index{8}, Index{20}}) {
    const auto first = ArrayView<T>(x).slice(0, n);
    const auto a = wanted.train_on_batch(first, TargetView(y).slice(0, n));
    const auto b = have.train_on_batch(first, TargetView(y).slice(0, n));
    REQUIRE(a.loss() == b.loss());
    REQUIRE(same_bits(by_gradients.parameters(), in_place.parameters()));
  }
  REQUIRE_FALSE(same_bits(start.parameters(), in_place.parameters()));
  CHECK(have.steps() == 5);
  CHECK(have.gradients().empty());
}

template <class T, Index Units>
void check_units() {
  CAPTURE(Units, sizeof(T));
  nn::Sequential model{nn::TypedInput<T, 71 - Units>{}, nn::Dense<Units, nn::tanh>{}, nn::Dense<3>{}};
  check_model<T>(model, 71 - Units, 3);
}

/// The step of a kernel (2, Units) and its bias within the products of a batch, against gradients and SGD after them.
template <class T, Index Units>
void check_step() {
  constexpr Index inputs = 2, n = 3;
  CAPTURE(Units, sizeof(T));
  const std::vector<T> x = random_numbers<T>(n * inputs, 1), dy = random_numbers<T>(n * Units, 2);
  const std::vector<T> start = random_numbers<T>((inputs + 1) * Units, 3);  // kernel, bias
  const T step = T(-0.05f);
  std::vector<T> gradients(start.size());
  Fenced<T> scratch(kernels::dense_scratch<inputs, Units, T>), wanted(start), have(start);
  kernels::dense_weight_gradient<inputs, Units>(x.data(), dy.data(), gradients.data(), scratch.data(), n);
  kernels::bias_gradient(dy.data(), gradients.data() + inputs * Units, n, Units);
  nn::SGD::State state;
  nn::SGD{}.update(state, Update<T>{static_cast<Index>(start.size()), wanted.data(), gradients.data(), {nullptr, 0}, -step});
  const kernels::StoreStep<T> store{step};
  kernels::dense_weight_gradient<inputs, Units>(x.data(), dy.data(), have.data(), scratch.data(), n, store);
  kernels::bias_gradient(dy.data(), have.data() + inputs * Units, n, Units, store);
  REQUIRE(equal_bits(have.data(), wanted.data(), static_cast<Index>(start.size())));
  REQUIRE((have.intact() && scratch.intact()));
}

TEST_CASE("A step in place has the bits of a gradient and SGD, for 1 to 70 units", "[optimizers]") {
  []<Index... I>(std::integer_sequence<Index, I...>) { (check_step<float, I + 1>(), ...); }
  (std::make_integer_sequence<Index, 70>{});
  []<Index... I>(std::integer_sequence<Index, I...>) { (check_step<double, I + 1>(), ...); }
  (std::make_integer_sequence<Index, 9>{});
}

TEST_CASE("InPlaceSGD gives the bits of SGD in models, whose units fill vectors or not", "[optimizers]") {
  check_units<float, 3>();
  check_units<float, 13>();
  check_units<float, 70>();
}

TEST_CASE("InPlaceSGD gives the bits of SGD in double, without a bias, and row by row", "[optimizers]") {
  check_units<double, 7>();
  constexpr nn::DenseOptions no_bias{.use_bias = false};
  check_model<float>(nn::Sequential{nn::Input<5>{}, nn::Dense<9, nn::relu, no_bias>{}, nn::Dense<2, nn::linear, no_bias>{}}, 5,
                     2);
  check_model<float>(nn::Sequential{nn::Input<12>{}, nn::Reshape<3, 4>{}, nn::Dense<5, nn::relu>{}, nn::Flatten{},
                                    nn::Activation<nn::tanh>{}, nn::Dense<2>{}},
                     12, 2);
}

TEST_CASE("Training and StaticTraining take the same steps in place, with Dropout and shuffling", "[optimizers]") {
  const auto make = [] {
    return TwoHomes{nn::Input<6>{}, nn::Dense<10, nn::relu>{}, nn::Dropout{0.3f}, nn::Dense<3, nn::softmax>{}};
  };
  const RandomSamples<float> s(23, 6);
  auto plain = make(), homes = make();
  const nn::FitOptions<float> options{.epochs = 3, .batch_size = 5, .seed = 9, .verbose = 0};
  auto wanted = plain.heap.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.1f});
  wanted.fit(s.tensor(6), s.labels(), options);
  auto training = homes.heap.compile(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{.learning_rate = 0.1f});
  training.fit(s.tensor(6), s.labels(), options);
  auto inside = homes.inside.compile<5, 23>(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{.learning_rate = 0.1f});
  inside.seed(9);
  inside.fit(s.x, s.y, {.epochs = 3});
  CHECK(same_bits(plain.heap.parameters(), homes.heap.parameters()));
  CHECK(homes.same());
  CHECK(training.steps() == 15);
  CHECK(inside.steps() == 15);
  CHECK(inside.gradients().empty());

  inside.set_learning_rate(0.0f);  // holds from the next step on
  training.set_learning_rate(0.0f);
  inside.fit(s.x, s.y);
  CHECK(homes.same());
}

TEST_CASE("InPlaceSGD leaves the parameters where the loss is not finite", "[optimizers]") {
  auto model = mlp().inside;
  auto training = model.compile<2>(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{});
  const std::vector<float> before(model.parameters().begin(), model.parameters().end());
  std::vector<float> x(8, 1.0f);
  x[3] = std::nanf("");
  const std::vector<std::int32_t> y{0, 1};
  CHECK(std::isnan(training.train_on_batch(x, y)));
  CHECK(training.steps() == 0);
  CHECK(same_bits(model.parameters(), before));
}

TEST_CASE("InPlaceSGD clamps each gradient as SGD does, to the bit", "[optimizers]") {
  const nn::StaticSequential start{nn::Input<6>{}, nn::Dense<9, nn::relu>{}, nn::Dense<3>{}};
  for (const float limit : {0.0f, 1e-3f, 0.1f, 10.0f}) {
    auto by_gradients = start, in_place = start;
    auto wanted = by_gradients.compile<5>(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.1f, .clipvalue = limit});
    auto have = in_place.compile<5>(nn::MeanSquaredError{}, nn::InPlaceSGD{.learning_rate = 0.1f, .clipvalue = limit});
    const RandomSamples<float> s(20, 6, 3);
    for (std::size_t first = 0; first < 20; first += 5) {
      const auto x = std::span(s.x).subspan(first * 6, 30), y = std::span(s.targets).subspan(first * 3, 15);
      REQUIRE(wanted.train_on_batch(x, y) == have.train_on_batch(x, y));
      REQUIRE(same_bits(by_gradients.parameters(), in_place.parameters()));
    }
  }
  nn::StaticSequential model{nn::Input<6>{}, nn::Dense<3>{}};
  CHECK_THROWS_MATCHES(model.compile<1>(nn::MeanSquaredError{}, nn::InPlaceSGD{.clipvalue = -1.0f}), InvalidInput,
                       message_contains("must not be negative"));
}

TEST_CASE("A spike leaves no parameter of InPlaceSGD at NaN, and with clipvalue none far away", "[optimizers]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const nn::StaticSequential start{nn::Input<2>{}, nn::Dense<4, nn::relu>{}, nn::Dense<1>{}};
  for (const float spike : {1e10f, 1e18f, 1e30f, -infinity, std::nanf("")}) {
    for (const float limit : {0.0f, 1.0f}) {
      CAPTURE(spike, limit);
      auto model = start;
      auto training = model.compile<2>(nn::MeanSquaredError{}, nn::InPlaceSGD{.clipvalue = limit});
      static_cast<void>(training.train_on_batch(std::vector<float>{spike, 1.0f, 0.5f, 1.0f}, std::vector<float>{1.0f, 2.0f}));
      for (std::size_t i = 0; i < model.parameters().size(); ++i) {
        REQUIRE(std::isfinite(model.parameters()[i]));
        if (limit > 0.0f) REQUIRE(std::abs(model.parameters()[i] - start.parameters()[i]) <= 0.0101f);
      }
      // Training continues, as with SGD, which skips the step if the squares of the gradients overflow.
      CHECK(training.train_on_batch(std::vector<float>{1.0f, 1.0f, 0.5f, 1.0f}, std::vector<float>{1.0f, 2.0f}) < 100.0f);
    }
  }
}

TEST_CASE("InPlaceSGD refuses a regularizer", "[optimizers]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{.kernel_regularizer = nn::L2{0.1f}}};
  nn::StaticSequential inside{nn::Input<4>{}, nn::Dense<2>{.kernel_regularizer = nn::L2{0.1f}}};
  const auto refused = message_contains("compile: InPlaceSGD takes no regularizer; use SGD");
  CHECK_THROWS_MATCHES(model.compile(nn::MeanSquaredError{}, nn::InPlaceSGD{}), InvalidInput, refused);
  CHECK_THROWS_MATCHES(inside.compile<1>(nn::MeanSquaredError{}, nn::InPlaceSGD{}), InvalidInput, refused);
  nn::Sequential without{nn::Input<4>{}, nn::Dense<2>{.kernel_regularizer = nn::L2{0.0f}}};
  CHECK_NOTHROW(without.compile(nn::MeanSquaredError{}, nn::InPlaceSGD{}));
}

/// Steps of SGD and of InPlaceSGD on copies of a model with `Numbers` inputs and three classes: the same bits, with a limit and without.
template <class Model>
void check_classes(const Model& start) {
  constexpr Index inputs = Model::Input::size;
  const RandomSamples<float> s(12, inputs);
  for (const float limit : {0.0f, 1e-3f, 0.05f}) {
    CAPTURE(limit);
    Model by_gradients = start, in_place = start;
    auto wanted = by_gradients.template compile<5>(nn::SparseCategoricalCrossentropy{},
                                                   nn::SGD{.learning_rate = 0.1f, .clipvalue = limit});
    auto have = in_place.template compile<5>(nn::SparseCategoricalCrossentropy{},
                                             nn::InPlaceSGD{.learning_rate = 0.1f, .clipvalue = limit});
    const std::span x(s.x);
    const std::span y(s.y);
    std::size_t first = 0;
    for (const std::size_t n : {std::size_t{5}, std::size_t{1}, std::size_t{4}}) {
      const auto part = x.subspan(first * std::size_t{inputs}, n * std::size_t{inputs});
      REQUIRE(wanted.train_on_batch(part, y.subspan(first, n)) == have.train_on_batch(part, y.subspan(first, n)));
      REQUIRE(same_bits(by_gradients.parameters(), in_place.parameters()));
      REQUIRE(same_bits(by_gradients.state(), in_place.state()));
      first += n;
    }
    REQUIRE_FALSE(same_bits(start.parameters(), in_place.parameters()));
  }
}

TEST_CASE("InPlaceSGD gives the bits of SGD in convolutions and every other layer with parameters", "[optimizers]") {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same};
  check_classes(nn::StaticSequential{nn::Input<6, 6, 1>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::Conv2D<5, 1, nn::tanh>{},
                                     nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3, nn::softmax>{}});
  check_classes(nn::StaticSequential{
      nn::Input<6, 6, 2>{}, nn::DepthwiseConv2D<3, 2, nn::relu, same>{}, nn::BatchNormalization{}, nn::Conv2D<7, 1>{},
      nn::Conv2D<2, 1, nn::relu, nn::ConvOptions{.strides = 2}>{}, nn::Flatten{}, nn::Dense<3, nn::softmax>{}});
  check_classes(
      nn::StaticSequential{nn::Input<7, 3>{}, nn::Conv1D<4, 3, nn::relu>{}, nn::GRU<5>{}, nn::Dense<3, nn::softmax>{}});
  check_classes(nn::StaticSequential{nn::Input<5, 5, 2>{},
                                     nn::Residual{nn::Conv2D<2, 3, nn::tanh, same>{}, nn::BatchNormalization{}},
                                     nn::GlobalAveragePooling2D{}, nn::Dense<3, nn::softmax>{}});
}

TEST_CASE("A spike leaves the kernel of a convolution finite in InPlaceSGD", "[optimizers]") {
  const nn::StaticSequential start{nn::Input<3, 3, 1>{}, nn::Conv2D<2, 2>{}, nn::Flatten{}, nn::Dense<1>{}};
  for (const float spike : {1e12f, 1e18f, 1e30f}) {
    for (const float limit : {0.0f, 1.0f}) {
      auto model = start;
      auto training = model.compile<1>(nn::MeanSquaredError{}, nn::InPlaceSGD{.clipvalue = limit});
      std::vector<float> x(9, 1.0f);
      x[4] = spike;
      static_cast<void>(training.train_on_batch(x, std::vector<float>{1.0f}));
      for (const float w : model.parameters()) REQUIRE(std::isfinite(w));
    }
  }
}

TEST_CASE("Convolutions share the room for gradients of the largest one in InPlaceSGD", "[optimizers]") {
  using Model = nn::StaticSequential<nn::Input<8, 8, 1>, nn::Conv2D<16, 3, nn::relu>, nn::Conv2D<16, 3, nn::relu>,
                                     nn::Conv2D<64, 1>, nn::Flatten, nn::Dense<10>>;
  constexpr Index largest = (3 * 3 * 16 * 16 + 16) * 4;
  STATIC_REQUIRE(Model::training_bytes(nn::InPlaceSGD{}, 1) - Model::Topology::batch_numbers(1) * 4 == largest);
  using InPlace = nn::StaticTraining<Model, 1, 0, nn::MeanSquaredError, nn::InPlaceSGD>;
  STATIC_REQUIRE(static_cast<Index>(sizeof(InPlace)) - Model::training_bytes(nn::InPlaceSGD{}, aligned<float>(1)) < 512);
}

TEST_CASE("InPlaceSGD needs no memory for gradients", "[optimizers]") {
  using Model = nn::StaticSequential<nn::Input<64>, nn::Dense<64, nn::relu>, nn::Dense<10>>;
  using InPlace = nn::StaticTraining<Model, 1, 0, nn::MeanSquaredError, nn::InPlaceSGD>;
  STATIC_REQUIRE(static_cast<Index>(sizeof(InPlace)) - Model::training_bytes(nn::InPlaceSGD{}, aligned<float>(1)) < 512);
  STATIC_REQUIRE(Model::training_bytes(nn::SGD{}, 1) - Model::training_bytes(nn::InPlaceSGD{}, 1) == Model::parameter_bytes());
}

}  // namespace linnet::test::in_place_sgd
