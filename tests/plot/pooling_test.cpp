// SPDX-License-Identifier: MIT
#include <linnet/plot/pooling.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::plot_pooling {

namespace nn = linnet;

TEST_CASE("A picture of max pooling shows each window, its largest number, and how the first is found", "[plot]") {
  const std::string text =
      nn::plot_max_pooling({{1, 2, 6, 3}, {5, 4, 3, 7}, {9, 3, 4, 2}, {1, 5, 7, 3}}).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">max(1, 2, 5, 4) = 5<") == 1);
  CHECK(occurrences(text, "fill-opacity") == 4 + 4 + 4);  // windows, what they keep, results
  CHECK(occurrences(text, ">9<") == 2);
  CHECK(occurrences(text, ">7<") == 2 + 2);
  CHECK(occurrences(text, ">Max pooling<") == 1);
}

TEST_CASE("A picture of average pooling leaves out rows and columns that fill no window", "[plot]") {
  nn::Tensor<2> table(5, 4);
  table.setValues({{1, 2, 6, 3}, {5, 4, 3, 8}, {9, 3, 4, 2}, {2, 2, 7, 3}, {0, 0, 0, 0}});
  const std::string text = nn::plot_average_pooling(table, 2, "mean").text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">(1 + 2 + 5 + 4) / 4 = 3<") == 1);
  CHECK(occurrences(text, "fill-opacity") == 4 + 4);
  CHECK(occurrences(text, ">mean<") == 1);
  const std::string one = nn::plot_average_pooling(table, 4).text();
  CHECK(occurrences(one, ") / 16 = 4<") == 1);
}

TEST_CASE("A picture of pooling refuses windows that do not fit", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_max_pooling({{1, 2, 3}, {4, 5, 6}}, 3), nn::InvalidInput,
                       message_contains("plot_max_pooling: pool is 3; it must be from 1 to the extents of the table, 2 x 3"));
  CHECK_THROWS_MATCHES(nn::plot_average_pooling({{1, 2}, {3, 4}}, 0), nn::InvalidInput,
                       message_contains("plot_average_pooling: pool is 0"));
}

}  // namespace linnet::test::plot_pooling
