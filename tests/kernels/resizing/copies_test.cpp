// SPDX-License-Identifier: MIT
#include <linnet/kernels/resizing/copies.hpp>

#include <tests/support/catch.hpp>

#include <cstdint>
#include <vector>

namespace linnet::test::copies {

constexpr Windows framed = kernels::frame<2, Shape<2, 3, 2>>({1, 0}, {0, 2});
constexpr Windows larger{Window{.in = 2, .out = 4}, Window{.in = 2, .out = 6}, 2, 2};

TEST_CASE("A frame has the extents of an image and of a sequence with its border", "[kernels/resizing]") {
  STATIC_REQUIRE((framed.rows.in == 2 && framed.rows.before == 1 && framed.rows.out == 3));
  STATIC_REQUIRE((framed.columns.in == 3 && framed.columns.before == 0 && framed.columns.out == 5));
  constexpr Windows steps = kernels::frame<1, Shape<4, 3>>({0, 2}, {0, 1});
  STATIC_REQUIRE((steps.rows.in == 1 && steps.rows.out == 1 && steps.columns.before == 2 && steps.columns.out == 7));
  STATIC_REQUIRE(steps.channels == 3);
}

TEST_CASE("pad and crop copy numbers of any type, image by image", "[kernels/resizing]") {
  const std::vector<std::int8_t> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
  std::vector<std::int8_t> y(2 * 3 * 5 * 2), back(x.size());
  kernels::pad<framed>(x.data(), y.data(), 2);
  CHECK(y == std::vector<std::int8_t>{0,  0,  0,  0,  0,  0,  0, 0, 0, 0, 1,  2,  3,  4,  5,  6,  0, 0, 0, 0,
                                      7,  8,  9,  10, 11, 12, 0, 0, 0, 0, 0,  0,  0,  0,  0,  0,  0, 0, 0, 0,
                                      21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 27, 28, 29, 30, 31, 32, 0, 0, 0, 0});
  kernels::crop<framed>(y.data(), back.data(), 2);
  CHECK(back == x);
}

TEST_CASE("repeat writes each pixel several times, down and across", "[kernels/resizing]") {
  const std::vector<std::int8_t> x{1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<std::int8_t> y(4 * 6 * 2);
  kernels::repeat<larger>(x.data(), y.data(), 1);
  CHECK(y == std::vector<std::int8_t>{1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4,
                                      5, 6, 5, 6, 5, 6, 7, 8, 7, 8, 7, 8, 5, 6, 5, 6, 5, 6, 7, 8, 7, 8, 7, 8});
}

}  // namespace linnet::test::copies
