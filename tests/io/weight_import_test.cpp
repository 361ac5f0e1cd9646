// SPDX-License-Identifier: MIT
// Files that PyTorch and Keras wrote (golden/weight_files.py): our models give the predictions of theirs.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace linnet::test::weight_import {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};

std::string file(const std::string& name) { return repository_path("tests/golden/" + name + ".safetensors"); }

/// The largest distance between what `model` predicts and what `name` in `golden` says.
template <class Model>
double error_of(Model& model, const Golden& golden, const std::string& name) {
  const std::vector<double>& numbers = golden.values(name + "_x_f32");
  const std::vector<double>& expected = golden.values(name + "_y_f32");
  const std::vector<float> input(numbers.begin(), numbers.end());
  std::vector<float> output(expected.size());
  std::vector<Index> dims;
  Tensor<2> x(3, Model::Input::size);
  REQUIRE(static_cast<std::size_t>(x.size()) == input.size());
  detail::predict<typename Model::Topology>(model.layers(), FlatView<const float>(input), FlatView<float>(output),
                                            std::as_const(model).parameters().data(), std::as_const(model).state().data(),
                                            Storage<float>(Model::inference_bytes() / 4).data());
  double largest = 0.0;
  for (std::size_t i = 0; i < output.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(output[i]) - expected[i]));
  return largest;
}

auto torch_cnn() {
  using namespace nn;
  return Sequential{Input<8, 8, 1>{},
                    Conv2D<4, 3, linear, ConvOptions{.use_bias = false}>{},
                    BatchNormalization<>{.epsilon = 1e-5f},
                    Activation<relu>{},
                    MaxPooling2D<2>{},
                    ZeroPadding2D<Size2D{1, 0}>{},
                    Conv2D<6, Size2D{3, 2}, relu, ConvOptions{.strides = {1, 2}}>{},
                    Flatten{},
                    Dropout{0.5f},
                    Dense<7, relu>{},
                    Dense<3, softmax>{}};
}

TEST_CASE("An nn.Sequential of PyTorch predicts the same here", "[io]") {
  const Golden golden("torch_weights");
  auto model = torch_cnn();
  const nn::WeightReport report = nn::load_weights(model, file("torch_cnn"));
  CHECK(report.loaded.size() == 11);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_cnn") < 1e-5);

  nn::Sequential signal{nn::Input<10, 2>{}, nn::Conv1D<3, 4, nn::tanh>{}, nn::Flatten{}, nn::Dense<2>{}};
  nn::load_weights(signal, file("torch_conv1d"));
  CHECK(error_of(signal, golden, "torch_conv1d") < 1e-5);
}

auto torch_named() {
  using namespace nn;
  return Sequential{Input<6, 7, 2>{}, DepthwiseConv2D<3, 2, relu>{},          SeparableConv2D<5, 3, linnet::tanh>{},
                    Flatten{},        BatchNormalization<>{.epsilon = 1e-5f}, Dense<4, sigmoid>{}};
}

TEST_CASE("Modules with names are given in the model's order", "[io]") {
  const Golden golden("torch_weights");
  auto model = torch_named();
  nn::load_weights(model, file("torch_named"), {.layers = {"zoom", "across", "along", "norm", "head"}});
  CHECK(error_of(model, golden, "torch_named") < 1e-5);

  const auto before = model;
  CHECK_THROWS_MATCHES(nn::load_weights(model, file("torch_named")), std::runtime_error,
                       message_contains("whose files do not keep the order of the modules") &&
                           message_contains("it has across, along, head, norm, zoom"));
  CHECK_THROWS_MATCHES(nn::load_weights(model, file("torch_named"), {.layers = {"zoom", "across", "norm", "head"}}),
                       std::runtime_error, message_contains("has the modules zoom, across, norm, head; expected 5, for"));
  CHECK_THROWS_MATCHES(
      nn::load_weights(model, file("torch_named"), {.layers = {"along", "across", "zoom", "norm", "head"}}), std::runtime_error,
      message_contains(
          "depthwise_conv2d/kernel (along.weight) (the file has F32 5 x 4 x 1 x 1, the model needs F32 4 x 1 x 3 x 3)"));
  CHECK(same_bits(model.parameters(), before.parameters()));
  CHECK(same_bits(model.state(), before.state()));
}

TEST_CASE("A module too many or too few of PyTorch is refused", "[io]") {
  nn::Sequential model{nn::Input<8, 8, 1>{}, nn::Conv2D<4, 3>{}, nn::Flatten{}, nn::Dense<3>{}};
  CHECK_THROWS_MATCHES(nn::load_weights(model, file("torch_cnn")), std::runtime_error,
                       message_contains("has the modules 0, 1, 4, 8, 10; expected 2, for conv2d, dense"));
}

TEST_CASE("A double model takes the numbers of a float file", "[io]") {
  nn::Sequential wide{nn::TypedInput<double, 10, 2>{}, nn::Conv1D<3, 4>{}, nn::Flatten{}, nn::Dense<2>{}};
  nn::Sequential model{nn::Input<10, 2>{}, nn::Conv1D<3, 4>{}, nn::Flatten{}, nn::Dense<2>{}};
  nn::load_weights(model, file("torch_conv1d"));
  const nn::WeightReport report = nn::load_weights(wide, file("torch_conv1d"));
  CHECK(report.converted.size() == 4);
  CHECK(report.converted[0] == "conv1d/bias (0.bias) (F32)");
  const auto kernel = model.parameter<0>(0), bias = model.parameter<2>(1);
  const auto wide_kernel = wide.parameter<0>(0), wide_bias = wide.parameter<2>(1);
  CHECK(std::equal(kernel.begin(), kernel.end(), wide_kernel.begin(), wide_kernel.end()));
  CHECK(std::equal(bias.begin(), bias.end(), wide_bias.begin(), wide_bias.end()));
}

auto torch_nested() {
  using namespace nn;
  return Sequential{Input<10, 10, 1>{},
                    Conv2D<4, 3>{},
                    BatchNormalization<>{.epsilon = 1e-5f},
                    Activation<relu>{},
                    Conv2D<4, 3, relu, ConvOptions{.padding = Padding::same}>{},
                    Conv2D<4, 3, relu, ConvOptions{.padding = Padding::same}>{},
                    MaxPooling2D<2>{},
                    Conv2D<4, 3, relu, ConvOptions{.padding = Padding::same}>{},
                    Flatten{},
                    Dense<8, relu>{},
                    Dense<8, linnet::tanh>{},
                    Dense<3, softmax>{}};
}

/// Writes PyTorch's `weight` and `bias` of a Linear for each of the names.
void write_linears(const std::string& path, const std::vector<std::tuple<std::string, Index, Index>>& modules) {
  std::vector<std::string> names;
  std::vector<std::vector<Index>> dims;
  std::vector<std::vector<float>> numbers;
  for (const auto& [name, inputs, units] : modules) {
    for (const bool bias : {false, true}) {
      names.push_back(name + (bias ? ".bias" : ".weight"));
      dims.push_back(bias ? std::vector{units} : std::vector{units, inputs});
      numbers.emplace_back(static_cast<std::size_t>(bias ? units : units * inputs), static_cast<float>(names.size()));
    }
  }
  std::vector<detail::SafetensorsTensor> tensors;
  for (std::size_t i = 0; i < names.size(); ++i) {
    tensors.push_back({names[i], "F32", dims[i], std::as_bytes(std::span(numbers[i]))});
  }
  detail::write_safetensors(path, tensors, {});
}

TEST_CASE("A file of PyTorch without weights is refused, and one with integers next to the weights is read", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::Sequential model{nn::Input<3>{}, nn::Dense<2>{}};
  const auto before = model;
  const std::vector<std::int64_t> integers(6, 1);
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
  const std::vector<Index> kernel{2, 3}, bias{2};
  const detail::SafetensorsTensor steps{"steps.weight", "I64", kernel, std::as_bytes(std::span(integers))};
  detail::write_safetensors(path, {steps}, {});
  for (const bool skip : {false, true}) {
    CHECK_THROWS_MATCHES(nn::load_weights(model, path, {.skip_mismatch = skip}), std::runtime_error,
                         message_contains("has no weights: its tensors are integers, truth values or counts of updates"));
    CHECK(same_bits(model.parameters(), before.parameters()));
  }
  detail::write_safetensors(path,
                            {steps,
                             {"0.weight", "F32", kernel, std::as_bytes(std::span(numbers))},
                             {"0.bias", "F32", bias, std::as_bytes(std::span(numbers).first(2))}},
                            {});
  const nn::WeightReport report = nn::load_weights(model, path);
  CHECK(report.complete());
  CHECK(report.unexpected == std::vector<std::string>{"steps.weight"});
  CHECK(model.parameter<0>(0)[1] == 4.0f);
}

TEST_CASE("Modules in modules of PyTorch go by their shapes and numbers", "[io]") {
  const Golden golden("torch_weights");
  auto model = torch_nested();
  const nn::WeightReport report = nn::load_weights(model, file("torch_nested"));
  CHECK(report.loaded.size() == 18);
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_nested") < 1e-5);
}

TEST_CASE("Modules in modules that shapes and numbers do not tell apart are refused with both lists", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4>{}, nn::Dense<4>{}, nn::Dense<4>{}, nn::Dense<2>{}};
  const auto before = model;
  const auto refuses = [&](const std::vector<std::tuple<std::string, Index, Index>>& modules) {
    write_linears(path, modules);
    CHECK_THROWS_MATCHES(nn::load_weights(model, path), std::runtime_error,
                         message_contains("whose files do not keep the order of the modules, and their shapes do not say which "
                                          "is which: name them in the model's order in LoadOptions::layers; it has ") &&
                             message_contains("(bias 4, weight 4 x 3)") &&
                             message_contains("; the model has dense (bias 4, weight 4 x 3), dense_1 (bias 4, weight 4 x 4), "
                                              "dense_2 (bias 4, weight 4 x 4), dense_3 (bias 2, weight 2 x 4)"));
    CHECK(same_bits(model.parameters(), before.parameters()));
  };
  refuses({{"net.first", 3, 4}, {"net.middle", 4, 4}, {"net.next", 4, 4}, {"net.last", 4, 2}});
  refuses({{"net.0", 3, 4}, {"body.1", 4, 4}, {"net.1", 4, 4}, {"net.last", 4, 2}});
  refuses({{"net.0", 3, 4}, {"net.1", 4, 4}, {"net.2", 4, 4}, {"net.3", 4, 4}, {"head", 4, 2}});  // one too many
  refuses({{"net.0", 3, 4}, {"net.1", 4, 4}, {"net.2", 4, 4}, {"head", 4, 2}, {"aux", 4, 7}});
  refuses({{"net.0", 3, 4}, {"net.1", 4, 4}, {"net.2", 4, 4}, {"head", 4, 3}});

  write_linears(path, {{"net.0", 3, 4}, {"net.10", 4, 4}, {"net.9", 4, 4}, {"head", 4, 3}});
  const nn::WeightReport report = nn::load_weights(model, path, {.skip_mismatch = true});
  CHECK(report.loaded.size() == 6);
  CHECK(report.missing == std::vector<std::string>{"dense_3/kernel (no module of the file has its shapes)",
                                                   "dense_3/bias (no module of the file has its shapes)"});
  CHECK(report.unexpected == std::vector<std::string>{"head.weight", "head.bias"});
  CHECK(model.parameter<1>(0)[0] == 5.0f);  // net.9 comes before net.10
  CHECK(model.parameter<2>(0)[0] == 3.0f);
  CHECK(same_bits(model.parameter<3>(0), before.parameter<3>(0)));

  write_linears(path, {{"fc2", 4, 4}, {"fc1", 4, 4}, {"in", 3, 4}, {"out", 4, 2}});
  nn::load_weights(model, path);
  CHECK(model.parameter<1>(0)[0] == 3.0f);
  write_linears(path, {{"0.0", 3, 4}, {"1.0.0", 4, 4}, {"1.0.2", 4, 4}, {"2", 4, 2}});
  nn::load_weights(model, path);
  CHECK(model.parameter<3>(1)[0] == 8.0f);
}

auto keras_nested() {
  using namespace nn;
  return Sequential{Input<8, 8, 2>{}, Normalization{},  Conv2D<4, 3, relu>{},     BatchNormalization{}, Flatten{},
                    Dense<6, elu>{},  Dense<6, relu>{}, Dense<6, linnet::tanh>{}, Dense<3, softmax>{}};
}

TEST_CASE("Models in models of Keras go by names, shapes and numbers", "[io]") {
  const Golden golden("keras_weights");
  auto model = keras_nested();
  const nn::WeightReport report = nn::load_weights(model, file("keras_nested"));
  CHECK(report.loaded.size() == 16);
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
  CHECK(report.loaded[0].find(" (sequential_3/") != std::string::npos);
  CHECK(error_of(model, golden, "keras_nested") < 1e-5);
}

/// Writes the kernel of a Dense for each of the names: inputs x units numbers that count the names.
void write_kernels(const std::string& path, const std::vector<std::tuple<std::string, Index, Index>>& layers) {
  std::vector<std::vector<Index>> dims;
  std::vector<std::vector<float>> numbers;
  for (const auto& [name, inputs, units] : layers) {
    dims.push_back({inputs, units});
    numbers.emplace_back(static_cast<std::size_t>(inputs * units), static_cast<float>(dims.size()));
  }
  std::vector<detail::SafetensorsTensor> tensors;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    tensors.push_back({std::get<0>(layers[i]) + "/kernel", "F32", dims[i], std::as_bytes(std::span(numbers[i]))});
  }
  detail::write_safetensors(path, tensors, {});
}

TEST_CASE("Paths of Keras: our names at their ends, else Keras's count, else they are refused with both lists", "[io]") {
  using Plain = nn::Dense<4, nn::linear, nn::DenseOptions{.use_bias = false}>;
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::Sequential model{nn::Input<4>{}, Plain{}, Plain{}, Plain{}};
  const auto loaded = [&](const std::vector<std::tuple<std::string, Index, Index>>& layers) {
    write_kernels(path, layers);
    nn::load_weights(model, path);
    return std::vector<float>{model.parameter<0>(0)[0], model.parameter<1>(0)[0], model.parameter<2>(0)[0]};
  };
  using Numbers = std::vector<float>;
  CHECK(loaded({{"net/a/dense_2", 4, 4}, {"net/b/dense", 4, 4}, {"net/dense_1", 4, 4}}) == Numbers{2, 3, 1});
  CHECK(loaded({{"net/a/dense_2", 4, 4}, {"net/b/dense", 4, 4}, {"net/dense_1", 4, 4}, {"adam/dense_3", 4, 4}}) ==
        Numbers{2, 3, 1});
  CHECK(loaded({{"s_1/dense_10", 4, 4}, {"s/dense_9", 4, 4}, {"s_1/dense_11", 4, 4}}) == Numbers{2, 1, 3});
  CHECK(loaded({{"block_2/d", 4, 4}, {"block/d", 4, 4}, {"block_1/d", 4, 4}, {"adam/steps", 1, 1}}) == Numbers{2, 3, 1});
  CHECK(loaded({{"dense_2", 4, 4}, {"inner/other", 4, 4}, {"dense", 4, 4}, {"dense_1", 4, 4}}) == Numbers{3, 4, 1});
  for (const auto& layers : std::vector<std::vector<std::tuple<std::string, Index, Index>>>{
           {{"net/a", 4, 4}, {"net/b", 4, 4}, {"net/c", 4, 4}},
           {{"s/dense_3", 4, 4}, {"s_1/dense_2", 4, 4}, {"s_2/dense_1", 4, 4}},  // the models count the other way round
           {{"net/dense_1", 4, 4}, {"net/dense_2", 4, 4}},
           {{"net/dense_1", 4, 4}, {"net/dense_2", 4, 4}, {"net/dense_3", 4, 5}}}) {
    write_kernels(path, layers);
    CHECK_THROWS_MATCHES(
        nn::load_weights(model, path), std::runtime_error,
        message_contains("has the layers of models in models, and neither names nor shapes say which is which") &&
            message_contains(" (kernel 4 x 4)") &&
            message_contains("; the model has dense (kernel 4 x 4), dense_1 (kernel 4 x 4), dense_2 (kernel"));
  }
  write_kernels(path, {{"net/a", 4, 4}, {"net/b", 4, 4}, {"net/c", 4, 4}});
  nn::load_weights(model, path, {.layers = {"net/c", "net/a", "net/b"}});
  CHECK(model.parameter<0>(0)[0] == 3.0f);

  nn::Sequential body{nn::Input<4>{}, Plain{}, nn::Dense<2>{}};
  write_kernels(path, {{"s/dense_5", 4, 4}, {"s/head", 4, 7}});
  const nn::WeightReport report = nn::load_weights(body, path, {.skip_mismatch = true});
  CHECK(report.loaded == std::vector<std::string>{"dense/kernel (s/dense_5/kernel)"});
  CHECK(report.missing == std::vector<std::string>{"dense_1/kernel", "dense_1/bias"});
}

auto keras_cnn() {
  using namespace nn;
  return Sequential{Input<8, 8, 2>{},
                    Normalization{},
                    Conv2D<4, 3, relu, ConvOptions{.padding = Padding::same}>{},
                    BatchNormalization{},
                    DepthwiseConv2D<3, 2>{},
                    SeparableConv2D<5, 3, linnet::tanh, ConvOptions{.strides = 2}>{},
                    BatchNormalization<BatchNormalizationOptions{.scale = false}>{},
                    Flatten{},
                    Dropout{0.5f},
                    Dense<6, elu>{},
                    Dense<3, softmax>{}};
}

TEST_CASE("A model of Keras predicts the same here", "[io]") {
  const Golden golden("keras_weights");
  auto model = keras_cnn();
  const nn::WeightReport report = nn::load_weights(model, file("keras_cnn"));
  CHECK(report.loaded.size() == 20);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "keras_cnn") < 1e-5);
}

TEST_CASE("Rows that are flattened keep their order", "[io]") {
  const Golden golden("torch_weights");
  nn::Sequential model{nn::Input<4, 5>{}, nn::Flatten{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  nn::load_weights(model, file("torch_flat"));
  CHECK(error_of(model, golden, "torch_flat") < 1e-5);
}

TEST_CASE("A Normalization in front of layers of PyTorch keeps its numbers", "[io]") {
  nn::Sequential model{nn::Input<10, 2>{}, nn::Normalization{}, nn::Conv1D<3, 4, nn::tanh>{}, nn::Flatten{}, nn::Dense<2>{}};
  model.state<0>(0)[1] = 3.0f;
  nn::Sequential without{nn::Input<10, 2>{}, nn::Conv1D<3, 4, nn::tanh>{}, nn::Flatten{}, nn::Dense<2>{}};
  CHECK(nn::load_weights(model, file("torch_conv1d")).complete());
  nn::load_weights(without, file("torch_conv1d"));
  CHECK(model.state<0>(0)[1] == 3.0f);
  CHECK(same_bits(model.parameter<1>(0), without.parameter<0>(0)));
  CHECK(same_bits(model.parameter<3>(0), without.parameter<2>(0)));
}

TEST_CASE("A tensor of a layer that the model's layer has not is a mismatch", "[io]") {
  nn::Sequential model{nn::Input<10, 2>{}, nn::Conv1D<3, 4, nn::tanh, nn::ConvOptions{.use_bias = false}>{}, nn::Flatten{},
                       nn::Dense<2>{}};
  const auto before = model;
  CHECK_THROWS_MATCHES(nn::load_weights(model, file("torch_conv1d")), std::runtime_error,
                       message_contains("0.bias (the model's layer has no such tensor)"));
  CHECK(same_bits(model.parameters(), before.parameters()));
}

/// The names in PyTorch of the tensors of `model`; empty where there is none.
template <class Model>
std::vector<std::string> torch_names(const Model&) {
  std::vector<std::string> names;
  for (const auto& tensor : detail::NamedTensors::of<typename Model::Topology>().tensors) {
    names.emplace_back(tensor.torch.empty() ? "" : tensor.torch[0].name);
  }
  return names;
}

TEST_CASE("A vector that PyTorch orders differently cannot be imported", "[io]") {
  using namespace nn;
  using Names = std::vector<std::string>;
  CHECK(torch_names(Sequential{Input<2, 2, 3>{}, Flatten{}, Residual{Dense<12>{}}, Dense<2>{}}) ==
        Names{"", "", "weight", "bias"});
  CHECK(torch_names(Sequential{Input<4>{}, Dense<6>{}, Dense<8>{}, BatchNormalization<>{}, Reshape<2, 2, 2>{},
                               Conv2D<3, 1>{}}) == Names{"weight", "bias", "", "", "", "", "", "", "weight", "bias"});
  CHECK(torch_names(Sequential{Input<4>{}, Dense<9>{}, Reshape<3, 3, 1>{}, Conv2D<3, 1>{}}) ==
        Names{"weight", "bias", "weight", "bias"});
  CHECK(torch_names(Sequential{Input<2, 2, 3>{}, Conv2D<2, 1>{}, Flatten{}, Reshape<2, 2, 2>{}, Conv2D<3, 1>{}}) ==
        Names{"weight", "bias", "weight", "bias"});
  CHECK(torch_names(Sequential{Input<2, 2, 2, 3>{}, TimeDistributed{Conv2D<3, 1>{}}, Flatten{}, Dense<2>{}}) ==
        Names{"weight", "bias", "", ""});
}

/// A layer from outside that states its tensors in PyTorch: all but one.
struct Grouped {
  static constexpr std::string_view name = "grouped";
  static constexpr std::array<TorchTensor, 2> torch{{{"mix", "weight", "WOI", 1}, {"scale", "weight", "I"}}};
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{ParameterInfo{"scale", {last_dim<In>, 1, 1, 1}}, ParameterInfo{"mix", {5, 7, last_dim<In>, 1}, 3},
                      ParameterInfo{"own", {2, 1, 1, 1}}};
  }
  template <class Pass>
  void forward(const Pass&) const {}
};

TEST_CASE("A layer from outside states its tensors in PyTorch", "[io]") {
  using namespace nn;
  const Sequential model{Input<2, 3>{}, Dense<3>{}, Grouped{}, Flatten{}, Dense<2>{}};
  const auto named = detail::NamedTensors::of<decltype(model)::Topology>();
  CHECK(torch_names(model) == std::vector<std::string>{"weight", "bias", "weight", "weight", "", "weight", "bias"});
  CHECK(named.modules == 4);
  CHECK(named.tensors[2].module_number == 1);
  CHECK(named.tensors[3].module_number == 2);
  CHECK(named.tensors[5].module_number == 3);
  const detail::TorchForm& mix = named.tensors[3].torch.at(0);
  CHECK(mix.rank == 3);
  CHECK(mix.dims == std::array<Index, 4>{7, 3, 5, 1});
}

TEST_CASE("The input of a Dense after a Flatten has the channels last", "[io]") {
  using namespace nn;
  const auto last = [](const auto& model) {
    using Model = std::remove_cvref_t<decltype(model)>;
    const auto named = detail::NamedTensors::of<typename Model::Topology>();
    const detail::TorchForm& form = named.tensors[named.tensors.size() - 2].torch.at(0);
    return std::pair(form.channels, form.positions);
  };
  using Pair = std::pair<Index, Index>;
  CHECK(last(Sequential{Input<2, 2, 3>{}, Flatten{}, Dense<2>{}}) == Pair{3, 4});
  CHECK(last(Sequential{Input<4, 3>{}, Flatten{}, Dense<2>{}}) == Pair{12, 1});  // rows are rows there too
  CHECK(last(Sequential{Input<4, 3>{}, Conv1D<3, 1>{}, Flatten{}, Dense<2>{}}) == Pair{3, 4});
  CHECK(last(Sequential{Input<4, 3>{}, MaxPooling1D<2>{}, Flatten{}, Dense<2>{}}) == Pair{3, 2});
  CHECK(last(Sequential{Input<4, 3>{}, BatchNormalization<>{}, Flatten{}, Dense<2>{}}) == Pair{3, 4});
  CHECK(last(Sequential{Input<4, 3>{}, Conv1D<3, 1>{}, Dense<5>{}, Flatten{}, Dense<2>{}}) == Pair{20, 1});
  CHECK(last(Sequential{Input<2, 2, 3>{}, Flatten{}, Dropout{0.5f}, Activation<relu>{}, Dense<2>{}}) == Pair{3, 4});
  CHECK(last(Sequential{Input<2, 2, 3>{}, Flatten{}, Dense<12>{}, Dense<2>{}}) == Pair{12, 1});
  CHECK(last(Sequential{Input<2, 2, 3>{}, GlobalMaxPooling2D{}, Dense<2>{}}) == Pair{3, 1});
  CHECK(last(Sequential{Input<4, 3>{}, Residual{Conv1D<3, 1>{}}, Flatten{}, Dense<2>{}}) == Pair{3, 4});
  CHECK(last(Sequential{Input<4, 3>{}, Conv1D<3, 1>{}, GRU<2, sequences>{}, Flatten{}, Dense<2>{}}) == Pair{8, 1});
  CHECK(last(Sequential{Input<4, 3>{}, Bidirectional{LSTM<2, sequences>{}}, Flatten{}, Dense<2>{}}) == Pair{16, 1});
}

auto torch_lstm() {
  using namespace nn;
  return Sequential{Input<5, 3>{}, Bidirectional{LSTM<4, sequences>{}}, Bidirectional{LSTM<4, sequences>{}}, Flatten{},
                    Dense<2, softmax>{}};
}

TEST_CASE("An LSTM of PyTorch is a layer for each of its layers and directions", "[io]") {
  const Golden golden("torch_weights");
  auto model = torch_lstm();
  const nn::WeightReport report = nn::load_weights(model, file("torch_lstm"));
  CHECK(report.loaded.size() == 18);
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_lstm") < 1e-5);
  auto listed = torch_lstm();
  nn::load_weights(listed, file("torch_lstm"), {.layers = {"lstm", "head"}});
  CHECK(same_bits(listed.parameters(), model.parameters()));

  nn::Sequential unfit{nn::Input<5, 3>{}, nn::LSTM<4, sequences>{}, nn::Flatten{}, nn::Dense<2>{}};
  CHECK_THROWS_MATCHES(nn::load_weights(unfit, file("torch_lstm")), std::runtime_error,
                       message_contains("lstm.*_l1_reverse (bias_hh 16, bias_ih 16, weight_hh 16 x 4, weight_ih 16 x 8)") &&
                           message_contains("the model has lstm (bias_hh 16, bias_ih 16, weight_hh 16 x 4, weight_ih 16 x 3)"));
  CHECK_THROWS_MATCHES(nn::load_weights(unfit, file("torch_lstm"), {.layers = {"lstm.*_l0_reverse", "head"}}),
                       std::runtime_error,
                       message_contains("dense/kernel (head.weight) (the file has F32 2 x 40, the model needs F32 2 x 20)"));
}

TEST_CASE("An RNN and a GRU of PyTorch predict the same here", "[io]") {
  const Golden golden("torch_weights");
  nn::Sequential model{nn::Input<5, 3>{}, nn::SimpleRNN<4, sequences, nn::relu>{}, nn::GRU<3, sequences>{},
                       nn::GRU<3, nn::RecurrentOptions{.use_bias = false}>{}, nn::Dense<2>{}};
  const std::vector<std::string> layers{"rnn", "gru", "cell", "head"};
  const nn::WeightReport report = nn::load_weights(model, file("torch_gru"), {.layers = layers});
  CHECK(report.loaded.size() == 12);
  CHECK(std::ranges::count(report.loaded, "gru/bias (gru.bias_hh_l0)") == 1);
  CHECK(std::ranges::count(report.loaded, "gru_1/kernel (cell.weight_ih)") == 1);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_gru") < 1e-5);

  nn::Sequential reset_before{nn::Input<5, 3>{}, nn::SimpleRNN<4, sequences, nn::relu>{},
                              nn::GRU<3, nn::RecurrentOptions{.return_sequences = true, .reset_after = false}>{},
                              nn::GRU<3, nn::RecurrentOptions{.use_bias = false}>{}, nn::Dense<2>{}};
  CHECK_THROWS_MATCHES(nn::load_weights(reset_before, file("torch_gru"), {.layers = layers}), std::runtime_error,
                       message_contains("missing: gru/kernel (nothing of PyTorch corresponds to it)"));
}

TEST_CASE("The tensors of a single module of PyTorch have no dots in their names", "[io]") {
  using namespace nn;
  const Golden golden("torch_weights");
  Sequential lstm{Input<5, 3>{}, Bidirectional{LSTM<4, sequences>{}}, Bidirectional{LSTM<4, sequences>{}}};
  const WeightReport report = load_weights(lstm, file("torch_only_lstm"));
  CHECK(report.loaded.size() == 16);
  CHECK(std::ranges::count(report.loaded, "lstm_3/kernel (weight_ih_l1_reverse)") == 1);
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
  CHECK(error_of(lstm, golden, "torch_only_lstm") < 1e-5);

  Sequential gru{Input<5, 3>{}, GRU<4>{}};
  CHECK(load_weights(gru, file("torch_only_gru")).loaded.size() == 4);
  CHECK(error_of(gru, golden, "torch_only_gru") < 1e-5);
  Sequential listed{Input<5, 3>{}, GRU<4>{}};
  load_weights(listed, file("torch_only_gru"), {.layers = {"."}});
  CHECK(same_bits(listed.parameters(), gru.parameters()));

  Sequential deep{Input<5, 3>{}, GRU<4, sequences>{}, GRU<4>{}};
  CHECK_THROWS_MATCHES(load_weights(deep, file("torch_only_gru")), std::runtime_error,
                       message_contains("has the modules .*_l0; expected 2, for gru, gru_1"));
  Sequential narrow{Input<5, 3>{}, GRU<3>{}};
  CHECK_THROWS_MATCHES(load_weights(narrow, file("torch_only_gru")), std::runtime_error,
                       message_contains("gru/kernel (weight_ih_l0) (the file has F32 12 x 3, the model needs F32 9 x 3)"));

  const TempDir folder;
  const std::string path = (folder.path() / "linear.safetensors").string();
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
  const std::vector<Index> kernel{2, 3}, bias{2};
  detail::write_safetensors(path,
                            {{"weight", "F32", kernel, std::as_bytes(std::span(numbers))},
                             {"bias", "F32", bias, std::as_bytes(std::span(numbers).first(2))}},
                            {});
  Sequential dense{Input<3>{}, Dense<2>{}};
  CHECK(load_weights(dense, path).loaded == std::vector<std::string>{"dense/kernel (weight)", "dense/bias (bias)"});
  CHECK(dense.parameter<0>(0)[1] == 4.0f);  // of the first input to the second output
}

TEST_CASE("PyTorch's attention has the kernels of query, key and value in one tensor", "[io]") {
  using namespace nn;
  const Golden golden("torch_weights");
  Sequential model{Input<5, 6>{}, MultiHeadAttention<2, 3>{}};
  const WeightReport report = load_weights(model, file("torch_only_attention"));
  CHECK(report.loaded.size() == 8);
  CHECK(std::ranges::count(report.loaded, "multi_head_attention/key/bias (in_proj_bias)") == 1);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_only_attention") < 1e-5);

  // A head has another size: PyTorch's sizes are the features in all.
  Sequential wide{Input<5, 6>{}, MultiHeadAttention<2, 4>{}};
  const auto mismatch = [](const char* tensor) {
    return message_contains(std::string("multi_head_attention/") + tensor +
                            "/kernel (in_proj_weight) (the file has F32 18 x 6, the model needs F32 24 x 6)");
  };
  CHECK_THROWS_MATCHES(load_weights(wide, file("torch_only_attention")), std::runtime_error,
                       mismatch("query") && mismatch("key") && mismatch("value"));
  constexpr MultiHeadAttentionOptions no_bias{.use_bias = false};
  Sequential unbiased{Input<5, 6>{}, MultiHeadAttention<2, 3, no_bias>{}};
  CHECK_THROWS_MATCHES(load_weights(unbiased, file("torch_only_attention")), std::runtime_error,
                       message_contains("in_proj_bias (the model's layer has no such tensor)") &&
                           message_contains("out_proj.bias (the model's layer has no such tensor)"));
}

TEST_CASE("A transformer encoder of PyTorch predicts the same here", "[io]") {
  using namespace nn;
  const Golden golden("torch_weights");
  constexpr LayerNormalization<> norm{.epsilon = 1e-5f};
  const auto encoder = [&] {
    return Sequential{Input<5, 6>{}, Residual{MultiHeadAttention<2, 3>{}},
                      norm,          Residual{Dense<10, gelu>{}, Dense<6>{}},
                      norm,          Residual{MultiHeadAttention<2, 3>{}},
                      norm,          Residual{Dense<10, gelu>{}, Dense<6>{}},
                      norm,          Flatten{},
                      Dense<2>{}};
  };
  auto model = encoder();
  const WeightReport report = load_weights(model, file("torch_encoder"));
  CHECK(report.loaded.size() == 34);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "torch_encoder") < 1e-5);

  auto listed = encoder();
  const std::string block[] = {"encoder.layers.0.", "encoder.layers.1."};
  LoadOptions options;
  for (const std::string& b : block) {
    for (const char* name : {"self_attn", "norm1", "linear1", "linear2", "norm2"}) options.layers.push_back(b + name);
  }
  options.layers.emplace_back("head");
  load_weights(listed, file("torch_encoder"), options);
  CHECK(same_bits(listed.parameters(), model.parameters()));
}

TEST_CASE("Recurrent layers of Keras go by names, shapes, directions and numbers", "[io]") {
  using namespace nn;
  const Golden golden("keras_weights");
  Sequential model{Input<5, 3>{},
                   Bidirectional{LSTM<3, sequences>{}},
                   Bidirectional{GRU<3, sequences>{}, merge_mode::sum},
                   GRU<3, RecurrentOptions{.return_sequences = true, .go_backwards = true, .reset_after = false}>{},
                   TimeDistributed{Dense<3, linnet::tanh>{}},
                   SimpleRNN<3>{},
                   Dense<2>{}};
  const WeightReport report = load_weights(model, file("keras_recurrent"));
  CHECK(report.loaded.size() == 22);
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "keras_recurrent") < 1e-5);
}

}  // namespace linnet::test::weight_import
