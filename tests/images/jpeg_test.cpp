// SPDX-License-Identifier: MIT
#include <cmake/images/jpeg.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/image_file.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace linnet::test::jpeg {

linnet::detail::ImageHeader check(const std::string& path, std::span<const std::uint8_t> bytes) {
  return linnet::detail::JpegCheck(path, bytes).run();
}

void refuses(const Bytes& bytes, const std::string& reason) {
  CHECK_THROWS_MATCHES(check("bad.jpg", bytes), std::runtime_error, message_contains("bad.jpg: " + reason));
}

/// Returns the position of the length of the first segment with this marker.
std::size_t segment(const Bytes& bytes, std::uint8_t marker) {
  std::size_t at = 2;
  while (bytes[at + 1] != marker) at += 2 + 256 * std::size_t{bytes[at + 2]} + bytes[at + 3];
  return at + 2;
}

/// A seed with one byte of a segment changed; byte 0 is the first one of its length.
Bytes changed(const std::string& seed, std::uint8_t marker, std::size_t byte, std::uint8_t to) {
  Bytes bytes = seeds("jpeg").at(seed);
  bytes[segment(bytes, marker) + byte] = to;
  return bytes;
}

TEST_CASE("The check of a JPEG knows size and colours of each kind", "[images]") {
  const auto all = seeds("jpeg");
  CHECK(all.size() == 9);
  for (const auto& [name, bytes] : all) {
    INFO(name);
    const bool gray = name == "gray" || name == "progressive_gray" || name == "restart";
    CHECK(check(name, bytes).channels == (gray ? 1 : 3));
  }
  CHECK(check("gray", all.at("gray")).width == 17);
  CHECK(check("gray", all.at("gray")).height == 9);
}

TEST_CASE("A JPEG that is cut short is refused, wherever it ends", "[images]") {
  for (const auto& [name, bytes] : seeds("jpeg")) {
    for (std::size_t size = 3; size < bytes.size(); ++size) {
      INFO(name << ", " << size << " of " << bytes.size() << " bytes");
      CHECK_THROWS_MATCHES(check("short.jpg", std::span(bytes).first(size)), std::runtime_error,
                           message_contains("short.jpg: damaged JPEG at byte "));
    }
  }
}

TEST_CASE("A JPEG without part of a scan is refused, although it has an end", "[images]") {
  for (const char* const name : {"gray", "rgb420", "restart", "cmyk", "progressive_gray"}) {
    const Bytes bytes = seeds("jpeg").at(name);
    for (std::size_t cut = 2; cut < 20; ++cut) {
      Bytes less = bytes;
      less.erase(less.end() - 2 - static_cast<std::ptrdiff_t>(cut), less.end() - 2);
      if (less[less.size() - 3] == 0xff) continue;  // the end of a marker, not of data
      INFO(name << " without " << cut << " bytes");
      CHECK_THROWS_MATCHES(check("short.jpg", less), std::runtime_error, message_contains("short.jpg: damaged JPEG at byte "));
    }
  }
  Bytes bytes = seeds("jpeg").at("gray");
  bytes.erase(bytes.end() - 12, bytes.end() - 2);
  refuses(bytes, "damaged JPEG at byte " + std::to_string(bytes.size() - 2) +
                     ": the picture is not complete: the data of a scan end too early");
}

TEST_CASE("A camera's zeros behind a scan, and bytes behind the end of a JPEG, are passed over", "[images]") {
  Bytes bytes = seeds("jpeg").at("rgb420");
  bytes.insert(bytes.end() - 2, 5, 0);
  CHECK(check("zeros.jpg", bytes).width == 19);
  bytes.insert(bytes.end(), {1, 2, 3});
  CHECK(check("trailer.jpg", bytes).width == 19);
}

TEST_CASE("Sizes that a JPEG cannot hold are refused", "[images]") {
  Bytes bytes = seeds("jpeg").at("progressive");
  const std::size_t frame = segment(bytes, 0xc2);
  bytes[frame + 3] = bytes[frame + 5] = 0x80;  // height and width
  refuses(bytes, "expected a picture of 1 to 65535 pixels per side and at most 134217728 in all, found 32786 x 32787");
  bytes[frame + 3] = bytes[frame + 5] = 0x20;
  refuses(bytes, "expected at least 1583121 bits for a picture of 8210 x 8211, the file can hold at most " +
                     std::to_string(8 * bytes.size()));
  bytes[frame + 3] = bytes[frame + 4] = 0;
  refuses(bytes, "expected a picture of 1 to 65535 pixels per side");
}

TEST_CASE("Frames that are not decoded are refused", "[images]") {
  const auto reason = [](const Bytes& bytes) -> std::string {
    try {
      check("", bytes);
      return "none";
    } catch (const std::runtime_error& error) {
      const std::string text = error.what();
      return text.substr(text.find(": ", 2) + 2);
    }
  };
  CHECK(reason(changed("gray", 0xc0, 2, 12)) == "expected samples of 8 bits, found 12");
  CHECK(reason(changed("gray", 0xc0, 7, 2)) == "expected a frame header");
  CHECK(reason(changed("gray", 0xc0, 9, 0)) == "expected sampling factors of 1 to 4");
  CHECK(reason(changed("gray", 0xc0, 9, 0x51)) == "expected sampling factors of 1 to 4");
  Bytes bytes = changed("rgb420", 0xc0, 9, 0x32);
  bytes[segment(bytes, 0xc0) + 12] = 0x22;
  CHECK(reason(bytes) == "expected sampling factors that divide the largest");
  CHECK(reason(changed("rgb420", 0xc0, 0, 0xff)).starts_with("expected a segment of "));
  CHECK(reason(changed("gray", 0xc4, 2, 0x20)) == "expected Huffman tables");
  CHECK(reason(changed("gray", 0xc4, 3, 3)) == "expected a Huffman table of at most 256 symbols");
  CHECK(reason(changed("gray", 0xc4, 18, 255)) == "expected a Huffman table of at most 256 symbols");
  CHECK(reason(changed("gray", 0xdb, 2, 0x24)) == "expected quantization tables");
  CHECK(reason(changed("gray", 0xdb, 2, 1)) == "expected a quantization table before the scan");
  CHECK(reason(changed("gray", 0xc4, 2, 1)) == "expected Huffman tables before the scan");
  CHECK(reason(changed("gray", 0xda, 3, 9)) == "the frame has no component 9");
  CHECK(reason(changed("rgb420", 0xda, 5, 1)) == "the scan has component 1 twice");
  CHECK(reason(changed("gray", 0xda, 2, 2)) == "expected a scan header after a frame");
  CHECK(reason(changed("progressive", 0xda, 3 + 2 * 3, 9)) == "expected a range of coefficients");
  bytes = seeds("jpeg").at("gray");
  bytes[segment(bytes, 0xc0) - 1] = 0xc9;  // arithmetic coding
  CHECK(reason(bytes) == "cannot be read: its marker is 201");
}

TEST_CASE("A Huffman table has at most as many codes as fit", "[images]") {
  linnet::detail::JpegTable table;
  Bytes counts(16);
  counts[0] = 1;
  counts[1] = 3;
  CHECK_FALSE(table.define(counts, Bytes{7, 8, 9, 10}));
  CHECK_FALSE(table.defined);
  counts[1] = 2;
  CHECK(table.define(counts, Bytes{7, 8, 9}));
  const Bytes bits{0b0'10'11'0'11, 0xff, 0xd9};  // 7, 8, 9, 7, 9
  const std::string path = "bits";
  linnet::detail::JpegBits reader(path, bits, 0);
  for (const int symbol : {7, 8, 9, 7, 9}) CHECK(reader.symbol(table) == symbol);
  CHECK_THROWS_MATCHES(reader.symbol(table), std::runtime_error, message_contains("bits: damaged JPEG at byte 1: "));
}

TEST_CASE("Restart markers of a JPEG are counted", "[images]") {
  Bytes bytes = seeds("jpeg").at("restart");
  const Bytes second{0xff, 0xd1};
  const auto at = std::search(bytes.begin(), bytes.end(), second.begin(), second.end());
  REQUIRE(at != bytes.end());
  at[1] = 0xd2;
  refuses(bytes, "damaged JPEG at byte " + std::to_string(at - bytes.begin()) + ": expected restart marker 1");
}

TEST_CASE("A JPEG with hundreds of scans is refused", "[images]") {
  const Bytes bytes = seeds("jpeg").at("gray");
  const auto scan = bytes.begin() + static_cast<std::ptrdiff_t>(segment(bytes, 0xda)) - 2;
  Bytes many(bytes.begin(), scan);
  for (int i = 0; i < 100; ++i) many.insert(many.end(), scan, bytes.end() - 2);
  Bytes with_end = many;
  with_end.insert(with_end.end(), {0xff, 0xd9});
  CHECK(check("many.jpg", with_end).width == 17);
  many.insert(many.end(), scan, bytes.end());
  CHECK_THROWS_MATCHES(check("many.jpg", many), std::runtime_error, message_contains("expected at most 100 scans"));
}

}  // namespace linnet::test::jpeg
