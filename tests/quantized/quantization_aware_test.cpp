// SPDX-License-Identifier: MIT
// quantization_aware: rounding and its gradients in numbers by hand, the int8 model that a training simulates, and what is refused.
#include <linnet/io/model_checkpoint.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace linnet::test::quantization_aware {

namespace nn = linnet;
using nn::quantized::FakeQuantize;
using nn::quantized::Rounding;
using Numbers = std::vector<float>;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

Numbers bell(Index count, std::uint64_t seed) {
  Random random(seed);
  Numbers x(static_cast<std::size_t>(count));
  for (float& number : x) number = random.normal<float>();
  return x;
}

/// Forward, backward and update_state of one layer with input shape In.
template <class In, class L>
struct Step {
  using B = Bound<float, L, In>;
  L layer{};
  Numbers x, parameters{}, state{}, y{}, dx{}, gradients{}, remembered = Numbers(64, 9.0f), scratch = Numbers(256);

  void run(Numbers dy) {
    const Index n = static_cast<Index>(x.size()) / In::size;
    y.assign(static_cast<std::size_t>(n * B::Output::size), 9.0f);
    dx.assign(x.size(), 9.0f);
    gradients.assign(parameters.size(), 9.0f);
    layer.forward(ForwardPass<B>{n, x.data(), y.data(), parameters.data(), state.data(), remembered.data(), scratch.data(),
                                 nullptr, true});
    layer.backward(BackwardPass<B, true>{n, x.data(), y.data(), dy.data(), dx.data(), parameters.data(), gradients.data(),
                                         state.data(), remembered.data(), scratch.data()});
  }
};

TEST_CASE("FakeQuantize rounds to the grid of its range, and its gradient is 0 outside", "[quantized]") {
  // scale 0.25, zero -96: from -8 to 55.75
  const Numbers x{-9.0f, -8.0f, -0.3f, -0.1f, 0.0f, 0.1f, 0.13f, 3.3f, 55.75f, 58.0f};
  const Numbers dy{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  Step<Shape<10>, FakeQuantize<>> all{.layer = {.momentum = 0.5f}, .x = x, .state = {-8.0f, 55.75f}};
  all.run(dy);
  CHECK(all.y == Numbers{-8.0f, -8.0f, -0.25f, 0.0f, 0.0f, 0.0f, 0.25f, 3.25f, 55.75f, 55.75f});
  CHECK(all.dx == Numbers{0, 2, 3, 4, 5, 6, 7, 8, 9, 0});
  CHECK(all.state == Numbers{-8.5f, 56.875f});  // halfway to -9 and 58

  // scale 0.25, zero -128: from 0 to 63.75
  Step<Shape<10>, FakeQuantize<nn::relu>> positive{.layer = {.momentum = 0.5f}, .x = x, .state = {0.0f, 63.75f}};
  positive.run(dy);
  CHECK(positive.y == Numbers{0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.25f, 3.25f, 55.75f, 58.0f});
  CHECK(positive.dx == Numbers{0, 0, 0, 0, 0, 6, 7, 8, 9, 10});
  CHECK(positive.state == Numbers{0.0f, 60.875f});

  Step<Shape<10>, FakeQuantize<nn::linear, false>> constant{.x = x, .state = {-8.0f, 55.75f}};
  constant.run(dy);
  CHECK(constant.y == all.y);
  CHECK(constant.dx == all.dx);
  CHECK(constant.state == Numbers{-8.0f, 55.75f});
}

TEST_CASE("FakeQuantize without a range passes numbers on and takes that of the first batch", "[quantized]") {
  const Numbers x{-3.0f, -0.3f, 0.1f, 7.0f};
  Step<Shape<4>, FakeQuantize<>> all{.x = x, .state = {0.0f, 0.0f}};
  all.run({1, 2, 3, 4});
  CHECK(all.y == x);
  CHECK(all.dx == Numbers{1, 2, 3, 4});
  CHECK(all.state == Numbers{-3.0f, 7.0f});
  Step<Shape<4>, FakeQuantize<nn::relu6>> clamped{.x = x, .state = {0.0f, 0.0f}};
  clamped.run({1, 2, 3, 4});
  CHECK(clamped.y == Numbers{0.0f, 0.0f, 0.1f, 6.0f});
  CHECK(clamped.dx == Numbers{0, 0, 3, 0});
  CHECK(clamped.state == Numbers{0.0f, 6.0f});
}

TEST_CASE("FakeQuantize rounds each number as quantize does", "[quantized]") {
  Random random(4);
  for (int i = 0; i < 300; ++i) {
    const float low = -5.0f * random.uniform<float>(0.0f, 1.0f), high = 0.01f + 4.0f * random.uniform<float>(0.0f, 1.0f);
    const Quantization q = range_quantization(low, high);
    Step<Shape<16>, FakeQuantize<>> step{.x = bell(16, static_cast<std::uint64_t>(i)), .state = {low, high}};
    for (std::size_t k = 0; k < 4; ++k) step.x[k] = (static_cast<float>(k) - 1.5f) * q.scale;  // halves
    step.run(Numbers(16));
    for (std::size_t k = 0; k < 16; ++k) {
      if (step.y[k] != dequantize(quantize(step.x[k], q), q)) CHECK(step.y[k] == dequantize(quantize(step.x[k], q), q));
    }
  }
}

TEST_CASE("Rounding computes with rounded weights and gives the gradients of these", "[quantized]") {
  // The largest weights are 127/128 and 127/64: units of 1/128 and 1/64. A column of zeros stays one.
  Step<Shape<3>, Rounding<nn::Dense<3>>> step{.layer = {nn::Dense<3>{}}, .x = {2.0f, 4.0f, -1.0f}};
  step.parameters.assign(static_cast<std::size_t>(decltype(step)::B::parameter_slice), 0.0f);
  const Numbers kernel{127.0f / 128, 1.4f / 64, 0.0f, 1.6f / 128, -127.0f / 64, 0.0f, -63.5f / 128, 0.3f / 64, 0.0f};
  std::copy(kernel.begin(), kernel.end(), step.parameters.begin());
  float* const bias = step.parameters.data() + decltype(step)::B::parameter_offset(1);
  bias[0] = 0.1f;
  bias[2] = 0.3f;
  step.run({1.0f, 0.5f, 8.0f});
  CHECK(step.y == Numbers{0.1f + (2.0f * 127 + 4.0f * 2 + 64) / 128, (2.0f - 4.0f * 127) / 64, 0.3f});
  CHECK(step.dx == Numbers{127.0f / 128 + 0.5f / 64, 2.0f / 128 - 0.5f * 127 / 64, -64.0f / 128});
  CHECK(Numbers(step.gradients.begin(), step.gradients.begin() + 9) == Numbers{2, 1, 16, 4, 2, 32, -1, -0.5f, -8});
  CHECK(std::equal(kernel.begin(), kernel.end(), step.parameters.begin()));
}

bool same_records(const std::vector<QuantizedLayer>& a, const std::vector<QuantizedLayer>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const QuantizedLayer& x, const QuantizedLayer& y) {
    return x.name == y.name && x.output == y.output && x.weights == y.weights && x.weight_scales == y.weight_scales &&
           x.bias == y.bias;
  });
}

/// Checks that `tuned` predicts what its int8 model predicts: nearly everywhere the same, and never more than `most` steps away.
template <class Model>
void check_simulation(const Model& tuned, const Numbers& x, double most) {
  const auto q = nn::quantize(tuned);
  const auto y = q.predict(x), simulated = tuned.predict(x);
  Index near = 0;
  double worst = 0.0;
  for (Index i = 0; i < y.size(); ++i) {
    const double steps = std::abs(static_cast<double>(y.data()[i]) - static_cast<double>(simulated.data()[i])) /
                         static_cast<double>(q.output_quantization().scale);
    worst = (std::max)(worst, steps);
    near += steps < 1.01 ? 1 : 0;
  }
  CHECK(worst <= most);
  CHECK(static_cast<double>(near) >= 0.98 * static_cast<double>(y.size()));
}

/// The same before and after some steps of training, and that quantize gives the same before training as without it.
template <class Model>
void check_model(Model model, double most = 2.01) {
  Random random(77);
  for (float& number : model.state()) number = 0.5f + static_cast<float>(random() % 1000) / 1000.0f;
  const Numbers x = bell(128 * Model::Input::size, 5), y = bell(128 * Model::Output::size, 6);
  auto tuned = nn::quantization_aware(model, x);
  CHECK(same_records(nn::quantize(tuned).records(), nn::quantize(model, x).records()));
  check_simulation(tuned, x, most);
  const Numbers before(tuned.state().begin(), tuned.state().end());
  auto training = tuned.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 2e-3f});
  const double first = training.evaluate(x, y).loss();
  training.fit(x, y, {.epochs = 3, .batch_size = 16, .verbose = 0});
  CHECK(training.evaluate(x, y).loss() < first);
  CHECK_FALSE(std::equal(before.begin(), before.end(), tuned.state().begin()));
  check_simulation(tuned, x, most);
  CHECK(same_records(nn::quantize(tuned).records(), nn::quantize(tuned, x).records()));
}

TEST_CASE("a training simulates the int8 model: fully connected layers and activations", "[quantized]") {
  check_model(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::relu>{}, nn::Dense<8, nn::relu6>{}, nn::Dense<5>{}});
  check_model(
      nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::sigmoid>{}, nn::Dense<9, nn::tanh>{}, nn::Dense<5, nn::tanh>{}});
  check_model(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::elu>{}, nn::Dense<9, nn::leaky_relu>{},
                             nn::Activation<nn::relu>{}, nn::Dense<5>{}});
  check_model(nn::Sequential{nn::Input<3>{}, nn::Normalization{}, nn::Dense<8, nn::relu>{}, nn::Dense<2>{}});
}

TEST_CASE("a training simulates the int8 model: images", "[quantized]") {
  check_model(
      nn::Sequential{nn::Input<9, 8, 3>{}, nn::Conv2D<7, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3>{}});
  check_model(nn::Sequential{nn::Input<9, 8, 3>{}, nn::Conv2D<7, 3>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{},
                             nn::MaxPooling2D<2>{}, nn::Dropout{}, nn::Flatten{}, nn::Dense<3>{}});
  check_model(nn::Sequential{nn::Input<9, 8, 3>{}, nn::ZeroPadding2D<1>{}, nn::DepthwiseConv2D<3, 2, nn::relu>{},
                             nn::MaxPooling2D<2>{}, nn::SeparableConv2D<5, 3, nn::relu>{}, nn::GlobalAveragePooling2D{},
                             nn::Dense<4>{}});
  check_model(nn::Sequential{nn::Input<16, 3>{}, nn::Conv1D<6, 5, nn::relu>{}, nn::MaxPooling1D<2>{}, nn::Conv1D<4, 3>{},
                             nn::GlobalMaxPooling1D{}});
}

/// Checks that all predictions are numbers that int8 has.
template <class Model>
void check_grid(const Model& model) {
  const Numbers x = bell(64 * Model::Input::size, 5);
  const auto tuned = nn::quantization_aware(model, x);
  const Quantization q = nn::quantize(tuned).output_quantization();
  const auto y = tuned.predict(x);
  float farthest = 0.0f;
  for (Index i = 0; i < y.size(); ++i) {
    farthest = (std::max)(farthest, (std::abs)(y.data()[i] - dequantize(quantize(y.data()[i], q), q)));
  }
  CHECK(farthest <= 1e-3f * q.scale);
}

TEST_CASE("a training rounds the mean of an average pool as int8 does", "[quantized]") {
  check_grid(nn::Sequential{nn::Input<8, 8, 2>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::AveragePooling2D<2>{}});
  check_grid(nn::Sequential{nn::Input<8, 8, 2>{}, nn::AveragePooling2D<3>{}});
  check_grid(nn::Sequential{nn::Input<16, 3>{}, nn::Conv1D<4, 3>{}, nn::BatchNormalization{}, nn::Activation<nn::relu6>{},
                            nn::MaxPooling1D<2>{}, nn::AveragePooling1D<2>{}, nn::AveragePooling1D<3>{}});
  check_model(nn::Sequential{nn::Input<8, 8, 2>{}, nn::AveragePooling2D<2>{}, nn::Conv2D<4, 3, nn::relu, same>{},
                             nn::MaxPooling2D<2>{}, nn::AveragePooling2D<2>{}, nn::Flatten{}, nn::Dense<3>{}});
  check_model(
      nn::Sequential{nn::Input<8, 8, 2>{},
                     nn::Residual{nn::Conv2D<2, 3, nn::relu, same>{},
                                  nn::AveragePooling2D<3, nn::PoolingOptions{.strides = 1, .padding = nn::Padding::same}>{}},
                     nn::Flatten{}, nn::Dense<3>{}});
}

TEST_CASE("a training simulates the int8 model: branches", "[quantized]") {
  check_model(nn::Sequential{nn::Input<8, 8, 4>{},
                             nn::Residual{nn::Conv2D<4, 3, nn::linear, same>{}, nn::BatchNormalization{},
                                          nn::Activation<nn::relu>{}, nn::Conv2D<4, 1>{}},
                             nn::Activation<nn::relu>{}, nn::Conv2D<3, 3>{}});
  check_model(nn::Sequential{nn::Input<8, 8, 4>{},
                             nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::tanh>{}}, nn::Branch{},
                                             nn::Branch{nn::Conv2D<3, 1, nn::relu>{}, nn::Conv2D<3, 3, nn::linear, same>{}}},
                             nn::Flatten{}, nn::Dense<4>{}});
}

/// A simulated network for 8x8 images.
auto small_model() {
  const nn::Sequential model{nn::Input<8, 8, 1>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{},
                             nn::Dense<3, nn::softmax>{}};
  return nn::quantization_aware(model, bell(64 * 64, 3));
}

TEST_CASE("a model of quantization_aware trains the same without a heap, and its file has its ranges", "[quantized]") {
  auto tuned = small_model();
  const auto start = tuned;
  auto inside = std::apply(
      [](const auto&... layer) {
        return nn::StaticSequential{nn::Input<8, 8, 1>{}, layer...};
      },
      tuned.layers());
  std::copy(tuned.parameters().begin(), tuned.parameters().end(), inside.parameters().begin());
  std::copy(tuned.state().begin(), tuned.state().end(), inside.state().begin());
  const Numbers x = bell(16 * 64, 4);
  const std::vector<std::int32_t> y{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
  auto training = tuned.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  auto without_heap = inside.template compile<16>(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  for (int step = 0; step < 5; ++step) {
    const double loss = training.train_on_batch(x, y).loss();
    CHECK(allocations_of([&] { training.train_on_batch(x, y); }) == 0);
    CHECK(static_cast<double>(without_heap.train_on_batch(x, y)) == loss);
    without_heap.train_on_batch(x, y);
  }
  CHECK(same_bits(tuned.parameters(), inside.parameters()));
  CHECK(same_bits(tuned.state(), inside.state()));

  const TempDir folder;
  const std::string path = (folder.path() / "tuned.safetensors").string();
  nn::save_checkpoint(tuned, path);
  auto loaded = start;
  nn::load_checkpoint(loaded, path);
  CHECK(same_records(nn::quantize(loaded).records(), nn::quantize(tuned).records()));
  CHECK_FALSE(same_records(nn::quantize(start).records(), nn::quantize(tuned).records()));
}

TEST_CASE("a batch that is not finite changes neither weights nor ranges", "[quantized]") {
  auto tuned = small_model();
  const auto before = tuned;
  auto training = tuned.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  Numbers x = bell(4 * 64, 4);
  for (const float bad : {std::numeric_limits<float>::max(), -std::numeric_limits<float>::max()}) {
    for (float& weight : tuned.parameters()) weight = bad;  // of which sums overflow
    const Numbers weights(tuned.parameters().begin(), tuned.parameters().end());
    training.train_on_batch(x, std::vector<std::int32_t>{0, 1, 2, 0});
    CHECK(same_bits(std::span<const float>(weights), std::span<const float>(tuned.parameters())));
    CHECK(same_bits(before.state(), tuned.state()));
  }
}

TEST_CASE("quantization_aware refuses what quantize refuses", "[quantized]") {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  const Numbers x = bell(64, 2);
  CHECK_THROWS_AS(nn::quantization_aware(model, Numbers{}), InvalidInput);
  CHECK_THROWS_AS(nn::quantization_aware(model, Numbers(7)), InvalidInput);
  CHECK_THROWS_AS(nn::quantization_aware(model, x, {.momentum = 1.0f}), InvalidInput);
  CHECK_THROWS_WITH(
      nn::quantization_aware(model, Numbers(16)),
      "quantize: the input is from 0 to 0 on the calibration data, which gives no scale; calibrate on samples like "
      "those of the application");
  auto tuned = nn::quantization_aware(model, x);
  CHECK_THROWS_AS(nn::quantize(tuned, Numbers(7)), InvalidInput);
  tuned.parameters()[0] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH(nn::quantize(tuned), "quantize: dense/kernel has inf at [0, 0]; every weight must be finite");
  auto beside = nn::quantization_aware(model, x);
  beside.state<2>(0)[0] = 0.5f;
  beside.state<2>(0)[1] = 1.0f;
  CHECK_THROWS_WITH(nn::quantize(beside), "quantize: the output of dense is from 0.5 to 1; 0 must lie in its range");
  beside.state<2>(0)[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(nn::quantize(beside), "quantize: fake_quantize_1/range has nan at [0]; every weight must be finite");
  auto changed = model;
  changed.parameter<1>(1)[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(nn::quantization_aware(changed, x), "quantize: dense_1/bias has nan at [1]; every weight must be finite");
}

}  // namespace linnet::test::quantization_aware
