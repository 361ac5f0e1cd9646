// SPDX-License-Identifier: MIT
#include <linnet/data/mnist.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace {

using linnet::load_mnist;
using linnet::Mnist;
using linnet::test::Bytes;
using linnet::test::idx_bytes;
using linnet::test::message_contains;
using linnet::test::repository_path;
using linnet::test::TempDir;

/// A folder with three images of pixels 0, 51, 255 for training and two of pixels 0, 51 for the test.
class MnistFolder : public TempDir {
 public:
  MnistFolder() {
    write("train-images-idx3-ubyte", images(3));
    write("train-labels-idx1-ubyte", idx_bytes(8, {3}, {7, 0, 9}));
    write("t10k-images-idx3-ubyte", images(2));
    write("t10k-labels-idx1-ubyte", idx_bytes(8, {2}, {1, 2}));
  }

  static Bytes images(std::uint32_t count) {
    Bytes pixels;
    for (const std::uint8_t value : Bytes{0, 51, 255}) pixels.insert(pixels.end(), 784, value);
    pixels.resize(784 * count);
    return idx_bytes(8, {count, 28, 28}, pixels);
  }

  void refuses(const std::string& reason) const {
    CHECK_THROWS_MATCHES(load_mnist(path()), std::runtime_error, message_contains(reason));
  }
};

TEST_CASE("load_mnist gives images from 0 to 1 and labels", "[data]") {
  const MnistFolder folder;
  const Mnist mnist = load_mnist(folder.path());
  REQUIRE(mnist.x_train.dimension(0) == 3);
  REQUIRE(mnist.x_train.dimension(1) == 28);
  REQUIRE(mnist.x_train.dimension(2) == 28);
  CHECK(mnist.x_train(0, 27, 27) == 0.0f);
  CHECK(mnist.x_train(1, 0, 0) == 51.0f / 255.0f);
  CHECK(mnist.x_train(1, 27, 27) == 51.0f / 255.0f);
  CHECK(mnist.x_train(2, 0, 0) == 1.0f);
  REQUIRE(mnist.y_train.size() == 3);
  CHECK(mnist.y_train(0) == 7);
  CHECK(mnist.y_train(2) == 9);
  REQUIRE(mnist.x_test.dimension(0) == 2);
  CHECK(mnist.x_test(1, 3, 4) == 51.0f / 255.0f);
  REQUIRE(mnist.y_test.size() == 2);
  CHECK(mnist.y_test(1) == 2);
}

TEST_CASE("load_fashion_mnist knows the names of its classes", "[data]") {
  const MnistFolder folder;
  CHECK(load_mnist(folder.path()).class_names.empty());
  const Mnist fashion = linnet::load_fashion_mnist(folder.path());
  CHECK(fashion.x_test(1, 3, 4) == 51.0f / 255.0f);
  REQUIRE(fashion.class_names.size() == 10);
  CHECK(fashion.class_names[static_cast<std::size_t>(fashion.y_train(0))] == "Sneaker");
  CHECK(fashion.class_names[0] == "T-shirt/top");
  CHECK(fashion.class_names[9] == "Ankle boot");
}

TEST_CASE("load_mnist names the folder and the files that it looked for", "[data]") {
  CHECK_THROWS_MATCHES(load_mnist("no/such/folder"), std::runtime_error,
                       message_contains("expected train-images-idx3-ubyte or train-images-idx3-ubyte.gz in the folder "));
  for (const std::string name :
       {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    const MnistFolder folder;
    std::filesystem::remove(folder.path() / name);
    const std::string reason =
        "expected " + name + " or " + name + ".gz in the folder " + folder.path().string() + ", found neither";
    folder.refuses(reason);
    std::filesystem::create_directory(folder.path() / name);  // a folder of that name is no file
    folder.refuses(reason);
  }
}

TEST_CASE("load_mnist refuses numbers of images and labels that differ", "[data]") {
  const MnistFolder folder;
  folder.write("train-labels-idx1-ubyte", idx_bytes(8, {4}, {7, 0, 9, 1}));
  folder.refuses("train-labels-idx1-ubyte: expected 3 labels, one for each image, found 4");
  const MnistFolder other;
  other.write("t10k-labels-idx1-ubyte", idx_bytes(8, {1}, {7}));
  other.refuses("t10k-labels-idx1-ubyte: expected 2 labels, one for each image, found 1");
}

TEST_CASE("load_mnist refuses labels that are no digits", "[data]") {
  const MnistFolder folder;
  folder.write("train-labels-idx1-ubyte", idx_bytes(8, {3}, {7, 0, 10}));
  folder.refuses("train-labels-idx1-ubyte: expected labels from 0 to 9, found 10 at sample 2");
  folder.write("train-labels-idx1-ubyte", idx_bytes(9, {3}, {7, 0xff, 9}));
  folder.refuses("train-labels-idx1-ubyte: expected labels from 0 to 9, found -1 at sample 1");
}

TEST_CASE("load_mnist refuses other images", "[data]") {
  const MnistFolder folder;
  folder.write("t10k-images-idx3-ubyte", idx_bytes(8, {2, 28, 27}, Bytes(2 * 28 * 27)));
  folder.refuses("t10k-images-idx3-ubyte: expected images of 28 x 28, found 28 x 27");
  folder.write("t10k-images-idx3-ubyte", idx_bytes(8, {2, 29, 28}, Bytes(2 * 29 * 28)));
  folder.refuses("t10k-images-idx3-ubyte: expected images of 28 x 28, found 29 x 28");
  Bytes pixels(2 * 784);
  pixels[100] = 0xff;  // -1
  folder.write("t10k-images-idx3-ubyte", idx_bytes(9, {2, 28, 28}, pixels));
  folder.refuses("t10k-images-idx3-ubyte: expected pixels from 0 to 255, found others");
  folder.write("t10k-images-idx3-ubyte", idx_bytes(11, {2, 28, 28}, Bytes(4 * 784, 1)));  // 257
  folder.refuses("t10k-images-idx3-ubyte: expected pixels from 0 to 255, found others");
  folder.write("t10k-images-idx3-ubyte", idx_bytes(13, {2, 28, 28}, Bytes(8 * 784, 0xff)));  // NaN
  folder.refuses("t10k-images-idx3-ubyte: expected pixels from 0 to 255, found others");
  folder.write("t10k-images-idx3-ubyte", idx_bytes(8, {2}, {1, 2}));
  folder.refuses("t10k-images-idx3-ubyte: expected a tensor of rank 3, found rank 1");
}

#if LINNET_WITH_ZLIB

TEST_CASE("load_mnist takes the .gz where the plain file is missing", "[data]") {
  const MnistFolder folder;
  folder.write("t10k-labels-idx1-ubyte.gz", linnet::test::gzip_bytes(idx_bytes(8, {2}, {3, 4})));
  CHECK(load_mnist(folder.path()).y_test(0) == 1);
  std::filesystem::remove(folder.path() / "t10k-labels-idx1-ubyte");
  CHECK(load_mnist(folder.path()).y_test(0) == 3);
}

TEST_CASE("load_mnist reads the subset of the repository", "[data]") {
  const Mnist mnist = load_mnist(repository_path("data/mnist"));
  REQUIRE(mnist.x_train.dimension(0) == 10000);
  REQUIRE(mnist.x_test.dimension(0) == 2000);
  const float* const pixels = mnist.x_train.data();
  const auto [low, high] = std::minmax_element(pixels, pixels + mnist.x_train.size());
  CHECK(*low == 0.0f);
  CHECK(*high == 1.0f);
  const std::int32_t first_train[] = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
  const std::int32_t first_test[] = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
  CHECK(std::equal(first_train, first_train + 10, mnist.y_train.data()));
  CHECK(std::equal(first_test, first_test + 10, mnist.y_test.data()));
  // The first image is a 5; this pixel is on its upper stroke.
  CHECK(mnist.x_train(0, 5, 12) == 3.0f / 255.0f);
}

#endif

}  // namespace
