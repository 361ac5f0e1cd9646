// SPDX-License-Identifier: MIT
#include <linnet/data/cifar10.hpp>
#include <linnet/data/color_shapes.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace {

using linnet::Cifar10;
using linnet::Index;
using linnet::InvalidInput;
using linnet::load_cifar10;
using linnet::make_color_shapes;
using linnet::write_cifar10;
using linnet::test::Bytes;
using linnet::test::message_contains;
using linnet::test::TempDir;

/// A sample whose colours are `red`, `green` and `blue` in each pixel but the last one, which is 1, 2, 3.
Bytes sample(std::uint8_t label, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Bytes bytes{label};
  bytes.insert(bytes.end(), 1023, red);
  bytes.push_back(1);
  bytes.insert(bytes.end(), 1023, green);
  bytes.push_back(2);
  bytes.insert(bytes.end(), 1023, blue);
  bytes.push_back(3);
  return bytes;
}

/// A folder with two samples in each file; those of data_batch_2.bin are of the classes 2 and 3, and so on.
class CifarFolder : public TempDir {
 public:
  CifarFolder() {
    for (std::uint8_t k = 1; k <= 5; ++k) write("data_batch_" + std::to_string(k) + ".bin", two(k));
    write("test_batch.bin", two(0));
  }

  static Bytes two(std::uint8_t k) {
    Bytes bytes = sample(k, 51, 102, 204), second = sample(static_cast<std::uint8_t>(k + 1), 255, k, 0);
    bytes.insert(bytes.end(), second.begin(), second.end());
    return bytes;
  }
  void refuses(const std::string& reason) const {
    CHECK_THROWS_MATCHES(load_cifar10(path()), std::runtime_error, message_contains(reason));
  }
};

TEST_CASE("load_cifar10 puts the colours of a pixel side by side", "[data]") {
  const CifarFolder folder;
  const Cifar10<> cifar = load_cifar10(folder.path());
  REQUIRE(cifar.x_train.dimension(0) == 10);
  REQUIRE(cifar.x_train.dimension(1) == 32);
  REQUIRE(cifar.x_train.dimension(2) == 32);
  REQUIRE(cifar.x_train.dimension(3) == 3);
  CHECK(cifar.x_train(0, 0, 0, 0) == 51.0f / 255.0f);
  CHECK(cifar.x_train(0, 0, 0, 1) == 102.0f / 255.0f);
  CHECK(cifar.x_train(0, 31, 30, 2) == 204.0f / 255.0f);
  CHECK(cifar.x_train(0, 31, 31, 2) == 3.0f / 255.0f);
  CHECK(cifar.x_train(9, 3, 4, 0) == 1.0f);
  CHECK(cifar.x_train(9, 3, 4, 1) == 5.0f / 255.0f);
  for (Index i = 0; i < 10; ++i) CHECK(cifar.y_train(i) == 1 + i / 2 + i % 2);
  REQUIRE(cifar.y_test.size() == 2);
  CHECK(cifar.y_test(1) == 1);
  CHECK(cifar.x_test(1, 0, 0, 0) == 1.0f);
}

TEST_CASE("load_cifar10 keeps bytes as they are", "[data]") {
  const CifarFolder folder;
  const auto cifar = load_cifar10<std::uint8_t>(folder.path());
  CHECK(cifar.x_train(0, 0, 0, 1) == 102);
  CHECK(cifar.x_train(0, 31, 31, 0) == 1);
  CHECK(load_cifar10<double>(folder.path()).x_test(0, 0, 0, 1) == 102.0 / 255.0);
}

TEST_CASE("load_cifar10 names the file and what is wrong with it", "[data]") {
  CHECK_THROWS_MATCHES(load_cifar10("no/such/folder"), std::runtime_error,
                       message_contains("no/such/folder/data_batch_1.bin: "));
  const CifarFolder folder;
  std::filesystem::remove(folder.path() / "test_batch.bin");
  folder.refuses("test_batch.bin: ");
  folder.write("test_batch.bin", {});
  folder.refuses("test_batch.bin: expected samples of 3073 bytes, a label and 32 x 32 pixels of red, green and blue; found 0");
  folder.write("test_batch.bin", Bytes(3074));
  folder.refuses("test_batch.bin: expected samples of 3073 bytes");
  folder.write("test_batch.bin", sample(10, 0, 0, 0));
  folder.refuses("test_batch.bin: expected labels from 0 to 9, found 10 at sample 0");
  folder.write("data_batch_3.bin", sample(0, 0, 0, 0));
  folder.refuses("data_batch_3.bin: expected 2 samples as in the files before it, found 1");
}

TEST_CASE("write_cifar10 writes what load_cifar10 reads", "[data]") {
  const CifarFolder folder;
  const auto shapes = make_color_shapes(20, 3);
  write_cifar10(folder.path() / "test_batch.bin", shapes.x, shapes.y);
  CHECK(std::filesystem::file_size(folder.path() / "test_batch.bin") == 20 * 3073);
  const auto cifar = load_cifar10<std::uint8_t>(folder.path());
  REQUIRE(cifar.x_test.size() == shapes.x.size());
  CHECK(std::equal(shapes.x.data(), shapes.x.data() + shapes.x.size(), cifar.x_test.data()));
  CHECK(std::equal(shapes.y.data(), shapes.y.data() + 20, cifar.y_test.data()));
}

TEST_CASE("write_cifar10 refuses other images and labels", "[data]") {
  const TempDir folder;
  linnet::Labels y(1);
  y.setValues({10});
  CHECK_THROWS_MATCHES(write_cifar10(folder.path() / "x", linnet::Tensor<4, std::uint8_t>(1, 32, 32, 3), y), InvalidInput,
                       message_contains("expected labels from 0 to 9, found 10 at sample 0"));
  CHECK_THROWS_MATCHES(write_cifar10(folder.path() / "x", linnet::Tensor<4, std::uint8_t>(1, 32, 31, 3), y), InvalidInput,
                       message_contains("expected images of 32 x 32 x 3 and a label for each, found 1 of 32 x 31 x 3 and 1"));
  CHECK_THROWS_AS(write_cifar10(folder.path() / "x", linnet::Tensor<4, std::uint8_t>(2, 32, 32, 3), y), InvalidInput);
  CHECK(folder.count() == 0);
}

}  // namespace
