// SPDX-License-Identifier: MIT
#include <cmake/images/bmp.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/image_file.hpp>

#include <limits>
#include <stdexcept>
#include <string>

namespace linnet::test::bmp {

using linnet::detail::check_bmp;

void refuses(const Bytes& bytes, const std::string& reason) {
  CHECK_THROWS_MATCHES(check_bmp("bad.bmp", bytes), std::runtime_error, message_contains("bad.bmp: " + reason));
}

TEST_CASE("check_bmp knows the size of each kind of BMP", "[images]") {
  const auto header = check_bmp("good.bmp", BmpFile{3, -2, 24, Bytes(24)}.bytes());
  CHECK(header.width == 3);
  CHECK(header.height == 2);
  CHECK(header.channels == 3);
  const auto all = seeds("bmp");
  CHECK(all.size() == 10);
  for (const auto& [name, bytes] : all) {
    INFO(name);
    CHECK(check_bmp(name, bytes).channels == 3);
  }
}

TEST_CASE("check_bmp refuses a file that is cut short, wherever it ends", "[images]") {
  for (const auto& [name, bytes] : seeds("bmp")) {
    for (std::size_t size = 2; size < bytes.size(); ++size) {
      INFO(name << ", " << size << " of " << bytes.size() << " bytes");
      CHECK_THROWS_MATCHES(check_bmp("short.bmp", std::span(bytes).first(size)), std::runtime_error,
                           message_contains("short.bmp: damaged BMP at byte "));
    }
  }
  refuses(Bytes(53), "damaged BMP at byte 53: expected a header of 54 bytes, the file is cut short");
  refuses(BmpFile{3, 2, 24, Bytes(23)}.bytes(), "damaged BMP at byte 77: expected 24 bytes of pixels from byte 54 on");
}

TEST_CASE("check_bmp refuses headers and compressions that are not decoded", "[images]") {
  Bytes bytes = BmpFile{1, 1, 24, Bytes(4)}.bytes();
  bytes[14] = 12;
  refuses(bytes, "damaged BMP at byte 14: expected a header of 40, 56, 108 or 124 bytes, found 12");
  refuses(BmpFile{1, 1, 8, Bytes(4), Bytes(4), 1}.bytes(),
          "expected a BMP without compression, found compression 1 with 8 bits a pixel");
  refuses(BmpFile{1, 1, 24, Bytes(4), {}, 3}.bytes(), "expected a BMP without compression, found compression 3 with 24 bits");
  refuses(BmpFile{1, 1, 2, Bytes(4)}.bytes(), "expected a BMP without compression, found compression 0 with 2 bits a pixel");
}

TEST_CASE("check_bmp refuses sizes that the file does not hold", "[images]") {
  constexpr auto most = std::numeric_limits<std::int32_t>::max(), least = std::numeric_limits<std::int32_t>::min();
  refuses(BmpFile{30000, 30000, 24, Bytes(4)}.bytes(), "expected a picture of 1 to 65535 pixels per side");
  refuses(BmpFile{most, most, 32, Bytes(4)}.bytes(), "expected a picture of 1 to 65535 pixels per side");
  refuses(BmpFile{1, least, 32, Bytes(4)}.bytes(), "expected a picture of 1 to 65535 pixels per side");
  refuses(BmpFile{0, 1, 32, Bytes(4)}.bytes(), "expected a picture of 1 to 65535 pixels per side");
  refuses(BmpFile{10000, 10000, 32, Bytes(4)}.bytes(),
          "damaged BMP at byte 58: expected 400000000 bytes of pixels from byte 54");
  Bytes bytes = BmpFile{1, 1, 24, Bytes(4)}.bytes();
  bytes[13] = 0xff;
  refuses(bytes, "damaged BMP at byte 58: expected 4 bytes of pixels from byte 4278190134 on");
  bytes = BmpFile{1, 1, 24, Bytes(4)}.bytes();
  bytes[10] = 53;
  refuses(bytes, "damaged BMP at byte 58: expected 4 bytes of pixels from byte 53 on");
}

TEST_CASE("check_bmp refuses colours that are not in the palette", "[images]") {
  const Bytes colours(4 * 3);
  CHECK(check_bmp("good.bmp", BmpFile{2, 2, 8, {0, 1, 99, 99, 2, 2, 99, 99}, colours}.bytes()).width == 2);
  refuses(BmpFile{2, 2, 8, {0, 1, 0, 0, 2, 3, 0, 0}, colours}.bytes(), "damaged BMP at byte 71: colour 3 of a palette of 3");
  CHECK(check_bmp("good.bmp", BmpFile{3, 1, 4, {0x12, 0x0f, 0, 0}, colours}.bytes()).width == 3);
  refuses(BmpFile{4, 1, 4, {0x12, 0x0f, 0, 0}, colours}.bytes(), "damaged BMP at byte 67: colour 15 of a palette of 3");
  CHECK(check_bmp("good.bmp", BmpFile{3, 1, 1, {0x1f, 0, 0, 0}, Bytes(4)}.bytes()).width == 3);
  refuses(BmpFile{4, 1, 1, {0x1f, 0, 0, 0}, Bytes(4)}.bytes(), "damaged BMP at byte 58: colour 1 of a palette of 1");
}

}  // namespace linnet::test::bmp
