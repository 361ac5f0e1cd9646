// SPDX-License-Identifier: MIT
// Whole networks that TensorFlow's converter quantised, with its scales and weights: equal to TFLite Micro in every number.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <map>
#include <string>
#include <vector>

namespace nn = linnet;
using linnet::test::Golden;

namespace {

constexpr nn::ConvOptions same{.padding = nn::Padding::same};
constexpr nn::ConvOptions strided{.strides = 2};
constexpr nn::ConvOptions same_strided{.strides = 2, .padding = nn::Padding::same};

template <class T>
std::vector<T> as(const std::vector<double>& numbers) {
  std::vector<T> result;
  for (const double number : numbers) result.push_back(static_cast<T>(number));
  return result;
}
nn::Quantization quantization(const Golden& golden, const std::string& name) {
  const auto& numbers = golden.values(name);
  return {static_cast<float>(numbers[0]), static_cast<std::int32_t>(numbers[1])};
}

/// The model in int8 with the numbers of `net`.
template <class Model>
auto with_numbers(const Model& model, const Golden& golden, const std::string& net) {
  std::vector<float> x(static_cast<std::size_t>(8 * Model::Input::size));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 17) - 8.0f;
  const auto q = nn::quantize(model, x);
  auto records = q.records();
  const nn::Quantization input = quantization(golden, net + "/input");
  std::map<std::string, int> counts;
  nn::Quantization last = input;
  for (nn::QuantizedLayer& record : records) {
    std::string kind = record.name;
    for (const char* const plain : {"depthwise_conv2d", "max_pooling2d", "global_average_pooling2d", "conv2d", "dense"}) {
      if (record.name.rfind(plain, 0) == 0) kind = plain;  // without its number
    }
    if (kind == "residual") kind = "add";
    if (kind == "softmax") continue;
    if (kind != "max_pooling2d") {
      const std::string name = net + "/" + kind + "_" + std::to_string(counts[kind]++);
      last = quantization(golden, name + "/output");
      if (!record.weight_scales.empty()) {
        record.weights = as<std::int8_t>(golden.values(name + "/weights"));
        record.weight_scales = as<float>(golden.values(name + "/weight_scales"));
        record.bias = as<std::int32_t>(golden.values(name + "/bias"));
      }
    }
    record.output = last;
  }
  return std::remove_const_t<decltype(q)>(q.layers(), records, input);
}

template <class Model>
void check(const Model& model, const std::string& net) {
  const Golden golden("int8_networks");
  const auto q = with_numbers(model, golden, net);
  const auto x = as<std::int8_t>(golden.values(net + "/x")), wanted = as<std::int8_t>(golden.values(net + "/y"));
  std::vector<std::int8_t> y(wanted.size());
  q.predict(x, y);
  CHECK(y == wanted);
}

}  // namespace

TEST_CASE("an MLP equals TFLite Micro", "[quantized]") {
  check(nn::Sequential{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}},
        "mlp");
}

TEST_CASE("a CNN with a depthwise convolution, a sum and a pool equals TFLite Micro", "[quantized]") {
  check(
      nn::Sequential{nn::Input<12, 11, 3>{}, nn::Conv2D<8, 3, nn::relu6, same>{}, nn::DepthwiseConv2D<3, 1, nn::relu6, same>{},
                     nn::Residual{nn::Conv2D<8, 3, nn::relu, same>{}, nn::Conv2D<8, 3, nn::linear, same>{}},
                     nn::Activation<nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Conv2D<12, 3, nn::relu, strided>{}, nn::Flatten{},
                     nn::Dense<10, nn::softmax>{}},
      "cnn");
}

TEST_CASE("a DS-CNN equals TFLite Micro", "[quantized]") {
  check(nn::Sequential{nn::Input<13, 10, 1>{}, nn::Conv2D<16, nn::Size2D{5, 4}, nn::relu, same_strided>{},
                       nn::DepthwiseConv2D<3, 1, nn::relu, same>{}, nn::Conv2D<16, 1, nn::relu>{},
                       nn::DepthwiseConv2D<3, 1, nn::relu, same>{}, nn::Conv2D<16, 1, nn::relu>{}, nn::GlobalAveragePooling2D{},
                       nn::Dense<7, nn::softmax>{}},
        "ds_cnn");
}
