// SPDX-License-Identifier: MIT
#include <linnet/plot/curve_charts.hpp>

#include <linnet/plot/learning_curves.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <utility>

namespace linnet::test::curve_charts {

namespace nn = linnet;

nn::History history(std::initializer_list<std::pair<const char*, std::vector<double>>> columns) {
  nn::History h;
  for (const auto& [name, values] : columns) {
    for (const double v : values) h.append(name, v);
  }
  return h;
}

std::vector<std::string> titles(const std::vector<nn::NamedHistory>& runs) {
  std::vector<std::string> all;
  for (const auto& chart : nn::detail::curve_charts(runs)) all.push_back(chart.title);
  return all;
}

using Titles = std::vector<std::string>;

TEST_CASE("Each quantity has one chart", "[plot]") {
  const auto h = history({{"loss", {3, 2}}, {"accuracy", {0.1, 0.2}}, {"val_loss", {3, 2}}, {"seconds", {1, 1}}});
  CHECK(titles({{"", h}}) == Titles{"loss", "accuracy"});
  const auto other = history({{"loss", {2}}, {"auc", {0.5}}});
  CHECK(titles({{"a", h}, {"b", other}}) == Titles{"loss", "accuracy", "auc"});
}

TEST_CASE("A metric with the numbers of the loss shares its chart", "[plot]") {
  const auto same = history({{"loss", {0.5, 0.25}}, {"mean_squared_error", {0.50000001, 0.25}}, {"r2", {0, 0.5}}});
  const auto regularized = history({{"loss", {0.5, 0.25}}, {"mean_squared_error", {0.4, 0.2}}});
  const auto validated =
      history({{"loss", {1}}, {"mean_squared_error", {1}}, {"val_loss", {2}}, {"val_mean_squared_error", {1}}});
  CHECK(titles({{"", same}}) == Titles{"loss = mean_squared_error", "r2"});
  CHECK(titles({{"", regularized}}) == Titles{"loss", "mean_squared_error"});
  CHECK(titles({{"", validated}}) == Titles{"loss", "mean_squared_error"});
  CHECK(titles({{"a", same}, {"b", regularized}}) == Titles{"loss", "mean_squared_error", "r2"});
  CHECK(titles({{"a", same}, {"b", history({{"loss", {1}}})}}) == Titles{"loss = mean_squared_error", "r2"});
  const std::string text = nn::plot_learning_curves(same).text();
  CHECK(occurrences(text, ">loss = mean_squared_error</text>") == 1);
  CHECK(occurrences(text, ">training</text>") == 2);
}

TEST_CASE("Several runs share their charts: a colour for each, validation dashed", "[plot]") {
  const auto sgd = history({{"loss", {3, 2, 1}}, {"val_loss", {3, 2.5, 2}}, {"accuracy", {0.1, 0.2, 0.3}}});
  const auto adam = history({{"loss", {2, 1}}});
  const std::string text = nn::plot_learning_curves({{"SGD", sgd}, {"Adam", adam}}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">loss</text>") == 1);
  CHECK(occurrences(text, ">SGD</text>") == 1);  // one legend for all charts
  CHECK(occurrences(text, ">Adam</text>") == 1);
  CHECK(occurrences(text, ">validation</text>") == 1);
  CHECK(occurrences(nn::plot_learning_curves({{"Adam", adam}}).text(), ">validation</text>") == 0);
  CHECK(occurrences(text, "<polyline") == 4);
  const std::string color(nn::detail::colors::palette[0]);
  CHECK(occurrences(text,
                    "stroke=\"" + color + "\" stroke-width=\"1.80\" stroke-linejoin=\"round\" stroke-dasharray=\"6 3\"") == 1);
  CHECK_THROWS_MATCHES(nn::plot_learning_curves({{"SGD", sgd}, {"Adam", {}}}), nn::InvalidInput,
                       message_contains("the History of \"Adam\" has no epochs"));
  CHECK_THROWS_MATCHES(nn::plot_learning_curves(std::vector<nn::NamedHistory>{}), nn::InvalidInput,
                       message_contains("there is no History"));
}

}  // namespace linnet::test::curve_charts
