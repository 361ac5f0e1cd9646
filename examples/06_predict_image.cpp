// SPDX-License-Identifier: MIT
// Image files in, classes out: a small network learns MNIST's digits, then reads the given files, or the ten that come with this
// example. Files may be photographs: of any size, in colour or gray, with dark ink on bright paper or bright on dark, in uneven light.
//
//   06_predict_image [IMAGE...]
#include <linnet/data/mnist.hpp>
#include <linnet/images/image.hpp>
#include <linnet/images/prepare_digit.hpp>
#include <linnet/linnet.hpp>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

int run(std::vector<std::string> files) {
  const bool own = files.empty();
  for (int digit = 0; own && digit < 10; ++digit) files.push_back("examples/digits/" + std::to_string(digit) + ".png");

  const nn::Mnist mnist = nn::load_mnist("data/mnist");
  nn::Sequential model{
      nn::Input<28, 28, 1>{}, nn::Flatten{}, nn::Dense<128, nn::relu>{}, nn::Dropout{0.2f}, nn::Dense<10, nn::softmax>{},
  };
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = 8, .batch_size = 50, .seed = 0, .verbose = 2});

  int right = 0;
  for (const std::string& file : files) {
    const nn::Tensor<2> p = model.predict(nn::prepare_digit(nn::load_image(file)));
    const int best = nn::argmax(p)(0);
    std::printf("%s: %d  (", file.c_str(), best);
    for (nn::Index k = 0; k < 10; ++k)
      std::printf("%s%td: %.1f %%", k == 0 ? "" : ", ", k, 100.0 * static_cast<double>(p(0, k)));
    std::printf(")\n");
    right += own && file.ends_with(std::to_string(best) + ".png");
  }
  if (!own) return 0;
  std::printf("%d of 10 are right\n", right);
  return right >= 8 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "06_predict_image: %s\n", error.what());
    return 1;
  }
}
