// SPDX-License-Identifier: MIT
#include <linnet/plot/neuron.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::neuron_picture {

namespace nn = linnet;

TEST_CASE("A neuron in symbols has an input and a weight for each line", "[plot]") {
  const std::string text = nn::plot_neuron(2).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">x\xe2\x82\x81</text>") == 1);
  CHECK(occurrences(text, ">w\xe2\x82\x82</text>") == 1);
  CHECK(occurrences(text, ">y = f(b + x\xe2\x82\x81 w\xe2\x82\x81 + x\xe2\x82\x82 w\xe2\x82\x82)</text>") == 1);
  CHECK(occurrences(nn::plot_neuron().text(), ">x\xe2\x82\x83</text>") == 1);
  CHECK_THROWS_MATCHES(nn::plot_neuron(0), nn::InvalidInput, message_contains("expected 1 to 9 inputs, found 0"));
  CHECK_THROWS_MATCHES(nn::plot_neuron(10), nn::InvalidInput, message_contains("expected 1 to 9 inputs, found 10"));
}

TEST_CASE("A neuron with numbers shows how they give its output", "[plot]") {
  const std::string text =
      nn::plot_neuron({1.0, 2.0}, {0.5, -1.0}, 0.25, nn::leaky_relu{.slope = 0.5f}, {"size", "age"}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text,
                    ">z = 0.25 + 1 \xc3\x97 0.5 + 2 \xc3\x97 (\xe2\x88\x92"
                    "1) = \xe2\x88\x92"
                    "1.25</text>") == 1);
  CHECK(occurrences(text,
                    ">y = leaky_relu(\xe2\x88\x92"
                    "1.25) = \xe2\x88\x92"
                    "0.625</text>") == 1);
  CHECK(occurrences(text, ">leaky_relu, slope 0.5</text>") == 1);
  CHECK(occurrences(text, ">age</text>") == 1);
  // The largest weight has the thickest line; negative ones are orange.
  CHECK(occurrences(text, "stroke=\"" + std::string(nn::detail::colors::orange) + "\" stroke-width=\"5.00\"") == 1);
  CHECK(occurrences(text, "stroke=\"" + std::string(nn::detail::colors::blue) + "\" stroke-width=\"3.00\"") == 1);
}

TEST_CASE("The picture of a neuron wants a weight for each input", "[plot]") {
  CHECK_THROWS_MATCHES(
      nn::plot_neuron({1.0, 2.0}, {0.5}, 0.0), nn::InvalidInput,
      message_contains("expected a weight for each input, and a name for each or none; found 2 inputs, 1 weights, 0"));
  CHECK_THROWS_AS(nn::plot_neuron({}, {}, 0.0), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_neuron({1.0}, {0.5}, 0.0, nn::relu{}, {"size", "age"}), nn::InvalidInput);
  CHECK(xml_problem(nn::plot_neuron({0.0}, {0.0}, 0.0).text()) == "");
}

TEST_CASE("The picture of a neuron wants finite numbers", "[plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_MATCHES(nn::plot_neuron({1.0, 2.0}, {0.5, nan}, 0.0), nn::InvalidInput,
                       message_contains("plot_neuron: weight 1 is nan; numbers must be finite"));
  CHECK_THROWS_MATCHES(nn::plot_neuron({-infinity, 2.0}, {0.5, 1.0}, 0.0), nn::InvalidInput,
                       message_contains("plot_neuron: input 0 is -inf; numbers must be finite"));
  CHECK_THROWS_MATCHES(nn::plot_neuron({1.0}, {0.5}, nan), nn::InvalidInput,
                       message_contains("plot_neuron: the bias is nan; numbers must be finite"));
}

}  // namespace linnet::test::neuron_picture
