// SPDX-License-Identifier: MIT
#include <linnet/core/shape.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <type_traits>

namespace {

using linnet::Index;
using linnet::last_dim;
using linnet::ReplaceLast;
using linnet::Shape;

TEST_CASE("Shape knows its rank, size and extents", "[core]") {
  using Image = Shape<28, 20, 3>;
  STATIC_REQUIRE(Image::rank == 3);
  STATIC_REQUIRE(Image::size == 1680);
  STATIC_REQUIRE(Image::dims == std::array<Index, 3>{28, 20, 3});
  STATIC_REQUIRE(Shape<7>::rank == 1);
  STATIC_REQUIRE(Shape<7>::size == 7);
}

TEST_CASE("Shape of rank 0 is one number", "[core]") {
  STATIC_REQUIRE(Shape<>::rank == 0);
  STATIC_REQUIRE(Shape<>::size == 1);
  STATIC_REQUIRE(Shape<>::dims.empty());
}

TEST_CASE("last_dim is the number of channels", "[core]") {
  STATIC_REQUIRE(last_dim<Shape<28, 20, 3>> == 3);
  STATIC_REQUIRE(last_dim<Shape<5>> == 5);
}

TEST_CASE("ReplaceLast changes only the last extent", "[core]") {
  STATIC_REQUIRE(std::is_same_v<ReplaceLast<Shape<28, 20, 3>, 32>, Shape<28, 20, 32>>);
  STATIC_REQUIRE(std::is_same_v<ReplaceLast<Shape<5>, 10>, Shape<10>>);
}

TEST_CASE("is_shape tells shapes from other types", "[core]") {
  STATIC_REQUIRE(linnet::detail::is_shape<Shape<28, 28>>::value);
  STATIC_REQUIRE(linnet::detail::is_shape<Shape<>>::value);
  STATIC_REQUIRE_FALSE(linnet::detail::is_shape<std::array<Index, 2>>::value);
}

}  // namespace
