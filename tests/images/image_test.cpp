// SPDX-License-Identifier: MIT
#include <cmake/images/jpeg.hpp>
#include <cmake/images/turned.hpp>
#include <linnet/images/image.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/exif_data.hpp>
#include <tests/support/image_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace linnet::test::image {

/// The values of a picture that is in a file of these bytes.
std::vector<int> values(const Bytes& bytes, const ImageOptions& options = {}) {
  const TempDir folder;
  const auto image = load_image<std::uint8_t>(folder.write("image", bytes).string(), options);
  return {image.data(), image.data() + image.size()};
}

void refuses(const Bytes& bytes, const std::string& reason) {
  const TempDir folder;
  CHECK_THROWS_MATCHES(load_image(folder.write("bad.png", bytes).string()), std::runtime_error,
                       message_contains("bad.png: " + reason));
}

TEST_CASE("load_image gives height, width and channels, and values from 0 to 255", "[images]") {
  const TempDir folder;
  const Bytes bytes = PngFile{2, 3, 8, 2, {0, 255, 0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9, 10, 0, 11, 12, 13, 14, 15, 16}}.bytes();
  const auto image = load_image(folder.write("image.png", bytes).string());
  static_assert(std::is_same_v<decltype(image), const Tensor<3, float>>);
  REQUIRE(image.dimension(0) == 3);
  REQUIRE(image.dimension(1) == 2);
  REQUIRE(image.dimension(2) == 3);
  CHECK(image(0, 0, 0) == 255.0f);
  CHECK(image(0, 1, 2) == 4.0f);
  CHECK(image(1, 0, 0) == 5.0f);
  CHECK(image(2, 1, 2) == 16.0f);
  CHECK(load_image<double>(folder.path() / "image.png")(1, 1, 0) == 8.0);
}

TEST_CASE("load_image reads every kind of PNG", "[images]") {
  CHECK(values(PngFile{2, 1, 8, 0, {0, 7, 200}}.bytes()) == std::vector{7, 200});
  CHECK(values(PngFile{5, 1, 1, 0, {0, 0b10110000}}.bytes()) == std::vector{255, 0, 255, 255, 0});
  CHECK(values(PngFile{4, 1, 2, 0, {0, 0b00011011}}.bytes()) == std::vector{0, 85, 170, 255});
  CHECK(values(PngFile{2, 1, 4, 0, {0, 0x1f}}.bytes()) == std::vector{17, 255});
  CHECK(values(PngFile{2, 1, 16, 0, {0, 0x12, 0xff, 0xfe, 0x34}}.bytes()) == std::vector{0x12, 0xfe});  // the upper byte
  CHECK(values(PngFile{1, 1, 16, 2, {0, 1, 255, 2, 255, 3, 255}}.bytes()) == std::vector{1, 2, 3});
  const Bytes colours = png_chunk("PLTE", {1, 2, 3, 40, 50, 60, 7, 8, 9});
  CHECK(values(PngFile{3, 1, 2, 3, {0, 0b10000100}, {colours}}.bytes()) == std::vector{7, 8, 9, 1, 2, 3, 40, 50, 60});
  // Adam7: the first pass has pixel (0, 0), the sixth (0, 1), the seventh row 1.
  CHECK(values(PngFile{2, 2, 8, 0, {0, 10, 0, 20, 0, 30, 40}, {}, true}.bytes()) == std::vector{10, 20, 30, 40});
  // Each filter: none, left, above, mean, Paeth.
  CHECK(values(PngFile{2, 5, 8, 0, {0, 10, 20, 1, 10, 20, 2, 1, 1, 3, 5, 5, 4, 3, 2}}.bytes()) ==
        std::vector{10, 20, 10, 30, 11, 31, 10, 25, 13, 27});
}

TEST_CASE("load_image drops alpha and keeps the colour below it", "[images]") {
  CHECK(values(PngFile{2, 1, 8, 4, {0, 7, 0, 9, 255}}.bytes()) == std::vector{7, 9});
  CHECK(values(PngFile{1, 2, 8, 6, {0, 1, 2, 3, 0, 0, 4, 5, 6, 128}}.bytes()) == std::vector{1, 2, 3, 4, 5, 6});
  CHECK(values(PngFile{1, 1, 16, 6, {0, 1, 0, 2, 0, 3, 0, 0, 0}}.bytes()) == std::vector{1, 2, 3});
  const Bytes colours = png_chunk("PLTE", {1, 2, 3, 4, 5, 6}), transparent = png_chunk("tRNS", {0, 128});
  CHECK(values(PngFile{2, 1, 1, 3, {0, 0b01000000}, {colours, transparent}}.bytes()) == std::vector{1, 2, 3, 4, 5, 6});
  CHECK(values(PngFile{2, 1, 8, 0, {0, 7, 8}, {png_chunk("tRNS", {0, 7})}}.bytes()) == std::vector{7, 8});
}

TEST_CASE("A colour that a palette does not have is black", "[images]") {
  const PngFile full{1, 1, 8, 3, {0, 0}, {png_chunk("PLTE", Bytes(768, 77))}};
  REQUIRE(values(full.bytes()) == std::vector{77, 77, 77});  // these colours are left where stb_image has its palette
  const Bytes colours = png_chunk("PLTE", {1, 2, 3});
  CHECK(values(PngFile{3, 1, 8, 3, {0, 0, 1, 255}, {colours}}.bytes()) == std::vector{1, 2, 3, 0, 0, 0, 0, 0, 0});
  CHECK(values(PngFile{3, 1, 8, 3, {0, 0, 1, 255}, {colours, png_chunk("tRNS", {9})}}.bytes()) ==
        std::vector{1, 2, 3, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("load_image reads every kind of BMP", "[images]") {
  CHECK(values(BmpFile{1, 2, 24, {1, 2, 3, 0, 4, 5, 6, 0}}.bytes()) == std::vector{6, 5, 4, 3, 2, 1});
  CHECK(values(BmpFile{1, -2, 24, {1, 2, 3, 0, 4, 5, 6, 0}}.bytes()) == std::vector{3, 2, 1, 6, 5, 4});
  CHECK(values(BmpFile{1, 1, 32, {1, 2, 3, 77}}.bytes()) == std::vector{3, 2, 1});
  const Bytes colours{1, 2, 3, 0, 4, 5, 6, 0};
  CHECK(values(BmpFile{2, 1, 8, {1, 0, 0, 0}, colours}.bytes()) == std::vector{6, 5, 4, 3, 2, 1});
  CHECK(values(BmpFile{2, 1, 4, {0x10, 0, 0, 0}, colours}.bytes()) == std::vector{6, 5, 4, 3, 2, 1});
  CHECK(values(BmpFile{2, 1, 1, {0b10000000, 0, 0, 0}, colours}.bytes()) == std::vector{6, 5, 4, 3, 2, 1});
  CHECK(values(BmpFile{1, 1, 16, {0x1f, 0, 0, 0}}.bytes()) == std::vector{0, 0, 255});
}

TEST_CASE("load_image passes over bytes behind the end of a picture", "[images]") {
  Bytes bytes = PngFile{2, 1, 8, 0, {0, 7, 200}}.bytes();
  add_bytes(bytes, Bytes{0, 1, 2, 3});
  CHECK(values(bytes) == std::vector{7, 200});
  bytes = PngFile{3, 1, 8, 3, {0, 0, 1, 255}, {png_chunk("PLTE", {1, 2, 3})}}.bytes();
  add_bytes(bytes, Bytes(bytes));
  CHECK(values(bytes) == std::vector{1, 2, 3, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("load_image turns a picture as its EXIF data say", "[images]") {
  const TempDir folder;
  // 1 2 3
  // 4 5 6 as it is stored; in the numbers of the standard.
  const std::vector<std::vector<int>> seen{{1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
                                           {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big : {false, true}) {
      INFO(orientation);
      const Bytes chunk = png_chunk("eXIf", exif_data(orientation, big));
      const auto path = folder.write("gray.png", PngFile{3, 2, 8, 0, {0, 1, 2, 3, 0, 4, 5, 6}, {chunk}}.bytes()).string();
      const auto image = load_image<std::uint8_t>(path);
      CHECK(image.dimension(0) == (orientation < 5 ? 2 : 3));
      CHECK(image.dimension(1) == (orientation < 5 ? 3 : 2));
      const auto numbers = seen[static_cast<std::size_t>(orientation - 1)];
      CHECK(std::vector<int>(image.data(), image.data() + 6) == numbers);
      CHECK(load_image<std::uint8_t>(path, {.height = 5, .width = 7}).dimension(0) == 5);
    }
  }
  const Bytes chunk = png_chunk("eXIf", exif_data(6, true)), second = png_chunk("eXIf", exif_data(3, true));
  CHECK(values(PngFile{2, 1, 8, 2, {0, 1, 2, 3, 4, 5, 6}, {chunk, second}}.bytes()) == std::vector{1, 2, 3, 4, 5, 6});
  CHECK(values(PngFile{1, 2, 8, 2, {0, 1, 2, 3, 0, 4, 5, 6}, {chunk}}.bytes()) == std::vector{4, 5, 6, 1, 2, 3});
  CHECK(values(PngFile{2, 1, 8, 0, {0, 7, 8}, {png_chunk("eXIf", {'M', 'M'})}}.bytes()) == std::vector{7, 8});
}

/// The JPEG `bytes` with a segment APP1 of `name` and EXIF data in front.
Bytes with_exif(const Bytes& bytes, const std::string& name, const Bytes& tiff) {
  Bytes all{0xff, 0xd8, 0xff, 0xe1, 0, static_cast<std::uint8_t>(2 + name.size() + tiff.size())};
  add_bytes(all, name);
  add_bytes(all, tiff);
  add_bytes(all, std::span(bytes).subspan(2));
  return all;
}

TEST_CASE("load_image turns a JPEG as its EXIF data say", "[images]") {
  const std::string exif("Exif\0\0", 6), xmp = "http://ns.adobe.com/xap/1.0/";
  for (const char* const seed : {"gray", "progressive", "rgb420"}) {
    const Bytes bytes = seeds("jpeg").at(seed);
    const detail::DecodedImage stored = detail::decode_image("", bytes);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      INFO(seed << ' ' << orientation);
      Bytes file = with_exif(bytes, exif, exif_data(orientation, orientation % 2 == 0, 2));
      if (orientation == 7) file = with_exif(file, xmp, exif_data(1, true));
      const detail::DecodedImage image = detail::decode_image("", file);
      const detail::DecodedImage expected = detail::turned(stored, orientation);
      CHECK(image.height == (orientation < 5 ? stored.height : stored.width));
      CHECK(std::equal(image.pixels.get(), image.pixels.get() + image.size(), expected.pixels.get()));
    }
    const detail::DecodedImage first =
        detail::decode_image("", with_exif(with_exif(bytes, exif, exif_data(3, true)), exif, exif_data(1, true)));
    CHECK(std::equal(first.pixels.get(), first.pixels.get() + first.size(), stored.pixels.get()));
  }
}

TEST_CASE("load_image reads JPEG, sequential and progressive", "[images]") {
  for (const auto& [name, bytes] : seeds("jpeg")) {
    INFO(name);
    const detail::DecodedImage image = detail::decode_image(name, bytes);
    const auto header = detail::JpegCheck(name, bytes).run();
    CHECK(image.height == static_cast<Index>(header.height));
    CHECK(image.width == static_cast<Index>(header.width));
    CHECK(image.channels == header.channels);
  }
}

TEST_CASE("load_image changes the channels", "[images]") {
  const Bytes rgb = PngFile{3, 1, 8, 2, {0, 255, 0, 0, 0, 255, 0, 0, 0, 255}}.bytes();
  CHECK(values(rgb, {.channels = 1}) == std::vector{76, 149, 28});
  const Bytes gray = PngFile{2, 1, 8, 0, {0, 7, 200}}.bytes();
  CHECK(values(gray, {.channels = 3}) == std::vector{7, 7, 7, 200, 200, 200});
  CHECK(values(gray, {.channels = 1}) == std::vector{7, 200});
  CHECK(values(PngFile{1, 1, 16, 6, {0, 255, 0, 255, 0, 255, 0, 0, 0}}.bytes(), {.channels = 1}) == std::vector{255});
}

TEST_CASE("load_image resizes: one colour stays, and a ramp stays a ramp", "[images]") {
  const TempDir folder;
  Bytes rows, ramp;
  for (int y = 0; y < 16; ++y) {
    rows.push_back(0);
    ramp.push_back(0);
    for (int x = 0; x < 16; ++x) {
      rows.insert(rows.end(), {200, 100, 50});
      ramp.push_back(static_cast<std::uint8_t>(10 * x));
    }
  }
  const auto colour = folder.write("colour.png", PngFile{16, 16, 8, 2, rows}.bytes()).string();
  for (const auto& [height, width] : {std::pair<Index, Index>{5, 7}, {40, 3}, {28, 28}, {1, 1}, {16, 17}}) {
    const auto image = load_image(colour, {.height = height, .width = width});
    REQUIRE(image.dimension(0) == height);
    REQUIRE(image.dimension(1) == width);
    REQUIRE(image.dimension(2) == 3);
    for (Index i = 0; i < image.size(); ++i) {
      const float expected[] = {200, 100, 50};
      CHECK(image.data()[i] == expected[i % 3]);
    }
  }
  // The filters are symmetric and keep linear ramps, away from the edges: value 10 x at the place x that a pixel's centre has.
  const auto path = folder.write("ramp.png", PngFile{16, 16, 8, 0, ramp}.bytes()).string();
  for (const Index width : {32, 24, 8, 5}) {
    const auto image = load_image(path, {.height = 16, .width = width});
    const double scale = 16.0 / static_cast<double>(width), margin = std::max(2.0, 2.0 * scale);
    for (Index x = 0; x < width; ++x) {
      const double place = (static_cast<double>(x) + 0.5) * scale - 0.5;
      if (place < margin || place > 15.0 - margin) continue;
      INFO(width << ": " << x);
      CHECK_THAT(static_cast<double>(image(7, x, 0)), WithinAbs(10.0 * place, 1.0));
    }
  }
}

TEST_CASE("load_image refuses options that are none", "[images]") {
  const TempDir folder;
  const auto path = folder.write("good.png", PngFile{1, 1, 8, 0, {0, 7}}.bytes()).string();
  const auto refuses_options = [&](const ImageOptions& options, const std::string& reason) {
    CHECK_THROWS_MATCHES(load_image(path, options), InvalidInput, message_contains("load_image: " + reason));
  };
  refuses_options({.channels = 2}, "channels are 0 (as in the file), 1 (gray) or 3 (RGB), not 2");
  refuses_options({.height = 28}, "height and width are both 0 (as in the file) or both from 1 to 65535");
  refuses_options({.width = 28}, "height and width are both 0");
  refuses_options({.height = -1, .width = -1}, "height and width are both 0");
  refuses_options({.height = 65536, .width = 1}, "height and width are both 0");
  refuses_options({.height = 60000, .width = 60000}, "height and width are both 0");
}

TEST_CASE("load_image refuses what is no image, whatever its name", "[images]") {
  const TempDir folder;
  CHECK_THROWS_MATCHES(load_image((folder.path() / "absent.png").string()), std::runtime_error,
                       message_contains("absent.png: No such file or directory"));
  refuses({}, "expected a PNG, JPEG or BMP image, found nothing");
  refuses({'h', 'i'}, "expected a PNG, JPEG or BMP image, found another format");
  refuses({'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0}, "expected a PNG, JPEG or BMP image, found another format");
  refuses({0x89, 'P', 'N', 'G'}, "expected a PNG, JPEG or BMP image, found another format");
}

TEST_CASE("load_image refuses data that are damaged below a right checksum", "[images]") {
  const PngFile gray{2, 2, 8, 0, {0, 10, 20, 0, 30, 40}};
  refuses(PngFile{2, 2, 8, 0, {0, 10, 20, 0, 30}}.bytes(), "cannot be decoded: not enough pixels");
  refuses(PngFile{2, 2, 8, 0, {9, 10, 20, 0, 30, 40}}.bytes(), "cannot be decoded: invalid filter");
  refuses(gray.with_data({1, 2, 3}), "cannot be decoded: ");
  Bytes iphone = gray.bytes();
  const Bytes chunk = png_chunk("CgBI", {0, 0, 0, 0});
  iphone.insert(iphone.begin() + 33, chunk.begin(), chunk.end());
  refuses(iphone, "cannot be decoded: ");
}

#if LINNET_WITH_ZLIB

TEST_CASE("Data that unpack to more than the picture needs get no memory for it", "[images]") {
  Bytes zeros(std::size_t{64} << 20), packed(std::size_t{1} << 17);
  uLongf size = static_cast<uLongf>(packed.size());
  REQUIRE(compress2(packed.data(), &size, zeros.data(), static_cast<uLong>(zeros.size()), 9) == Z_OK);
  packed.resize(size);
  refuses(PngFile{4, 4, 8, 0, {}}.with_data(packed), "unpacks to more than a picture of 4 x 4 needs, or memory is out");
  // Slightly too many bytes are ignored: they fit into the memory of the picture.
  CHECK(values(PngFile{2, 1, 8, 0, {0, 7, 200, 1, 2, 3}}.bytes()) == std::vector{7, 200});
}

#endif

TEST_CASE("Files that are cut short or have a bit flipped are refused whole", "[images]") {
  for (const char* const format : {"png", "bmp", "jpeg"}) {
    for (const auto& [name, bytes] : seeds(format)) {
      for (std::size_t size = 0; size < bytes.size(); ++size) {
        INFO(format << ' ' << name << ", " << size << " of " << bytes.size() << " bytes");
        CHECK_THROWS_AS(detail::decode_image("short", std::span(bytes).first(size)), std::runtime_error);
      }
    }
  }
  for (auto [name, bytes] : seeds("png")) {
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      INFO(name << ", bit " << bit);
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
      CHECK_THROWS_AS(detail::decode_image("flipped", bytes), std::runtime_error);
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    }
  }
}

}  // namespace linnet::test::image
