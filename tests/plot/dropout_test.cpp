// SPDX-License-Identifier: MIT
#include <linnet/plot/dropout.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <algorithm>
#include <vector>

namespace linnet::test::plot_dropout {

namespace nn = linnet;

TEST_CASE("Hidden layers drop as many nodes as the rate says, by the seed, and keep one", "[plot]") {
  nn::Random random(1), same(1);
  const auto dropped = nn::detail::dropped_nodes({4, 6, 5, 2}, 0.5f, random);
  const auto count = [&](std::size_t layer) { return std::ranges::count(dropped[layer], char{1}); };
  CHECK(dropped[1].size() == 6);
  CHECK(count(0) == 0);
  CHECK(count(1) == 3);
  CHECK(count(2) == 3);
  CHECK(count(3) == 0);
  CHECK(nn::detail::dropped_nodes({4, 6, 5, 2}, 0.5f, same) == dropped);
  CHECK(nn::detail::dropped_nodes({4, 6, 5, 2}, 0.5f, same) != dropped);
  CHECK(std::ranges::count(nn::detail::dropped_nodes({1, 2, 1}, 0.99f, random)[1], char{1}) == 1);
}

TEST_CASE("Nodes that dropped out are crossed out and not connected, in inference none is", "[plot]") {
  const std::string text = nn::plot_dropout({2, 4, 1}, 0.25f).text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<circle") == 3 * 7);
  CHECK(occurrences(text, "stroke-width=\"2.00\"") == 2 * 2);                        // a cross in each step
  CHECK(occurrences(text, "stroke-width=\"1.20\"") == 2 * (2 * 3 + 3) + 2 * 4 + 4);  // two steps, then all
  CHECK(occurrences(text, ">training, step 2<") == 1);
  CHECK(occurrences(text, ">inference<") == 1);
  CHECK(occurrences(text, "1 / (1 \xe2\x88\x92 0.25)<") == 2);
}

TEST_CASE("plot_dropout refuses layers and rates that make no picture", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_dropout({2, 3}), nn::InvalidInput,
                       message_contains("expected at least 3 layers of 1 to 16 nodes, found 2, 3"));
  CHECK_THROWS_AS(nn::plot_dropout({2, 0, 1}), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_dropout({2, 17, 1}), nn::InvalidInput);
  CHECK_THROWS_MATCHES(nn::plot_dropout({2, 3, 1}, 1.0f), nn::InvalidInput,
                       message_contains("rate is 1; it must be in [0, 1)"));
}

}  // namespace linnet::test::plot_dropout
