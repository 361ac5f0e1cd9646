// SPDX-License-Identifier: MIT
#include <cmake/images/png.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/image_file.hpp>

#include <stdexcept>
#include <string>

namespace linnet::test::png {

using linnet::detail::check_png;

const PngFile gray{2, 2, 8, 0, {0, 10, 20, 0, 30, 40}};

void refuses(const Bytes& bytes, const std::string& reason) {
  CHECK_THROWS_MATCHES(check_png("bad.png", bytes), std::runtime_error, message_contains("bad.png: " + reason));
}

TEST_CASE("check_png knows size and colours of each kind of PNG", "[images]") {
  const auto header = check_png("good.png", PngFile{3, 2, 8, 2, Bytes(20)}.bytes());
  CHECK(header.width == 3);
  CHECK(header.height == 2);
  CHECK(header.channels == 3);
  const auto all = seeds("png");
  CHECK(all.size() == 11);
  for (const auto& [name, bytes] : all) {
    INFO(name);
    CHECK(check_png(name, bytes).channels == (name.starts_with("gray") || name == "text" ? 1 : 3));
  }
}

TEST_CASE("check_png refuses a file that is cut short, wherever it ends", "[images]") {
  for (const auto& [name, bytes] : seeds("png")) {
    for (std::size_t size = 8; size < bytes.size(); ++size) {
      INFO(name << ", " << size << " of " << bytes.size() << " bytes");
      CHECK_THROWS_MATCHES(check_png("short.png", std::span(bytes).first(size)), std::runtime_error,
                           message_contains("short.png: damaged PNG at byte "));
    }
  }
  Bytes bytes = gray.bytes();
  bytes.resize(bytes.size() - 3);
  refuses(bytes, "damaged PNG at byte 62: expected a chunk, found 9 bytes: the file is cut short");
  bytes.resize(40);
  refuses(bytes, "damaged PNG at byte 33: expected a chunk, found 7 bytes: the file is cut short");
  bytes.resize(50);
  bytes = gray.bytes();
  bytes.resize(48);
  refuses(bytes, "damaged PNG at byte 33: expected a chunk with 17 bytes of data, 3 are left");
}

TEST_CASE("check_png refuses a file with any bit flipped", "[images]") {
  for (auto [name, bytes] : seeds("png")) {
    for (std::size_t bit = 64; bit < 8 * bytes.size(); ++bit) {
      INFO(name << ", bit " << bit);
      const auto mask = static_cast<std::uint8_t>(1u << (bit % 8));
      bytes[bit / 8] ^= mask;
      CHECK_THROWS_MATCHES(check_png("bad.png", bytes), std::runtime_error, message_contains("bad.png: damaged PNG at byte "));
      bytes[bit / 8] ^= mask;
    }
  }
}

TEST_CASE("check_png names the chunk whose checksum does not match", "[images]") {
  Bytes bytes = gray.bytes();
  bytes[45] ^= 1;
  refuses(bytes, "damaged PNG at byte 33: the checksum does not match");
}

TEST_CASE("Bytes behind the end of a PNG are passed over", "[images]") {
  Bytes bytes = gray.bytes();
  const std::size_t end = bytes.size();
  for (const Bytes& more : {Bytes{0}, Bytes(5000, 0xff), gray.bytes()}) {
    bytes.resize(end);
    add_bytes(bytes, more);
    CHECK(check_png("good.png", bytes).end == end);
  }
}

TEST_CASE("check_png refuses chunks in another order", "[images]") {
  Bytes bytes = gray.bytes();
  const Bytes text = png_chunk("tEXt", {'a', 0, 'b'});
  bytes = gray.bytes();
  bytes.insert(bytes.begin() + 8, text.begin(), text.end());
  refuses(bytes, "damaged PNG at byte 8: expected one chunk IHDR of 13 bytes, and that first");
  bytes = gray.bytes();
  const Bytes header(bytes.begin() + 8, bytes.begin() + 33);
  bytes.insert(bytes.begin() + 33, header.begin(), header.end());
  refuses(bytes, "damaged PNG at byte 33: expected one chunk IHDR of 13 bytes, and that first");
  refuses({0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, "damaged PNG at byte 8: expected a chunk, found 0 bytes");
}

TEST_CASE("check_png refuses colour types and depths that there are not", "[images]") {
  refuses(PngFile{1, 1, 8, 1, {0, 1}}.bytes(), "damaged PNG at byte 24: there is no colour type 1 of 8 bits");
  refuses(PngFile{1, 1, 8, 7, {0, 1}}.bytes(), "damaged PNG at byte 24: there is no colour type 7 of 8 bits");
  refuses(PngFile{1, 1, 3, 0, {0, 1}}.bytes(), "damaged PNG at byte 24: there is no colour type 0 of 3 bits");
  refuses(PngFile{1, 1, 16, 3, {0, 1}}.bytes(), "damaged PNG at byte 24: there is no colour type 3 of 16 bits");
  refuses(PngFile{1, 1, 4, 6, {0, 1}}.bytes(), "damaged PNG at byte 24: there is no colour type 6 of 4 bits");
}

TEST_CASE("check_png refuses sizes that the file cannot hold, without asking for memory", "[images]") {
  const Bytes packed = stored_zlib({0, 1});
  const auto claims = [&](std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t type) {
    return PngFile{width, height, depth, type, {}}.with_data(packed);
  };
  REQUIRE(claims(1, 1, 8, 0).size() < 100);
  REQUIRE(packed.size() == 13);
  refuses(claims(30000, 30000, 8, 2),
          "expected a picture of 1 to 65535 pixels per side and at most 134217728 in all, found 30000 x 30000");
  refuses(claims(65536, 1, 1, 0), "expected a picture of 1 to 65535 pixels per side");
  refuses(claims(0xffffffff, 0xffffffff, 8, 0), "expected a picture of 1 to 65535 pixels per side");
  refuses(claims(0, 1, 8, 0), "expected a picture of 1 to 65535 pixels per side");
  refuses(claims(1, 0, 8, 0), "expected a picture of 1 to 65535 pixels per side");
  refuses(claims(11000, 11000, 8, 2),
          "expected at least 363000000 bytes for a picture of 11000 x 11000, the file can hold at most 13416");
  CHECK(check_png("just.png", claims(1032, 13, 8, 0)).width == 1032);
  refuses(claims(1033, 13, 8, 0), "expected at least 13429 bytes");
  CHECK(check_png("just.png", claims(1032, 13 * 8, 1, 0)).width == 1032);
  refuses(claims(1032, 13 * 8 + 1, 1, 0), "expected at least 13545 bytes");
}

TEST_CASE("A palette with fewer colours than its pixels have numbers is made whole", "[images]") {
  const Bytes bytes = PngFile{2, 1, 2, 3, {0, 0}, {png_chunk("PLTE", {1, 2, 3, 4, 5, 6})}}.bytes();
  const auto header = check_png("palette.png", bytes);
  CHECK(header.palette_at == 33);
  REQUIRE(header.missing_colours == 2);
  const Bytes whole = linnet::detail::with_whole_palette(bytes, header);
  REQUIRE(whole.size() == bytes.size() + 6);
  CHECK(whole[36] == 12);
  CHECK(Bytes(whole.begin() + 41, whole.begin() + 53) == Bytes{1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0});
  CHECK(Bytes(whole.begin() + 53, whole.end()) == Bytes(bytes.begin() + 47, bytes.end()));
  const PngFile full{2, 1, 1, 3, {0, 0}, {png_chunk("PLTE", {1, 2, 3, 4, 5, 6})}};
  CHECK(check_png("palette.png", full.bytes()).missing_colours == 0);
}

}  // namespace linnet::test::png
