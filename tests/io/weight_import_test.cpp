// SPDX-License-Identifier: MIT
// Files that PyTorch and Keras wrote (golden/weight_files.py): our models give the predictions of theirs.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace linnet::test::weight_import {

namespace nn = linnet;

std::string file(const std::string& name) { return std::string(LINNET_GOLDEN_DIR "/") + name + ".safetensors"; }

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
  detail::predict<typename Model::Topology>(model.layers(), std::span<const float>(input), std::span<float>(output),
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
  nn::Sequential wide{nn::TypedInput<double, 10, 2>{}, nn::Conv1D<3, 4>{}, nn::Flatten{}, nn::Dense<2>{}};
  CHECK_THROWS_MATCHES(nn::load_weights(wide, file("torch_conv1d")), std::runtime_error,
                       message_contains("(the file has F32 3 x 2 x 4, the model needs F64 3 x 2 x 4)"));
}

auto keras_cnn() {
  using namespace nn;
  return Sequential{Input<8, 8, 2>{},
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
  CHECK(report.loaded.size() == 18);
  CHECK(report.unexpected.empty());
  CHECK(error_of(model, golden, "keras_cnn") < 1e-5);
}

TEST_CASE("A Residual behind a Flatten has no form in PyTorch", "[io]") {
  using namespace nn;
  Sequential model{Input<2, 2, 3>{}, Flatten{}, Residual{Dense<12>{}}, Dense<2>{}};
  const auto named = detail::NamedTensors::of<decltype(model)::Topology>(model.layers());
  REQUIRE(named.tensors.size() == 4);
  CHECK(named.tensors[0].name() == "dense/kernel");
  CHECK(named.tensors[0].torch.name.empty());
  CHECK(named.tensors[2].torch.name == "weight");
  CHECK(named.tensors[2].torch.positions == 4);
}

}  // namespace linnet::test::weight_import
