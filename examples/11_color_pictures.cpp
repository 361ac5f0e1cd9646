// SPDX-License-Identifier: MIT
// A convolutional network learns pictures in colour, from the binary files of CIFAR-10 or, without them, from a small set that is drawn.
//
//   11_color_pictures [folder of data_batch_1.bin ...]
#include <linnet/data/cifar10.hpp>
#include <linnet/data/color_shapes.hpp>
#include <linnet/linnet.hpp>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

namespace nn = linnet;

namespace {

/// Writes drawn pictures as if they were CIFAR-10: 400 in each file.
void draw(const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::uint64_t seed = 1;
  for (const char* name : {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"}) {
    const nn::ColorShapes shapes = nn::make_color_shapes(400, seed++);
    nn::write_cifar10(folder + "/" + name + ".bin", shapes.x, shapes.y);
  }
}

void run(const std::string& folder, const nn::ClassNames& classes, nn::Index epochs) {
  const auto cifar = nn::load_cifar10<std::uint8_t>(folder);  // pixels from 0 to 255, a quarter of the memory of floats
  std::cout << cifar.x_train.dimension(0) << " training images, " << cifar.x_test.dimension(0) << " test images\n\n";

  nn::Sequential model{nn::Input<32, 32, 3>{}, nn::Normalization{},           nn::Conv2D<16, 3, nn::relu>{},
                       nn::MaxPooling2D<2>{},  nn::Conv2D<32, 3, nn::relu>{}, nn::MaxPooling2D<2>{},
                       nn::Flatten{},          nn::Dense<64, nn::relu>{},     nn::Dense<10, nn::softmax>{}};
  nn::adapt(model, cifar.x_train);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.002f}, nn::Accuracy{});
  training.fit(cifar.x_train, cifar.y_train, {.epochs = epochs, .seed = 1});

  const nn::Tensor<2> p = model.predict(cifar.x_test);
  std::cout << '\n' << nn::classification_report(nn::measure(nn::ConfusionMatrix<10>{}, cifar.y_test, p), classes);
  if (nn::accuracy_of(cifar.y_test, p) < 0.5) throw std::runtime_error("the model has not learned enough");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc > 1) {
      run(argv[1], nn::cifar10_classes, 10);
    } else {
      draw("color_shapes");
      run("color_shapes", nn::color_shape_classes, 8);
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << '\n';
    return 1;
  }
}
