// SPDX-License-Identifier: MIT
// A network that was trained on MNIST reads test images, and photographs of them that prepare_digit has prepared; compares the accuracies:
//   digit_photographs FOLDER SAMPLES LARGEST_LOSS
#include <linnet/data/mnist.hpp>
#include <linnet/images/prepare_digit.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/photograph.hpp>

#include <cstdio>
#include <cstdlib>

namespace nn = linnet;

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const nn::Mnist mnist = nn::load_mnist(argv[1]);
  const nn::Index samples = std::atol(argv[2]);
  const double largest_loss = std::atof(argv[3]);
  nn::Sequential model{nn::Input<28, 28>{},        nn::Flatten{},
                       nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                       nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = 10, .batch_size = 50, .seed = 0, .verbose = 0});
  const nn::Tensor<3> x = nn::slice(mnist.x_test, 0, samples);
  const nn::Labels y = nn::slice(mnist.y_test, 0, samples);
  const double original = nn::accuracy_of(model, x, y);
  std::printf("%ld images as they are: %.4f\n", static_cast<long>(samples), original);

  bool good = true;
  const auto compare = [&](const char* name, nn::test::Conditions conditions) {
    nn::Random random(1);
    nn::Tensor<3> prepared(samples, 28, 28);
    for (nn::Index i = 0; i < samples; ++i) {
      conditions.bright_ink = i % 2 == 1;
      const nn::Tensor<3> photo = nn::test::photograph(x.data() + i * 784, random, conditions, 120, 160);
      std::copy_n(nn::prepare_digit(photo).data(), 784, prepared.data() + i * 784);
    }
    const double accuracy = nn::accuracy_of(model, prepared, y);
    std::printf("%s: %.4f\n", name, accuracy);
    good = good && accuracy >= original - largest_loss;
  };
  compare("even light", {});
  compare("gradient", {.gradient = 0.5, .noise = 4.0, .coloured = true});
  compare("gradient and vignette", {.gradient = 0.3, .vignette = 0.4, .noise = 4.0, .coloured = true});
  compare("shadow", {.gradient = 0.2, .vignette = 0.1, .shadow = 0.4, .noise = 4.0, .coloured = true});
  return good ? 0 : 1;
}
