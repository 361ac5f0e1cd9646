// SPDX-License-Identifier: MIT
// Reads CIFAR-10, small photographs of ten kinds of things in colour, from its binary files. Source: Krizhevsky, Learning Multiple Layers of
// Features from Tiny Images (2009); www.cs.toronto.edu/~kriz/cifar.html, "binary version".
//
// The format: samples of 3073 bytes, without a header. The label, 0 to 9; 1024 bytes of red, row by row, 1024 of green, 1024 of blue.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/files/gzip.hpp>
#include <linnet/files/whole_file.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace linnet {

/// The classes of CIFAR-10, in the order of their labels: for classification_report, plot_confusion_matrix and captions.
inline constexpr std::array<const char*, 10> cifar10_classes{"airplane", "automobile", "bird",  "cat",  "deer",
                                                             "dog",      "frog",       "horse", "ship", "truck"};

/// CIFAR-10: images (samples, 32, 32, 3), labels (samples) from 0 to 9. Pixels go from 0 to 1, those of std::uint8_t from 0 to 255.
template <class T = float>
struct Cifar10 {
  Tensor<4, T> x_train;
  Labels y_train;
  Tensor<4, T> x_test;
  Labels y_test;
};

namespace detail {

inline constexpr std::size_t cifar_plane = std::size_t{32} * 32, cifar_record = 1 + 3 * cifar_plane;

/// Reads the samples of one file into x and y from sample `first` on; makes room for them in `files` files alike.
template <class T>
LINNET_COLD void read_cifar10(const std::string& path, Index first, Index files, Tensor<4, T>& x, Labels& y) {
  const std::vector<std::uint8_t> bytes = read_file(path, std::size_t{1} << 28);
  if (bytes.empty() || bytes.size() % cifar_record != 0) {
    file_error(path, text("expected samples of ", cifar_record,
                          " bytes, a label and 32 x 32 pixels of red, green and blue; found ", bytes.size(), " bytes"));
  }
  const auto samples = static_cast<Index>(bytes.size() / cifar_record);
  if (first == 0) {
    x.resize(files * samples, 32, 32, 3);
    y.resize(files * samples);
  }
  if (samples * files != y.size()) {
    file_error(path, text("expected ", y.size() / files, " samples as in the files before it, found ", samples));
  }
  T* to = x.data() + first * static_cast<Index>(3 * cifar_plane);
  const std::uint8_t* from = bytes.data();
  for (Index i = 0; i < samples; ++i, from += cifar_record) {
    if (*from > 9) file_error(path, text("expected labels from 0 to 9, found ", int{*from}, " at sample ", i));
    y(first + i) = *from;
    for (std::size_t pixel = 0; pixel < cifar_plane; ++pixel) {
      for (std::size_t color = 0; color < 3; ++color) {
        const auto value = static_cast<T>(from[1 + color * cifar_plane + pixel]);
        *to++ = std::is_integral_v<T> ? value : value / T(255);
      }
    }
  }
}

}  // namespace detail

/// Loads the training and the test set of CIFAR-10 from the folder of its binary version: data_batch_1.bin to data_batch_5.bin and
/// test_batch.bin, whose 60,000 images take 737 MB. `load_cifar10<std::uint8_t>` keeps the pixels as they are, from 0 to 255, in 184 MB: fit
/// takes them, too, and a `Normalization` brings them to scale. Throws std::runtime_error with the file and the reason.
template <class T = float>
Cifar10<T> load_cifar10(const std::string& folder) {
  static_assert(std::is_floating_point_v<T> || std::is_same_v<T, std::uint8_t>,
                "load_cifar10: pixels are float or double, from 0 to 1, or std::uint8_t, from 0 to 255");
  Cifar10<T> cifar;
  for (Index k = 0; k < 5; ++k) {
    detail::read_cifar10(detail::text(folder, "/data_batch_", k + 1, ".bin"), k * (cifar.y_train.size() / 5), 5, cifar.x_train,
                         cifar.y_train);
  }
  detail::read_cifar10(detail::text(folder, "/test_batch.bin"), 0, 1, cifar.x_test, cifar.y_test);
  return cifar;
}

/// Writes images (samples, 32, 32, 3) from 0 to 255 with labels from 0 to 9 as a file of this format. Replaces the file as a whole or not at
/// all. Throws InvalidInput for other images or labels, and std::runtime_error if the file cannot be written.
LINNET_COLD inline void write_cifar10(const std::string& path, const Tensor<4, std::uint8_t>& x, const Labels& y) {
  const Index samples = x.dimension(0);
  detail::require(x.dimension(1) == 32 && x.dimension(2) == 32 && x.dimension(3) == 3 && y.size() == samples, [&] {
    return detail::text("write_cifar10: expected images of 32 x 32 x 3 and a label for each, found ", samples, " of ",
                        x.dimension(1), " x ", x.dimension(2), " x ", x.dimension(3), " and ", y.size(), " labels");
  });
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(samples) * detail::cifar_record);
  for (Index i = 0; i < samples; ++i) {
    detail::require(y(i) >= 0 && y(i) <= 9,
                    [&] { return detail::text("write_cifar10: expected labels from 0 to 9, found ", y(i), " at sample ", i); });
    bytes.push_back(static_cast<std::uint8_t>(y(i)));
    for (Index color = 0; color < 3; ++color) {
      for (Index pixel = 0; pixel < 32 * 32; ++pixel) bytes.push_back(x.data()[(i * 32 * 32 + pixel) * 3 + color]);
    }
  }
  detail::write_whole("CIFAR-10 file", path, {std::as_bytes(std::span(bytes))});
}

}  // namespace linnet
