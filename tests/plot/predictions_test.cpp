// SPDX-License-Identifier: MIT
#include <linnet/core/tensor.hpp>
#include <linnet/plot/predictions.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <string>

namespace linnet::test::predictions {

namespace nn = linnet;

TEST_CASE("plot_predictions writes the predicted class below each image, and the right one where they differ", "[plot]") {
  nn::Tensor<3> x(3, 2, 2);
  x.setConstant(0.5f);
  nn::Labels y(3), read(3);
  y.setValues({0, 1, 0});
  read.setValues({0, 1, 1});
  nn::Tensor<2> two(3, 2), one(3, 1);
  two.setValues({{0.9f, 0.1f}, {0.2f, 0.8f}, {0.3f, 0.7f}});
  one.setValues({{0.1f}, {0.8f}, {0.7f}});
  const std::string text = nn::plot_predictions(x, y, two, {"cat", "dog"}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">cat</text>") == 1);
  CHECK(occurrences(text, ">dog</text>") == 1);
  CHECK(occurrences(text, ">dog, is cat</text>") == 1);
  CHECK(nn::plot_predictions(x, y, one, {"cat", "dog"}).text() == text);
  CHECK(nn::plot_predictions(x, y, read, {"cat", "dog"}).text() == text);
  CHECK(occurrences(nn::plot_predictions(x, y, read).text(), ">1, is 0</text>") == 1);
  CHECK(occurrences(nn::plot_predictions(x, y, read, {}, 2).text(), "</text>") == 2);
  nn::Tensor<3> bytes(3, 2, 2);
  bytes.setConstant(127.5f);
  CHECK(nn::plot_predictions(bytes, y, read, {"cat", "dog"}).text() == text);
}

TEST_CASE("Images are as far apart as their captions need", "[plot]") {
  nn::Tensor<3> x(2, 2, 2);
  x.setZero();
  nn::Labels y(2), read(2);
  y.setValues({0, 1});
  read.setValues({1, 1});
  const nn::Svg numbers = nn::plot_predictions(x, y, read),
                words = nn::plot_predictions(x, y, read, {"malignant", "no tumour at all"});
  CHECK(numbers.width() == 2 * (84.0 + 14.0) + 14.0);
  CHECK(words.width() > 12.0 * static_cast<double>(std::string("no tumour at all, is malignant").size()));
}

TEST_CASE("plot_predictions says what does not fit", "[plot]") {
  nn::Tensor<3> x(2, 2, 2);
  nn::Tensor<4> colours(2, 2, 2, 3);
  x.setZero();
  colours.setZero();
  nn::Labels y(2), read(2), more(3);
  y.setValues({0, 1});
  read.setValues({0, 2});
  more.setZero();
  CHECK_THROWS_MATCHES(nn::plot_predictions(x, y, read, {"cat", "dog"}), nn::InvalidInput,
                       message_contains("there are 2 names, but none for class 2"));
  CHECK_THROWS_MATCHES(nn::plot_predictions(x, more, read), nn::InvalidInput,
                       message_contains("plot_predictions: there are 2 images, 3 classes and 2 predictions"));
  CHECK_THROWS_MATCHES(nn::plot_predictions(colours, y, read), nn::InvalidInput,
                       message_contains("found samples of 2 x 2 x 3"));
}

}  // namespace linnet::test::predictions
