// SPDX-License-Identifier: MIT
// Writes to the folder of its argument, for some int8 models: name.hpp, which export_header wrote, and name.data with inputs and predictions.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/export_header.hpp>

#include <fstream>
#include <iostream>

namespace {

namespace nn = linnet;
constexpr nn::ConvOptions same{.padding = nn::Padding::same};

std::vector<float> numbers(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = 1.5f + random.normal<float>();
  return x;
}

/// Every kind of int8 layer, behind statistics of raw data.
auto images() {
  nn::Sequential model{nn::Input<10, 10, 2>{},
                       nn::Normalization{},
                       nn::ZeroPadding2D<1>{},
                       nn::Conv2D<8, 3>{},
                       nn::BatchNormalization{},
                       nn::Activation<nn::relu>{},
                       nn::MaxPooling2D<2>{},
                       nn::Residual{nn::Conv2D<8, 3, nn::relu6, same>{}},
                       nn::BatchNormalization{},
                       nn::Concatenate{nn::Branch{nn::DepthwiseConv2D<3, 1, nn::tanh, same>{}}, nn::Branch{}},
                       nn::SeparableConv2D<6, 3, nn::leaky_relu>{},
                       nn::AveragePooling2D<2, nn::PoolingOptions{.strides = 1}>{},
                       nn::Dropout{0.5f},
                       nn::Flatten{},
                       nn::Dense<10, nn::softmax>{}};
  nn::adapt(model, numbers(50 * 200, 4));
  return model;
}

/// Sequences, and layers that copy numbers.
auto sequences() {
  constexpr nn::ConvOptions dilated{.padding = nn::Padding::causal, .dilation_rate = 4};
  return nn::Sequential{nn::Input<20, 2>{},    nn::ZeroPadding1D<2, 0>{}, nn::Conv1D<6, 3, nn::relu, dilated>{},
                        nn::UpSampling1D<2>{}, nn::Cropping1D<1, 3>{},    nn::Reshape<10, 4, 6>{},
                        nn::UpSampling2D<2>{}, nn::Cropping2D<1>{},       nn::Conv2D<2, 3>{}};
}

auto vectors() {
  return nn::Sequential{nn::Input<30>{}, nn::Dense<17, nn::relu>{}, nn::Dense<9, nn::sigmoid>{}, nn::Dense<3>{}};
}

template <class Model>
void write(const std::string& folder, const std::string& name, const Model& model,
           const nn::QuantizedExportOptions& options = {}) {
  constexpr nn::Index samples = 5;
  const auto q = nn::quantize(model, numbers(50 * Model::Input::size, 1));
  nn::export_header(q, folder + "/" + name + ".hpp", options);
  const auto x = numbers(samples * Model::Input::size, 2);
  std::vector<float> y(static_cast<std::size_t>(samples * Model::Output::size));
  q.predict(x, y);
  std::ofstream file(folder + "/" + name + ".data", std::ios::binary);
  file.write(reinterpret_cast<const char*>(x.data()), static_cast<std::streamsize>(x.size() * sizeof(float)));
  file.write(reinterpret_cast<const char*>(y.data()), static_cast<std::streamsize>(y.size() * sizeof(float)));
  if (!file.flush()) throw std::runtime_error("cannot write the predictions of " + name);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    const std::string folder = arguments[1];
    write(folder, "int8_images", images());
    write(folder, "int8_sequences", sequences());
    const auto x = numbers(30, 9);
    write(folder, "int8_vectors", vectors(),
          {.name_space = "exported::vectors", .input = x, .targets = {"portable", "avx2", "vnni"}});
    write(folder, "int8_elsewhere", vectors(), {.targets = {"dsp", "helium"}});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
