// SPDX-License-Identifier: MIT
// Image files in, classes out: a small network learns MNIST's digits, then reads the given files, or the ten that come with this
// example. Images may have any size, be in colour or gray, and show bright ink on dark paper, as in MNIST, or dark on bright.
//
//   06_predict_image [IMAGE...]
#include <linnet/data/mnist.hpp>
#include <linnet/images/image.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

/// Converts a picture to MNIST's form, 28 x 28, gray, ink 1 on paper 0: a batch of one.
nn::Tensor<4> read_digit(const std::string& path) {
  const nn::Tensor<3> image = nn::load_image(path, {.channels = 1, .height = 28, .width = 28});
  const bool bright_paper = image(0, 0, 0) + image(0, 27, 0) + image(27, 0, 0) + image(27, 27, 0) > 4 * 127.5f;
  nn::Tensor<4> digit(1, 28, 28, 1);
  std::transform(image.data(), image.data() + image.size(), digit.data(),
                 [&](float value) { return bright_paper ? 1.0f - value / 255.0f : value / 255.0f; });
  return digit;
}

int run(std::vector<std::string> files) {
  const bool own = files.empty();
  for (int digit = 0; own && digit < 10; ++digit) files.push_back(LINNET_DIGITS_DIR "/" + std::to_string(digit) + ".png");

  const nn::Mnist mnist = nn::load_mnist(LINNET_DATA_DIR "/mnist");
  nn::Sequential model{
      nn::Input<28, 28, 1>{}, nn::Flatten{}, nn::Dense<128, nn::relu>{}, nn::Dropout{0.2f}, nn::Dense<10, nn::softmax>{},
  };
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(mnist.x_train, mnist.y_train, {.epochs = 8, .batch_size = 50, .seed = 0, .verbose = 2});

  int right = 0;
  for (const std::string& file : files) {
    const nn::Tensor<2> p = model.predict(read_digit(file));
    const auto best = std::max_element(p.data(), p.data() + 10) - p.data();
    std::printf("%s: %td  (", file.c_str(), best);
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
