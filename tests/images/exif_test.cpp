// SPDX-License-Identifier: MIT
#include <cmake/images/exif.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/exif_data.hpp>

namespace linnet::test::exif {

using linnet::detail::exif_orientation;

TEST_CASE("The orientation is read in both byte orders, wherever it stands in the list", "[images]") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big : {false, true}) {
      CHECK(exif_orientation(exif_data(orientation, big)) == orientation);
      CHECK(exif_orientation(exif_data(orientation, big, 3)) == orientation);
    }
  }
}

TEST_CASE("EXIF data that are cut short, damaged or silent leave a picture as it is stored", "[images]") {
  for (const bool big : {false, true}) {
    const Bytes whole = exif_data(6, big, 1);
    for (std::size_t size = 0; size < whole.size() - 4; ++size) {  // the end is the offset of another list
      INFO(size);
      CHECK(exif_orientation(std::span(whole).first(size)) == 1);
    }
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
      Bytes flipped = whole;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
      const int orientation = exif_orientation(flipped);
      CHECK((orientation >= 1 && orientation <= 8));
    }
  }
  CHECK(exif_orientation(exif_data(0, false)) == 1);
  CHECK(exif_orientation(exif_data(9, true)) == 1);
  Bytes far = exif_data(6, false);
  far[4] = far[5] = far[6] = far[7] = 0xff;  // where the list is
  CHECK(exif_orientation(far) == 1);
  Bytes many = exif_data(6, false);
  many[8] = many[9] = 0xff;  // how many entries it has
  CHECK(exif_orientation(many) == 6);
  Bytes text = exif_data(6, false);
  text[12] = 2;  // the type
  CHECK(exif_orientation(text) == 1);
  Bytes rational = exif_data(6, true);
  rational[3] = 43;  // the TIFF's mark
  CHECK(exif_orientation(rational) == 1);
}

}  // namespace linnet::test::exif
