// SPDX-License-Identifier: MIT
#include <linnet/plot/activations.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::activations_picture {

namespace nn = linnet;

TEST_CASE("Each activation has a chart with its value and its slope", "[plot]") {
  const std::string text = nn::plot_activations(nn::leaky_relu{.slope = 0.25f}, nn::tanh{}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">leaky_relu, slope 0.25</text>") == 1);
  CHECK(occurrences(text, ">tanh</text>") == 1);
  CHECK(occurrences(text, ">f(x)</text>") == 1);  // one legend, below the charts
  // Two zero lines and a value each; one slope in two pieces, because it jumps at 0, one in one piece.
  CHECK(occurrences(text, "<polyline") == 2 * 3 + 2 + 1);
}

TEST_CASE("Up to four activations are in two columns, more in three", "[plot]") {
  const nn::relu f;
  const double one = nn::plot_activations(f).width();
  CHECK(nn::plot_activations(f, f, f, f).width() == 2.0 * one);
  CHECK(nn::plot_activations(f, f, f, f, f).width() == 3.0 * one);
}

}  // namespace linnet::test::activations_picture
