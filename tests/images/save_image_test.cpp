// SPDX-License-Identifier: MIT
#include <linnet/images/image.hpp>
#include <linnet/images/save_image.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/image_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/resource.h>

#include <csignal>
#endif

namespace linnet::test::save_image {

using linnet::save_image;

/// A smooth picture with values from 0 to 255 in each channel.
Tensor<3> picture(Index height, Index width, Index channels) {
  Tensor<3> image(height, width, channels);
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      for (Index c = 0; c < channels; ++c) image(y, x, c) = static_cast<float>((5 * x + 3 * y + 40 * c) % 256);
    }
  }
  return image;
}

double largest_difference(const Tensor<3>& a, const Tensor<3>& b) {
  REQUIRE(a.dimensions() == b.dimensions());
  double most = 0.0;
  for (Index i = 0; i < a.size(); ++i) most = std::max(most, std::abs(static_cast<double>(a.data()[i] - b.data()[i])));
  return most;
}

TEST_CASE("load_image reads the files of save_image: PNG and BMP exactly, JPEG nearly", "[images]") {
  const TempDir folder;
  for (const char* const name : {"a.png", "a.bmp", "a.jpg", "a.jpeg", "a.PNG", "a.Jpg"}) {
    const std::string path = (folder.path() / name).string();
    for (const Index channels : {1, 3}) {
      INFO(name << ", " << channels << " channels");
      const Tensor<3> image = picture(13, 17, channels);
      save_image(path, image, {.quality = 100});
      const bool exact = path.ends_with("png") || path.ends_with("PNG") || path.ends_with("bmp");
      CHECK(largest_difference(image, load_image(path, {.channels = static_cast<int>(channels)})) <= (exact ? 0.0 : 4.0));
      const Index in_file = load_image(path).dimension(2);
      CHECK(in_file == (path.ends_with("png") || path.ends_with("PNG") ? channels : 3));
    }
  }
}

TEST_CASE("save_image takes tensors and matrices of any numbers", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.png").string();
  Tensor<2> gray(2, 3);
  gray.setValues({{0, 1, 2}, {253, 254, 255}});
  save_image(path, gray);
  const auto image = load_image(path);
  CHECK(image.dimension(2) == 1);
  CHECK(image(1, 2, 0) == 255.0f);
  const Eigen::Matrix<double, 2, 2, Eigen::RowMajor> matrix{{1, 2}, {3, 4}};
  save_image(path, matrix);
  CHECK(load_image(path)(1, 0, 0) == 3.0f);
  Tensor<3, std::uint8_t> bytes(1, 1, 3);
  bytes.setValues({{{7, 8, 9}}});
  save_image(path, bytes);
  CHECK(load_image(path)(0, 0, 2) == 9.0f);
}

TEST_CASE("save_image rounds, and limits values to 0 and 255", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.png").string();
  Tensor<2> gray(1, 8);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  gray.setValues({{-0.6f, -infinity, 0.49f, 0.5f, 254.4f, 254.5f, 300.0f, infinity}});
  save_image(path, gray);
  const auto image = load_image<std::uint8_t>(path);
  CHECK(std::vector<int>(image.data(), image.data() + 8) == std::vector{0, 0, 0, 1, 254, 255, 255, 255});
}

TEST_CASE("save_image takes floats from 0 to 1 as such, and says where a picture would be black", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.png").string();
  const auto saved = [&](const auto& image) {
    save_image(path, image);
    const auto found = load_image<std::uint8_t>(path);
    return std::vector<int>(found.data(), found.data() + found.size());
  };
  Tensor<2> gray(1, 4);
  gray.setValues({{0.0f, 0.5f, 1.0f, 0.1f}});
  CHECK(saved(gray) == std::vector{0, 128, 255, 26});
  gray.setValues({{0.0f, 1.0f, 1.0f, 0.0f}});  // a mask
  CHECK(saved(gray) == std::vector{0, 255, 255, 0});
  CHECK(saved(Eigen::Matrix<double, 2, 2, Eigen::RowMajor>{{0.25, 0.75}, {0.0, 1.0}}) == std::vector{64, 191, 0, 255});
  Tensor<2, std::uint8_t> bytes(1, 4);
  bytes.setValues({{0, 1, 1, 0}});
  CHECK(saved(bytes) == std::vector{0, 1, 1, 0});
  Tensor<2, bool> mask(1, 2);
  mask.setValues({{false, true}});
  CHECK(saved(mask) == std::vector{0, 255});
  gray.setValues({{0.0f, 1.0f, 2.0f, 3.0f}});  // numbers of classes
  CHECK(saved(gray) == std::vector{0, 1, 2, 3});
  gray.setValues({{-0.5f, 0.5f, 8.5f, 0.0f}});  // a dark picture
  CHECK(saved(gray) == std::vector{0, 1, 9, 0});
  std::filesystem::remove(path);
  for (const float value : {-0.01f, 1.01f, -2.1f, 2.6f, 7.9f}) {
    gray.setValues({{0.25f, 0.5f, value, 1.0f}});
    CHECK_THROWS_MATCHES(save_image(path, gray), InvalidInput,
                         message_contains("save_image: the image has values from ") &&
                             message_contains("would be black; expected values from 0 to 255, or all from 0 to 1"));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("A JPEG is smaller with less quality", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.jpg").string();
  save_image(path, picture(64, 64, 3), {.quality = 5});
  const auto small = std::filesystem::file_size(path);
  save_image(path, picture(64, 64, 3));
  CHECK(std::filesystem::file_size(path) > 2 * small);
}

TEST_CASE("save_image refuses what is no image, and writes nothing", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.png").string();
  const auto refuses = [&](const std::string& to, const auto& image, const SaveImageOptions& options,
                           const std::string& reason) {
    CHECK_THROWS_MATCHES(save_image(to, image, options), InvalidInput, message_contains("save_image: " + reason));
    CHECK(std::filesystem::is_empty(folder.path()));
  };
  Tensor<3> nan = picture(2, 2, 1);
  nan(1, 0, 0) = std::numeric_limits<float>::quiet_NaN();
  refuses(path, nan, {}, "number 2 of the image is NaN");
  refuses(path, picture(2, 2, 2), {},
          "expected an image (height, width), (height, width, 1) or (height, width, 3), found 2 x 2 x 2");
  refuses(path, Tensor<1>(3), {}, "expected an image (height, width), (height, width, 1) or (height, width, 3), found 3");
  refuses(path, Tensor<4>(1, 2, 2, 3), {}, "expected an image");
  refuses(path, Tensor<2>(0, 3), {}, "expected an image");
  refuses((folder.path() / "a.gif").string(), picture(2, 2, 1), {},
          "expected a name that ends in .png, .jpg, .jpeg or .bmp, found ");
  refuses((folder.path() / "a").string(), picture(2, 2, 1), {}, "expected a name that ends in ");
  refuses(path, picture(2, 2, 1), {.quality = 0}, "quality is from 1 to 100, not 0");
  refuses(path, picture(2, 2, 1), {.quality = 101}, "quality is from 1 to 100, not 101");
}

/// Has room for nothing.
struct FullBytes : std::vector<std::uint8_t> {
  void insert(iterator, const std::uint8_t*, const std::uint8_t*) { throw std::bad_alloc(); }
};

TEST_CASE("No exception passes through the encoder, which would lose its memory", "[images]") {
  const Bytes pixels(4 * 4 * 3);
  for (const auto format : {detail::ImageFormat::png, detail::ImageFormat::jpeg, detail::ImageFormat::bmp}) {
    detail::EncodedImage<FullBytes> full;
    detail::stb_encode(format, pixels.data(), 4, 4, 3, 90, full.append, &full);
    CHECK(!full.whole);
    detail::EncodedImage<> encoded;
    CHECK(detail::stb_encode(format, pixels.data(), 4, 4, 3, 90, encoded.append, &encoded));
    CHECK(encoded.whole);
    CHECK(!encoded.bytes.empty());
  }
}

#if defined(__unix__) || defined(__APPLE__)

TEST_CASE("An image that cannot be written whole leaves the old one whole", "[images]") {
  const TempDir folder;
  const std::string path = (folder.path() / "a.bmp").string();
  save_image(path, picture(4, 4, 3));
  const Bytes before = file_bytes(path);
  // A limit on the size of files simulates a full disk.
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &limit) == 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = limit;
  small.rlim_cur = 1000;
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    save_image(path, picture(64, 64, 3));
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, old_handler);
  CHECK_THAT(message, contains("image " + path + ": cannot be written: "));
  CHECK(file_bytes(path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
  CHECK_THROWS_MATCHES(save_image((folder.path() / "no" / "a.png").string(), picture(2, 2, 1)), std::runtime_error,
                       message_contains("cannot be written: No such file or directory"));
}

#endif

}  // namespace linnet::test::save_image
