// SPDX-License-Identifier: MIT
// Frozen layers against Keras: tests/golden/keras_transfer.py says how the numbers were made.
#include <linnet/models/transfer/freeze_layers.hpp>

#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>
#include <linnet/training/static_training.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/keras_model.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace linnet::test::freeze_layers {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

/// The model of keras_transfer.py.
auto keras_model() {
  const nn::BatchNormalization<> norm{.momentum = 0.5f};
  return nn::Sequential{nn::TypedInput<double, 5, 5, 2>{},
                        nn::Conv2D<4, 3, nn::relu>{.kernel_regularizer = nn::L2{1.0f / 64}},
                        norm,
                        nn::Residual{nn::Conv2D<4, 3, nn::relu, same>{}, norm},
                        nn::Dropout{0.0f},
                        nn::Flatten{},
                        nn::Dense<5, nn::tanh>{.kernel_regularizer = nn::L2{1.0f / 64}},
                        nn::Dense<3, nn::softmax>{}};
}

/// Compares the steps with the layers that `freeze` freezes, and those of all layers that follow, with Keras's.
template <class Freeze>
void compare(const std::string& name, const Freeze& freeze) {
  static const Golden golden("keras_transfer");
  auto model = keras_model();
  Tensors tensors(model);
  read(golden.values("parameters"), tensors.parameters);
  read(golden.values("state"), tensors.state);
  const std::vector<double>& x = golden.values("x");
  const nn::Labels y = [&] {
    nn::Labels labels(6);
    for (Index i = 0; i < 6; ++i) labels(i) = static_cast<std::int32_t>(golden.values("targets")[static_cast<std::size_t>(i)]);
    return labels;
  }();
  const auto agrees = [&](const std::vector<double>& have, const std::string& part) {
    INFO(name << "." << part);
    CHECK(relative_error(have, golden.values(name + "." + part)) < 1e-9);
  };
  const auto steps = [&](auto training, int count, const std::string& prefix) {
    std::vector<double> losses;
    for (int i = 0; i < count; ++i) losses.push_back(training.train_on_batch(x, y).loss());
    agrees(losses, prefix + "losses");
    agrees(joined(tensors.parameters), prefix + "parameters");
    agrees(joined(tensors.state), prefix + "state");
  };
  const nn::SparseCategoricalCrossentropy loss;
  steps(freeze(model).compile(loss, nn::SGD{.learning_rate = 0.25f, .momentum = 0.5f}), 8, "");
  steps(model.compile(loss, nn::SGD{.learning_rate = 0.0625f, .momentum = 0.5f}), 6, "tuned_");
}

TEST_CASE("Frozen layers, and all layers after them, train as in Keras", "[models/transfer]") {
  compare("first", [](auto& model) { return nn::freeze_layers<3>(model); });
  compare("middle", [](auto& model) { return nn::freeze_layers<"batch_normalization", "flatten">(model); });
  compare("last", [](auto& model) { return nn::freeze_layers<2, 7>(model); });
  compare("both_ends", [](auto& model) { return nn::freeze_layers<0, 2>(nn::freeze_layers<-1>(model)); });
  compare("all_but_head", [](auto& model) { return nn::freeze_layers<0, -1>(model); });
}

/// Samples and labels of three classes.
template <class T>
struct Images {
  nn::Tensor<4, T> x{24, 6, 6, 2};
  nn::Labels y{24};
  Images() {
    nn::Random random(2);
    fill_uniform(x.data(), x.size(), random, T(-1), T(1));
    for (Index i = 0; i < 24; ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  }
};

/// A model with statistics of data and of batches, in branches too, with layers that write gradients and a part without parameters.
template <class T>
auto model_of_everything() {
  return nn::Sequential{nn::TypedInput<T, 6, 6, 2>{},
                        nn::Normalization{},
                        nn::Conv2D<4, 3, nn::relu>{},
                        nn::BatchNormalization{},
                        nn::Add{nn::Branch{nn::Conv2D<4, 1>{}, nn::BatchNormalization{}}, nn::Branch{}},
                        nn::DepthwiseConv2D<3, 1, nn::relu, same>{},
                        nn::Reshape<4, 16>{},
                        nn::Dropout{0.2f},
                        nn::GRU<5>{},
                        nn::Dense<4, nn::tanh>{},
                        nn::Dense<3, nn::softmax>{}};
}

/// The numbers of each layer of `model`: its parameters, then its state.
template <class Model>
auto numbers_by_layer(const Model& model) {
  using Top = typename Model::Topology;
  using T = typename Top::Scalar;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto of_layer = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
      using B = typename Top::template Layer<K>;
      const T* const parameters = model.parameters().data() + Top::parameter_offsets[K];
      const T* const state = model.state().data() + Top::state_offsets[K];
      std::vector<T> all(parameters, parameters + B::parameter_slice);
      all.insert(all.end(), state, state + B::state_slice);
      return all;
    };
    return std::array<std::vector<T>, Top::size>{of_layer(std::integral_constant<std::size_t, I>{})...};
  }
  (std::make_index_sequence<Top::size>{});
}

constexpr std::size_t layer_count = decltype(model_of_everything<float>())::Topology::size;

/// Trains `model` with the layers that `freeze` freezes, and checks that exactly the others change.
template <class O, class Freeze>
void check_who_changes(const O& optimizer, const Freeze& freeze) {
  const Images<float> data;
  auto model = model_of_everything<float>();
  nn::adapt(model, data.x);
  const auto before = numbers_by_layer(model);
  auto part = freeze(model);
  auto training = part.compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  const nn::History history = training.fit(data.x, data.y, {.epochs = 2, .batch_size = 8, .seed = 1, .verbose = 0});
  CHECK(std::isfinite(history["loss"].back()));
  const auto after = numbers_by_layer(model);
  for (std::size_t i = 0; i < layer_count; ++i) {
    INFO("layer " << i);
    const bool trains = before[i].size() > 0 && i > 0;  // Normalization, 0, has a constant state
    CHECK(same_bits(std::span(before[i]), std::span(after[i])) == !(trains && !part.frozen[i]));
  }
}

template <class O>
void check_all_parts(const O& optimizer) {
  check_who_changes(optimizer, [](auto& model) { return nn::freeze_layers<5>(model); });
  check_who_changes(optimizer, [](auto& model) { return nn::freeze_layers<-5>(model); });
  check_who_changes(optimizer, [](auto& model) { return nn::freeze_layers<2, -2>(model); });
  check_who_changes(optimizer, [](auto& model) { return nn::freeze_layers<2, 4>(nn::freeze_layers<-3, -1>(model)); });
}

TEST_CASE("Frozen layers keep their bits, moving statistics included, and all others train", "[models/transfer]") {
  check_all_parts(nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f});
  check_all_parts(nn::AdamW{.learning_rate = 0.01f, .weight_decay = 0.1f, .global_clipnorm = 0.5f});
}

/// Steps with the layers that `freeze` freezes give the bits of steps of the whole model whose frozen layers are put back after each.
template <class O, class Freeze>
void check_against_whole(const O& optimizer, const Freeze& freeze) {
  const Images<float> data;
  const auto make = [] {
    return nn::Sequential{
        nn::Input<6, 6, 2>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::Conv2D<4, 1, nn::relu>{}, nn::Conv2D<3, 3, nn::tanh>{},
        nn::Flatten{},        nn::Dense<5, nn::relu>{},     nn::Dense<3, nn::softmax>{}};
  };
  auto model = make(), whole = make();
  auto part = freeze(model);
  auto training = part.compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  auto whole_training = whole.compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  using Top = typename decltype(model)::Topology;
  const std::vector<float> start(whole.parameters().begin(), whole.parameters().end());
  for (int step = 0; step < 5; ++step) {
    training.train_on_batch(data.x, data.y);
    whole_training.train_on_batch(data.x, data.y);
    for (std::size_t i = 0; i < Top::size; ++i) {
      const auto first = static_cast<std::size_t>(Top::parameter_offsets[i]);
      const auto end = i + 1 < Top::size ? static_cast<std::size_t>(Top::parameter_offsets[i + 1]) : start.size();
      if (part.frozen[i]) std::copy(start.data() + first, start.data() + end, whole.parameters().data() + first);
    }
    CHECK(same_bits(model.parameters(), whole.parameters()));
  }
}

TEST_CASE("Layers that train take the steps that they take in the whole model", "[models/transfer]") {
  const auto check = [](const auto& optimizer) {
    check_against_whole(optimizer, [](auto& model) { return nn::freeze_layers<2>(model); });
    check_against_whole(optimizer, [](auto& model) { return nn::freeze_layers<"conv2d_1", "conv2d_2">(model); });
    check_against_whole(optimizer, [](auto& model) { return nn::freeze_layers<-3>(model); });
    check_against_whole(optimizer, [](auto& model) { return nn::freeze_layers<1, 2>(nn::freeze_layers<"dense">(model)); });
  };
  check(nn::Adam{});
  check(nn::RMSprop{});
}

TEST_CASE("A gradient passes frozen last layers, statistics among them", "[models/transfer]") {
  const Images<double> data;
  auto model = nn::Sequential{nn::TypedInput<double, 6, 6, 2>{},
                              nn::Conv2D<4, 3, nn::tanh>{},
                              nn::BatchNormalization{},
                              nn::Add{nn::Branch{nn::Conv2D<4, 1>{}, nn::BatchNormalization{}}, nn::Branch{}},
                              nn::DepthwiseConv2D<3, 1, nn::tanh, same>{},
                              nn::Reshape<4, 16>{},
                              nn::GRU<5>{},
                              nn::LayerNormalization<>{},
                              nn::Dense<3, nn::softmax>{}};
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}).fit(data.x, data.y, {.epochs = 2, .verbose = 0});
  auto steps = nn::freeze_layers<1, 8>(model).compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 1e-30f});
  steps.train_on_batch(data.x, data.y);
  const std::vector<double> gradients(steps.gradients().begin(), steps.gradients().end());
  double largest = 0.0;
  for (const std::size_t tensor : {std::size_t{0}, std::size_t{1}}) {
    const std::span<double> numbers = model.parameter<0>(tensor);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double was = numbers[i], h = 1e-5;
      numbers[i] = was + h;
      const double above = steps.test_on_batch(data.x, data.y).loss();
      numbers[i] = was - h;
      const double below = steps.test_on_batch(data.x, data.y).loss();
      numbers[i] = was;
      const double have = gradients[static_cast<std::size_t>(numbers.data() - model.parameters().data()) + i];
      CHECK_THAT(have, WithinAbs((above - below) / (2.0 * h), 1e-8));
      largest = std::max(largest, std::abs(have));
    }
  }
  CHECK(largest > 1e-4);
}
}  // namespace linnet::test::freeze_layers
