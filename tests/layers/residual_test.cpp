// SPDX-License-Identifier: MIT
#include <linnet/layers/residual.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <vector>

namespace linnet::test::residual {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = Padding::same}, bare{.padding = Padding::same, .use_bias = false};
constexpr nn::ConvOptions half{.strides = 2, .padding = Padding::same};
using Photo = Shape<4, 4, 3>;

TEST_CASE("Residual with the identity keeps the contract of a layer", "[layers]") {
  check_layer<Photo>(nn::Residual{nn::Conv2D<5, 3, nn::tanh, same>{}, nn::Conv2D<3, 3, nn::linear, same>{}});
}

TEST_CASE("Residual with a projection keeps the contract of a layer", "[layers]") {
  check_layer<Photo>(nn::Residual{nn::Projection{nn::Conv2D<5, 1, nn::linear, half>{}}, nn::Conv2D<4, 3, nn::tanh, half>{},
                                  nn::Conv2D<5, 3, nn::linear, same>{}});
}

TEST_CASE("Residual in a Residual keeps the contract of a layer", "[layers]") {
  check_layer<Shape<6>>(
      nn::Residual{nn::Dense<5, nn::tanh>{},
                   nn::Residual{nn::Projection{nn::Dense<4>{}, nn::Activation{nn::tanh{}}}, nn::Dense<4, nn::sigmoid>{}},
                   nn::Residual{nn::Dense<4>{}, nn::Dropout{0.3f}}, nn::Dense<6>{}},
      "nested");
}

TEST_CASE("Residual with Dropout and BatchNormalization keeps the contract of a layer", "[layers]") {
  // Without biases before a normalisation, which takes them away again: their gradient is 0 but for rounding.
  check_layer<Shape<3, 3, 3>>(
      nn::Residual{nn::Projection{nn::Conv2D<4, 1, nn::linear, bare>{}, nn::BatchNormalization{}}, nn::BatchNormalization{},
                   nn::Activation{nn::tanh{}}, nn::Dropout{0.3f}, nn::SeparableConv2D<4, 3, nn::linear, bare>{},
                   nn::BatchNormalization{}, nn::Dropout{0.2f}},
      "with dropout and normalisation");
}

TEST_CASE("Residual whose first entry works in place keeps the contract of a layer", "[layers]") {
  check_layer<Shape<9>>(nn::Residual{nn::Activation{nn::tanh{}}, nn::Dense<9>{}}, "activation first");
  check_layer<Shape<9>>(nn::Residual{nn::Projection{nn::Activation{nn::sigmoid{}}}, nn::Dropout{0.4f}},
                        "nothing but such entries");
}

TEST_CASE("Residual with entries that only reshape keeps the contract of a layer", "[layers]") {
  check_layer<Shape<2, 9>>(nn::Residual{nn::Projection{nn::Reshape<18>{}}, nn::Flatten{}, nn::Dense<18, nn::tanh>{}});
}

TEST_CASE("Residual around entries that only reshape is twice its input", "[layers]") {
  LayerRun<float, Shape<6>, nn::Residual<std::tuple<>, std::tuple<nn::Flatten>>> run(nn::Residual{nn::Flatten{}}, 2);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  for (Index i = 0; i < 12; ++i) {
    CHECK(run.y.data()[i] == 2.0f * run.x.data()[i]);
    CHECK(run.dx.data()[i] == 2.0f * run.dy.data()[i]);
  }
}

TEST_CASE("Residual declares what its layers declare", "[layers]") {
  using L = decltype(nn::Residual{nn::Projection{nn::Conv2D<8, 1, nn::linear, half>{}, nn::BatchNormalization{}},
                                  nn::Conv2D<8, 3, nn::relu, half>{}, nn::Flatten{}, nn::Reshape<2, 2, 8>{}});
  using B = Bound<float, L, Photo>;
  STATIC_REQUIRE(L::name == "residual");
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<2, 2, 8>>);
  STATIC_REQUIRE(B::parameters.size() == 6);
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 3, 3, 8});  // the layers, then the projection
  STATIC_REQUIRE(B::parameters[1].name == "bias");
  STATIC_REQUIRE(B::parameters[2].dims == std::array<Index, 4>{1, 1, 3, 8});
  STATIC_REQUIRE(B::parameters[4].name == "gamma");
  STATIC_REQUIRE(B::parameter_count == (27 * 8 + 8) + (3 * 8 + 8) + 16);
  STATIC_REQUIRE(B::state.size() == 2);
  STATIC_REQUIRE(B::state[1].name == "moving_variance");
  STATIC_REQUIRE(B::state_count == 16);
  STATIC_REQUIRE(B::multiply_accumulates == 2 * 2 * 8 * 27 + 2 * 2 * 8 * 3 + 2 * 2 * 8);
}

template <class T>
bool same_bits_of(const T* a, const T* b, Index count) {
  return same_bits(std::span(a, static_cast<std::size_t>(count)), std::span(b, static_cast<std::size_t>(count)));
}

constexpr Index samples = 3;

/// Copies the parameters that a Residual has from number `first` on to a layer that stands alone.
template <class Whole, class Part>
void take_parameters(const Whole& whole, Index first, Part& part) {
  std::copy_n(whole.parameters.data() + first, part.parameters.size(), part.parameters.data());
}
/// True if all gradients of a layer that stands alone have the bits of those in a Residual.
template <class Whole, class Part>
bool same_gradients(const Whole& whole, Index first, const Part& part) {
  using B = typename Part::B;
  bool equal = true;
  for (std::size_t i = 0; i < B::parameters.size(); ++i) {
    const Index offset = B::parameter_offset(i);
    equal =
        equal && same_bits_of(whole.gradients.data() + first + offset, part.gradients.data() + offset, B::parameters[i].size());
  }
  return equal;
}

TEST_CASE("Residual with the identity has the bits of its layers and a sum", "[layers]") {
  using First = nn::Conv2D<5, 3, nn::tanh, same>;
  using Second = nn::Conv2D<3, 3, nn::linear, same>;
  LayerRun<float, Photo, nn::Residual<std::tuple<>, std::tuple<First, Second>>> whole(nn::Residual{First{}, Second{}}, samples);
  LayerRun<float, Photo, First> first({}, samples);
  LayerRun<float, Shape<4, 4, 5>, Second> second({}, samples);
  constexpr Index second_slice = decltype(first)::B::parameter_slice;
  take_parameters(whole, 0, first);
  take_parameters(whole, second_slice, second);
  const std::vector<float> dy(whole.dy.data(), whole.dy.data() + whole.dy.size());
  std::copy(dy.begin(), dy.end(), second.dy.data());

  whole.forward(true);
  first.forward(true);
  second.forward(first.y.data(), second.y.data(), true);
  std::vector<float> y;
  for (Index i = 0; i < whole.y.size(); ++i) y.push_back(second.y.data()[i] + whole.x.data()[i]);
  CHECK(same_bits(whole.y, y));

  whole.backward(whole.x.data(), whole.y.data(), whole.dy.data(), whole.dx.data());
  second.backward(first.y.data(), second.y.data(), second.dy.data(), second.dx.data());
  first.backward(first.x.data(), first.y.data(), second.dx.data(), first.dx.data());
  std::vector<float> dx;
  for (Index i = 0; i < whole.dx.size(); ++i) dx.push_back(first.dx.data()[i] + dy[static_cast<std::size_t>(i)]);
  CHECK(same_bits(whole.dx, dx));
  CHECK(same_gradients(whole, 0, first));
  CHECK(same_gradients(whole, second_slice, second));
}

TEST_CASE("Residual with a projection has the bits of both lists and a sum", "[layers]") {
  using Main = nn::Conv2D<5, 3, nn::tanh, half>;
  using Skip = nn::Conv2D<5, 1, nn::sigmoid, half>;
  LayerRun<float, Photo, nn::Residual<std::tuple<Skip>, std::tuple<Main>>> whole(nn::Residual{nn::Projection{Skip{}}, Main{}},
                                                                                 samples);
  LayerRun<float, Photo, Main> main({}, samples);
  LayerRun<float, Photo, Skip> skip({}, samples);
  constexpr Index skip_slice = decltype(main)::B::parameter_slice;
  take_parameters(whole, 0, main);
  take_parameters(whole, skip_slice, skip);
  std::copy_n(whole.dy.data(), whole.dy.size(), main.dy.data());
  std::copy_n(whole.dy.data(), whole.dy.size(), skip.dy.data());

  whole.forward(true);
  main.forward(true);
  skip.forward(true);
  std::vector<float> y, dx;
  for (Index i = 0; i < whole.y.size(); ++i) y.push_back(main.y.data()[i] + skip.y.data()[i]);
  CHECK(same_bits(whole.y, y));

  whole.backward(whole.x.data(), whole.y.data(), whole.dy.data(), whole.dx.data());
  main.backward(main.x.data(), main.y.data(), main.dy.data(), main.dx.data());
  skip.backward(skip.x.data(), skip.y.data(), skip.dy.data(), skip.dx.data());
  for (Index i = 0; i < whole.dx.size(); ++i) dx.push_back(main.dx.data()[i] + skip.dx.data()[i]);
  CHECK(same_bits(whole.dx, dx));
  CHECK(same_gradients(whole, 0, main));
  CHECK(same_gradients(whole, skip_slice, skip));
}

/// A layer of one's own that counts its steps, as layers with a state do in backward.
struct StepCounter {
  static constexpr std::string_view name = "step_counter";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto state() {
    return std::array{ParameterInfo{"steps", {1, 1, 1, 1}, 1, 1, 1}};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    std::copy_n(f.x, f.n * Pass::Input::size, f.y);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    f.state[0] += typename Pass::Scalar(1);
    if constexpr (Pass::input_gradient_needed) std::copy_n(f.dy, f.n * Pass::Input::size, f.dx);
  }
};

TEST_CASE("Residual around a layer of one's own with a state, beside BatchNormalization", "[layers]") {
  StaticSequential model{
      Input<3>{}, Residual{Projection{Dense<2>{}, StepCounter{}}, BatchNormalization{}, StepCounter{}, Dense<2>{}}, Dense<1>{}};
  auto training = model.compile<2>(MeanSquaredError{}, SGD{});
  const std::array<float, 6> x{1, 2, 3, 4, 5, 7};
  const std::array<float, 2> y{1, 0};
  for (int step = 1; step <= 3; ++step) {
    training.train_on_batch(x, y);
    CHECK(model.template state<0>(2)[0] == static_cast<float>(step));
    CHECK(model.template state<0>(3)[0] == static_cast<float>(step));
    CHECK(model.template state<0>(0)[0] != 0.0f);
  }
  const float mean = model.template state<0>(0)[0];  // once a step: 0.01 (1 + 0.99 + 0.99^2) times that of the batches
  CHECK(mean == Approx(0.01 * (1 + 0.99 + 0.99 * 0.99) * 2.5).epsilon(1e-5));
}

}  // namespace linnet::test::residual
