// SPDX-License-Identifier: MIT
#include <linnet/model_selection/parameter_grid.hpp>

#include <tests/support/catch.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace linnet::test::parameter_grid {

namespace nn = linnet;

TEST_CASE("A ParameterGrid has every combination, and the last values change first", "[model_selection]") {
  const nn::ParameterGrid grid{nn::Values{"rate", {0.001f, 0.25f}}, nn::Values{"batch_size", {8, 16, 32}},
                               nn::Values{"optimizer", {"sgd", "adam"}}};
  REQUIRE(grid.size() == 12);
  std::size_t i = 0;
  for (const float rate : {0.001f, 0.25f}) {
    for (const int batch_size : {8, 16, 32}) {
      for (const std::string optimizer : {"sgd", "adam"}) {
        INFO("combination " << i);
        CHECK(std::get<0>(grid[i]) == rate);
        CHECK(std::get<1>(grid[i]) == batch_size);
        CHECK(std::get<2>(grid[i]) == optimizer);
        ++i;
      }
    }
  }
  CHECK(grid.name(0) == "rate=0.001, batch_size=8, optimizer=sgd");
  CHECK(grid.name(11) == "rate=0.25, batch_size=32, optimizer=adam");
}

TEST_CASE("The values of a setting may come from a vector", "[model_selection]") {
  const std::vector<double> rates{0.1, 0.2};
  const nn::ParameterGrid grid{nn::Values{"rate", rates}, nn::Values{"bias", {true, false}}};
  CHECK(grid.size() == 4);
  CHECK(grid[2] == std::tuple{0.2, true});
  CHECK(grid.name(3) == "rate=0.2, bias=0");
}

TEST_CASE("A ParameterGrid names the candidates that are made of its combinations", "[model_selection]") {
  struct Made {
    std::string name;
    int sum;
  };
  const nn::ParameterGrid grid{nn::Values{"a", {1, 2}}, nn::Values{"b", {10, 20}}};
  const auto made = grid.candidates([](int a, int b) { return Made{a == 1 ? "" : "wide", a + b}; });
  REQUIRE(made.size() == 4);
  CHECK(made[0].name == "a=1, b=10");
  CHECK(made[3].name == "wide, a=2, b=20");
  CHECK(made[1].sum == 21);
  CHECK(made[2].sum == 12);
}

TEST_CASE("A setting without values and a combination outside the grid are refused", "[model_selection]") {
  CHECK_THROWS_MATCHES(nn::ParameterGrid(nn::Values{"a", {1}}, nn::Values{"b", std::vector<int>{}}), nn::InvalidInput,
                       message_contains("ParameterGrid: b has no values"));
  const nn::ParameterGrid grid{nn::Values{"a", {1, 2}}};
  CHECK_THROWS_MATCHES(grid[2], nn::InvalidInput, message_contains("ParameterGrid: there is no combination 2 of 2"));
  CHECK_THROWS_MATCHES(grid.name(9), nn::InvalidInput, message_contains("ParameterGrid: there is no combination 9 of 2"));
}

}  // namespace linnet::test::parameter_grid
