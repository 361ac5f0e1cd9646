// SPDX-License-Identifier: MIT
// The cost of int8: trains a network on MNIST, quantises it with 500 training images, and compares both on the test images. `depthwise` is
// trained on with rounding for three epochs, as docs/int8.md does it.
//   int8_accuracy mlp|cnn|depthwise FOLDER EPOCHS BATCH LARGEST_LOSS LEAST_EQUAL [WEIGHTS]
// LARGEST_LOSS is in points of accuracy, LEAST_EQUAL the share of equal classes in percent. The float weights go to file WEIGHTS, from which
// benchmarks/int8_accuracy.py gives the figures of TensorFlow's converter.
#include <linnet/data/mnist.hpp>
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace nn = linnet;

namespace {

struct Figures {
  double float_accuracy, int8_accuracy, equal;  ///< in percent
};

template <class Model, class Quantized>
Figures compare(const Model& model, const Quantized& quantized, const nn::Mnist& mnist) {
  const nn::Tensor<2> wanted = model.predict(mnist.x_test), y = quantized.predict(mnist.x_test);
  nn::Index float_right = 0, int8_right = 0, equal = 0;
  for (nn::Index i = 0; i < mnist.y_test.size(); ++i) {
    const auto largest = [&](const nn::Tensor<2>& p) {
      const float* const row = p.data() + 10 * i;
      return std::max_element(row, row + 10) - row;
    };
    float_right += largest(wanted) == mnist.y_test(i);
    int8_right += largest(y) == mnist.y_test(i);
    equal += largest(wanted) == largest(y);
  }
  const double percent = 100.0 / static_cast<double>(mnist.y_test.size());
  return {percent * static_cast<double>(float_right), percent * static_cast<double>(int8_right),
          percent * static_cast<double>(equal)};
}

template <class Model>
LINNET_NOINLINE Figures figures(Model&& model, const nn::Mnist& mnist, nn::Index epochs, nn::Index batch_size,
                                const char* path) {
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.001f});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = epochs, .batch_size = batch_size, .seed = 0, .verbose = 0});
  if (path != nullptr) nn::save(model, path);
  return compare(model, nn::quantize(model, mnist.x_train, {.samples = 500}), mnist);
}

/// A depthwise network of 16 channels, which int8 costs most.
LINNET_NOINLINE Figures depthwise(const nn::Mnist& mnist, nn::Index epochs, nn::Index batch_size, const char* path) {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same}, strided{.strides = 2, .padding = nn::Padding::same};
  const auto normalised = [](const auto& layer) {
    return nn::Block{layer, nn::BatchNormalization{}, nn::Activation<nn::relu>{}};
  };
  nn::Sequential model{nn::Input<28, 28, 1>{},
                       normalised(nn::Conv2D<16, 3, nn::linear, strided>{}),
                       normalised(nn::DepthwiseConv2D<3, 1, nn::linear, same>{}),
                       normalised(nn::Conv2D<16, 1>{}),
                       normalised(nn::DepthwiseConv2D<3, 1, nn::linear, strided>{}),
                       normalised(nn::Conv2D<16, 1>{}),
                       nn::GlobalAveragePooling2D{},
                       nn::Dense<10, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const auto rate = nn::cosine_decay(4e-3f, epochs, 1e-5f);
  training.fit(mnist.x_train, mnist.y_train,
               {.epochs = epochs, .batch_size = batch_size, .seed = 0, .callbacks = {rate}, .verbose = 0});
  if (path != nullptr) nn::save(model, path);
  auto tuned = nn::quantization_aware(model, mnist.x_train);
  auto tuning = tuned.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 5e-5f});
  tuning.fit(mnist.x_train, mnist.y_train, {.epochs = 3, .batch_size = 256, .seed = 0, .verbose = 0});
  return compare(model, nn::quantize(tuned), mnist);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view network = argc > 1 ? argv[1] : "";
  if (argc < 7 || argc > 8 || (network != "mlp" && network != "cnn" && network != "depthwise")) {
    std::fprintf(stderr, "usage: int8_accuracy mlp|cnn|depthwise FOLDER EPOCHS BATCH LARGEST_LOSS LEAST_EQUAL [WEIGHTS]\n");
    return 2;
  }
  const nn::Mnist mnist = nn::load_mnist(argv[2]);
  const nn::Index epochs = std::atoll(argv[3]), batch_size = std::atoll(argv[4]);
  const double largest_loss = std::atof(argv[5]), least_equal = std::atof(argv[6]);
  const char* const path = argc == 8 ? argv[7] : nullptr;
  const Figures f =
      network == "depthwise" ? depthwise(mnist, epochs, batch_size, path)
      : network == "mlp"
          ? figures(nn::Sequential{nn::Input<28, 28>{}, nn::Flatten{}, nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                                   nn::Dense<32, nn::relu>{}, nn::Dense<10, nn::softmax>{}},
                    mnist, epochs, batch_size, path)
          : figures(nn::Sequential{nn::Input<28, 28, 1>{}, nn::Conv2D<32, 3, nn::relu>{}, nn::MaxPooling2D<2>{},
                                   nn::Conv2D<64, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dropout{0.5f},
                                   nn::Dense<10, nn::softmax>{}},
                    mnist, epochs, batch_size, path);
  std::printf("linnet: float %.2f %%, int8 %.2f %% (at most %.2f points less), %.2f %% equal classes (at least %.2f)\n",
              f.float_accuracy, f.int8_accuracy, largest_loss, f.equal, least_equal);
  const bool right = f.int8_accuracy >= f.float_accuracy - largest_loss - 1e-9 && f.equal >= least_equal - 1e-9;
  return right ? 0 : 1;
}
