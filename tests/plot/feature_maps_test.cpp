// SPDX-License-Identifier: MIT
#include <linnet/plot/feature_maps.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::feature_maps {

namespace nn = linnet;

TEST_CASE("Maps without negative numbers are gray, on one scale", "[plot]") {
  nn::Tensor<4> maps(1, 1, 2, 2);
  maps.setValues({{{{0.0f, 4.0f}, {2.0f, 0.0f}}}});
  const std::string text = nn::plot_feature_maps(maps).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">map 0<") == 1);
  CHECK(occurrences(text, ">map 1<") == 1);
  CHECK(text.find("rgb(128,128,128)\" d=\"M1 0") < text.find(">map 0<"));
  CHECK(text.find("rgb(255,255,255)\" d=\"M0 0") > text.find(">map 0<"));
}

TEST_CASE("Maps with negative numbers are coloured, and have their captions", "[plot]") {
  nn::Tensor<3> maps(2, 1, 2);
  maps.setValues({{{1.0f, -4.0f}}, {{0.0f, 2.0f}}});
  const std::string text = nn::plot_feature_maps(maps, {"edges", "a < b"}).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">edges<") == 1);
  CHECK(occurrences(text, "a &lt; b") == 1);
  CHECK(text.find("M0 0h1v1h-1z\" fill=\"#0072b2\" fill-opacity=\"0.25\"") < text.find(">edges<"));
  CHECK(text.find("M0 0h1v1h-1z\" fill=\"#d55e00\" stroke") > text.find(">edges<"));
  CHECK(text.find("M0 1h1v1h-1z\" fill=\"#0072b2\" fill-opacity=\"0.50\"") > text.find(">edges<"));
}

TEST_CASE("Maps of zeros are black", "[plot]") {
  nn::Tensor<3> maps(2, 2, 1);
  maps.setZero();
  CHECK(occurrences(nn::plot_feature_maps(maps).text(), "<path") == 0);
}

TEST_CASE("Maps of several images and other shapes are refused", "[plot]") {
  CHECK_THROWS_MATCHES(
      nn::plot_feature_maps(nn::Tensor<4>(2, 3, 4, 5)), nn::InvalidInput,
      message_contains("expected one image, (height, width, channels) or (1, height, width, channels), found 2 x 3 x 4 x 5"));
  CHECK_THROWS_AS(nn::plot_feature_maps(nn::Tensor<2>(3, 4)), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_feature_maps(nn::Tensor<3>(0, 4, 5)), nn::InvalidInput);
  nn::Tensor<3> maps(2, 2, 3);
  maps.setZero();
  CHECK_THROWS_MATCHES(nn::plot_feature_maps(maps, {"a", "b"}), nn::InvalidInput,
                       message_contains("there are 3 channels and 2 captions"));
}

TEST_CASE("Maps with numbers that are not finite are refused", "[plot]") {
  nn::Tensor<3> maps(1, 2, 2);
  maps.setZero();
  maps(0, 1, 0) = std::numeric_limits<float>::infinity();
  CHECK_THROWS_MATCHES(nn::plot_feature_maps(maps), nn::InvalidInput,
                       message_contains("plot_feature_maps: number 1 of map 0 is inf; numbers must be finite"));
}

}  // namespace linnet::test::feature_maps
