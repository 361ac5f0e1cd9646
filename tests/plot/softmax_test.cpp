// SPDX-License-Identifier: MIT
#include <linnet/plot/softmax.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::softmax_picture {

namespace nn = linnet;

TEST_CASE("The picture of softmax has a bar for each input and each output", "[plot]") {
  const std::string text = nn::plot_softmax({2.0, 1.0, 0.1}).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  for (const char* number : {">2.0<", ">1.0<", ">0.1<", ">0.66<", ">0.24<", ">0.10<"}) CHECK(occurrences(text, number) == 1);
  CHECK(occurrences(text, "width=\"150.00\" height=\"24.00\"") == 1);  // the largest input
  CHECK(occurrences(text, "width=\"75.00\" height=\"24.00\"") == 1);   // half of it
  CHECK(occurrences(text, "width=\"98.85\" height=\"24.00\"") == 1);   // the probability 0.659
}

TEST_CASE("Softmax of negative and of equal numbers is drawn from zero", "[plot]") {
  const std::string text = nn::plot_softmax({-1.0, 1.0}, {"cat", "dog"}).text(nn::Theme::light);
  CHECK(occurrences(text, ">cat<") == 1);
  CHECK(occurrences(text,
                    ">\xe2\x88\x92"
                    "1<") == 1);
  CHECK(occurrences(text, "width=\"75.00\" height=\"24.00\"") == 2);  // to the left and to the right of zero
  const std::string zeros = nn::plot_softmax({0.0, 0.0}).text();
  CHECK(xml_problem(zeros) == "");
  CHECK(occurrences(zeros, ">0.50<") == 2);
  CHECK(occurrences(zeros, "nan") == 0);
}

TEST_CASE("The picture of softmax refuses what it cannot show", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_softmax({1.0}), nn::InvalidInput,
                       message_contains("plot_softmax: expected at least 2 numbers, found 1"));
  CHECK_THROWS_MATCHES(nn::plot_softmax({1.0, std::numeric_limits<double>::infinity()}), nn::InvalidInput,
                       message_contains("must be finite"));
  CHECK_THROWS_MATCHES(nn::plot_softmax({1.0, 2.0}, {"cat", "dog", "cow"}), nn::InvalidInput,
                       message_contains("plot_softmax: there are 3 names for 2 classes"));
}

}  // namespace linnet::test::softmax_picture
