// SPDX-License-Identifier: MIT
// The host's part of mnist_infer, mnist_int8, fine_tune and fine_tune_int8: trains their networks and writes them as headers. The firmware build runs
// export_models <folder of MNIST> <folder for the headers>.
#include <linnet/data/mnist.hpp>
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/export_header.hpp>

#include <fstream>
#include <iostream>

#include "digits.hpp"

namespace nn = linnet;

namespace {

/// Writes the first `count` test digits as bytes in flash.
void write_digits(const std::string& path, const nn::Mnist& mnist, nn::Index count) {
  std::ofstream file(path);
  file << "// The first test digits of MNIST, see data/mnist/README.md for their origin and licence.\n#pragma once\n// "
          "clang-format off\n"
          "\n#include <cstdint>\n\nnamespace mnist {\n\ninline constexpr int digits = "
       << count << ";\ninline constexpr std::int32_t labels[digits] = {";
  for (nn::Index i = 0; i < count; ++i) file << mnist.y_test(i) << ", ";
  file << "};\ninline constexpr std::uint8_t images[digits][28 * 28] = {\n";
  for (nn::Index i = 0; i < count; ++i) {
    file << "{";
    for (nn::Index p = 0; p < 28 * 28; ++p) file << std::lround(255.0f * mnist.x_test.data()[i * 28 * 28 + p]) << ',';
    file << "},\n";
  }
  file << "};\n\n}  // namespace mnist\n";
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

/// The network in the README.
void export_mnist(const nn::Mnist& mnist, const std::string& folder) {
  nn::Sequential model{nn::Input<28, 28>{},        nn::Flatten{},
                       nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                       nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = 4, .seed = 1, .verbose = 0});
  std::cout << "mnist: " << training.evaluate(mnist.x_test, mnist.y_test) << '\n';
  nn::export_header(model, folder + "/mnist_model.hpp", {.name_space = "mnist", .input = mnist.x_test});
  write_digits(folder + "/mnist_digits.hpp", mnist, 20);
}

/// The network of examples/mnist/mnist_cnn.cpp in int8.
void export_mnist_int8(const nn::Mnist& mnist, const std::string& folder) {
  nn::Sequential model{nn::Input<28, 28, 1>{}, nn::Conv2D<32, 3, nn::relu>{},
                       nn::MaxPooling2D<2>{},  nn::Conv2D<64, 3, nn::relu>{},
                       nn::MaxPooling2D<2>{},  nn::Flatten{},
                       nn::Dropout{0.5f},      nn::Dense<10, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = 1, .seed = 1, .verbose = 0});
  const auto q = nn::quantize(model, mnist.x_train);
  std::cout << "mnist_int8: " << q.evaluate(mnist.x_test, mnist.y_test, nn::Accuracy{}) << '\n';
  nn::export_header(q, folder + "/mnist_int8_model.hpp", {.name_space = "mnist_int8", .input = mnist.x_test});
}

/// A network for 8x8 digits that has seen only 0 to 7, in float and in int8.
void export_base(const std::string& folder) {
  nn::Sequential model{nn::Input<64>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{}, nn::Dense<8, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  std::vector<nn::Index> known;
  for (std::size_t i = 0; i < digits::y_train.size(); ++i) {
    if (digits::y_train[i] < 8) known.push_back(static_cast<nn::Index>(i));
  }
  nn::Tensor<2> x(static_cast<nn::Index>(known.size()), 64);
  nn::Labels y(static_cast<nn::Index>(known.size()));
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto from = static_cast<std::size_t>(known[i]);
    y(static_cast<nn::Index>(i)) = digits::y_train[from];
    std::copy_n(digits::x_train.data() + from * digits::pixels, digits::pixels, x.data() + i * digits::pixels);
  }
  training.fit(x, y, {.epochs = 20, .batch_size = 16, .seed = 1, .verbose = 0});
  std::cout << "base: " << training.evaluate(x, y) << '\n';
  nn::export_header(model, folder + "/base_model.hpp", {.name_space = "base", .input = x});
  nn::export_header(nn::quantize(model, x), folder + "/base_int8_model.hpp", {.name_space = "base_int8", .input = x});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: export_models <folder of MNIST> <folder for the headers>\n";
    return 2;
  }
  const nn::Mnist mnist = nn::load_mnist(argv[1]);
  export_mnist(mnist, argv[2]);
  export_mnist_int8(mnist, argv[2]);
  export_base(argv[2]);
}
