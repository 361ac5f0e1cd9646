// SPDX-License-Identifier: MIT
#include <linnet/models/running_statistics.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

namespace nn = linnet;

std::vector<float> rows(nn::Index count) {
  nn::Random random(1);
  std::vector<float> x;
  for (nn::Index i = 0; i < count; ++i) {
    x.push_back(1000.0f + random.uniform(0.0f, 1.0f));
    x.push_back(-3.0f * random.uniform(0.0f, 1.0f));
    x.push_back(5.0f);
  }
  return x;
}

TEST_CASE("Statistics of a stream are those that adapt computes from all data", "[models]") {
  const auto x = rows(500);
  nn::StaticSequential wanted{nn::Input<3>{}, nn::Normalization{}, nn::Dense<2>{}};
  nn::StaticSequential have = wanted;
  nn::adapt(wanted, x);
  nn::RunningStatistics<3> statistics;
  CHECK(statistics.variance(0) == 0.0);
  CHECK(nn::test::allocations_of([&] {
          for (std::size_t i = 0; i < x.size(); i += 3) statistics.update(std::span(x).subspan(i, 3));
          nn::adapt(have, statistics);
        }) == 0);
  CHECK(statistics.count() == 500);
  for (std::size_t j = 0; j < wanted.state().size(); ++j) {
    CHECK_THAT(have.state()[j], Catch::Matchers::WithinRel(wanted.state()[j], 1e-6f));
  }
  CHECK(statistics.variance(2) == 0.0);  // constant

  nn::Sequential on_host{nn::Input<3>{}, nn::Normalization{}, nn::Dense<2>{}};
  nn::adapt(on_host, statistics);
  CHECK(std::equal(have.state().begin(), have.state().end(), on_host.state().begin()));
}

TEST_CASE("Rows may be integers; a number that is not finite or too large does not count", "[models]") {
  nn::RunningStatistics<2> statistics;
  CHECK(statistics.update(std::array<std::int16_t, 2>{1, -200}));
  CHECK(statistics.update(std::array<std::uint8_t, 2>{3, 100}));
  CHECK(statistics.mean(0) == 2.0);
  CHECK(statistics.variance(1) == 22500.0);
  CHECK_FALSE(statistics.update(std::array{1.0f, std::numeric_limits<float>::quiet_NaN()}));
  CHECK_FALSE(statistics.update(std::array{1e19f, 1.0f}));
  CHECK(statistics.count() == 2);
  CHECK_THROWS_MATCHES(statistics.update(std::array{1.0f}), nn::InvalidInput,
                       nn::test::message_contains("one number for each feature"));
  statistics.reset();
  nn::StaticSequential model{nn::Input<2>{}, nn::Normalization{}, nn::Dense<1>{}};
  CHECK_THROWS_MATCHES(nn::adapt(model, statistics), nn::InvalidInput, nn::test::message_contains("have counted no row"));
}

}  // namespace
