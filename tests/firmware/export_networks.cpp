// SPDX-License-Identifier: MIT
// The host's part of int8_network and the figure int8_64_32_16_10: writes int8 networks with random weights as headers. The firmware build
// runs export_networks <folder for the headers>.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/export_header.hpp>

#include <iostream>

namespace nn = linnet;

namespace {

/// Writes `model`, calibrated on numbers in [-1, 1), as name.hpp.
template <class Model>
void write(Model& model, const std::string& folder, const std::string& name) {
  model.initialize(7);
  constexpr nn::Index samples = 64;
  std::vector<float> x(static_cast<std::size_t>(samples * Model::Input::size));
  nn::Random random(1);
  for (float& number : x) number = static_cast<float>(random.below(1024)) / 512.0f - 1.0f;
  nn::export_header(nn::quantize(model, x), folder + "/" + name + ".hpp",
                    {.targets = {"portable", "armv6m", "dsp", "helium", "neon", "avx2", "vnni"}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: export_networks <folder for the headers>\n";
    return 2;
  }
  constexpr nn::ConvOptions same{.padding = nn::Padding::same};
  nn::Sequential images{nn::Input<12, 12, 3>{},
                        nn::Conv2D<8, 3, nn::relu, same>{},
                        nn::MaxPooling2D<2>{},
                        nn::Residual{nn::DepthwiseConv2D<3, 1, nn::relu6, same>{}, nn::Conv2D<8, 1>{}},
                        nn::SeparableConv2D<17, 3, nn::tanh>{},
                        nn::AveragePooling2D<2>{},
                        nn::Flatten{},
                        nn::Dense<10, nn::softmax>{}};
  write(images, argv[1], "int8_images");
  nn::Sequential vectors{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
  write(vectors, argv[1], "int8_vectors");
}
