// SPDX-License-Identifier: MIT
// Loads MNIST, the handwritten digits, or Fashion-MNIST, clothes and shoes, from a folder with its four IDX files.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/tensor.hpp>
#include <linnet/data/idx.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace linnet {

/// The classes of Fashion-MNIST, in the order of their labels. Source: github.com/zalandoresearch/fashion-mnist.
inline constexpr std::array<const char*, 10> fashion_mnist_classes{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                                                   "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

/// MNIST: images (samples, 28, 28) with values from 0 (paper) to 1 (ink), labels (samples) from 0 to 9.
struct Mnist {
  Tensor<3> x_train;
  Labels y_train;
  Tensor<3> x_test;
  Labels y_test;
  std::vector<std::string> class_names{};  ///< of Fashion-MNIST; digits are called what their labels are
};

namespace detail {

/// Returns the file `name` of the folder, otherwise `name`.gz. A folder of that name is not a file: its first byte cannot be read.
LINNET_COLD inline std::string mnist_file(const std::string& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"}) {
    std::string path = text(folder, "/", name, ending);
    const File file = open_file(path);
    if (file && (std::fgetc(file.get()) != EOF || !std::ferror(file.get()))) return path;
  }
  throw std::runtime_error(text("load_mnist: expected ", name, " or ", name, ".gz in the folder ", folder, ", found neither"));
}

inline Tensor<3> mnist_images(const std::string& path) {
  Tensor<3> images = read_idx<3, float>(path);
  if (images.dimension(1) != 28 || images.dimension(2) != 28) {
    file_error(path, text("expected images of 28 x 28, found ", images.dimension(1), " x ", images.dimension(2)));
  }
  float* const pixels = images.data();
  bool in_range = true;
  for (Index i = 0; i < images.size(); ++i) {  // in place: a second tensor of the training images would cost 188 MB
    in_range &= pixels[i] >= 0.0f && pixels[i] <= 255.0f;
    pixels[i] /= 255.0f;
  }
  if (!in_range) file_error(path, "expected pixels from 0 to 255, found others");
  return images;
}

LINNET_COLD inline Labels mnist_labels(const std::string& path, Index images) {
  Labels labels = read_idx<1, std::int32_t>(path);
  if (labels.size() != images) {
    file_error(path, text("expected ", images, " labels, one for each image, found ", labels.size()));
  }
  for (Index i = 0; i < labels.size(); ++i) {
    if (labels(i) < 0 || labels(i) > 9) {
      file_error(path, text("expected labels from 0 to 9, found ", labels(i), " at sample ", i));
    }
  }
  return labels;
}

}  // namespace detail

/// Loads the training and the test set of MNIST (or of a set with the same format) from a folder. The images have
/// values from 0 to 1, the pixels of the files divided by 255: scale them no further.
///
/// The files are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each plain or as
/// .gz. Throws std::runtime_error with the file and the reason.
LINNET_COLD inline Mnist load_mnist(const std::string& folder) {
  const auto x_train = detail::mnist_file(folder, "train-images-idx3-ubyte");
  const auto y_train = detail::mnist_file(folder, "train-labels-idx1-ubyte");
  const auto x_test = detail::mnist_file(folder, "t10k-images-idx3-ubyte");
  const auto y_test = detail::mnist_file(folder, "t10k-labels-idx1-ubyte");
  Mnist mnist;
  mnist.x_train = detail::mnist_images(x_train);
  mnist.y_train = detail::mnist_labels(y_train, mnist.x_train.dimension(0));
  mnist.x_test = detail::mnist_images(x_test);
  mnist.y_test = detail::mnist_labels(y_test, mnist.x_test.dimension(0));
  return mnist;
}

/// Loads Fashion-MNIST, whose files have the names and the format of MNIST's, with the names of its classes, which reports and pictures take:
/// classification_report(matrix, fashion.class_names).
LINNET_COLD inline Mnist load_fashion_mnist(const std::string& folder) {
  Mnist fashion = load_mnist(folder);
  fashion.class_names.assign(fashion_mnist_classes.begin(), fashion_mnist_classes.end());
  return fashion;
}

}  // namespace linnet
