// SPDX-License-Identifier: MIT
// Statistics have fixed seeds: they hold or fail for good. Their bounds are five standard deviations and more, or a chance of 1e-6.
#include <linnet/core/random.hpp>

#include <tests/golden/random_golden.hpp>
#include <tests/support/catch.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace {

using linnet::Random;
namespace random_golden = linnet::test::random_golden;

static_assert(std::uniform_random_bit_generator<Random>);

/// Pearson's statistic of counts that should be equal.
double chi_square(std::span<const int> counts) {
  const double expected = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double sum = 0.0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST_CASE("Random gives the published numbers", "[core]") {
  const auto gives = [](std::uint64_t seed, std::span<const std::uint32_t> numbers) {
    Random random(seed);
    for (const std::uint32_t number : numbers) CHECK(random() == number);
  };
  gives(0, random_golden::seed_0);
  gives(42, random_golden::seed_42);
  gives(std::numeric_limits<std::uint64_t>::max(), random_golden::seed_max);
  CHECK(Random() == Random(0));
}

TEST_CASE("Random runs in the compiler", "[core]") {
  STATIC_REQUIRE(Random(42)() == random_golden::seed_42[0]);
  STATIC_REQUIRE(Random(42).uniform<float>() == random_golden::uniform_float[0]);
  STATIC_REQUIRE(Random(42).below(3u << 30) == random_golden::below[0]);
}

TEST_CASE("Random's uniform, normal, below and shuffle give the published numbers", "[core]") {
  Random floats(42), doubles(42), normal_floats(42), normal_doubles(42), integers(42), order(42);
  for (const float x : random_golden::uniform_float) CHECK(floats.uniform<float>() == x);
  for (const double x : random_golden::uniform_double) CHECK(doubles.uniform<double>() == x);
  for (const double x : random_golden::normal_float) CHECK(std::abs(normal_floats.normal<float>() - x) < 1e-6 * std::abs(x));
  for (const double x : random_golden::normal_double)
    CHECK(std::abs(normal_doubles.normal<double>() - x) < 1e-14 * std::abs(x));
  for (const std::uint32_t x : random_golden::below) CHECK(integers.below(3u << 30) == x);
  std::vector<int> items(16);
  std::iota(items.begin(), items.end(), 0);
  order.shuffle(std::span(items));
  CHECK(std::equal(items.begin(), items.end(), std::begin(random_golden::shuffled), std::end(random_golden::shuffled)));
}

TEST_CASE("Random is its seed and its position", "[core]") {
  Random random(7);
  const Random start = random;
  const std::uint32_t first = random();
  CHECK_FALSE(random == start);
  Random again = start;
  CHECK(again() == first);
  CHECK(again == random);
  CHECK_FALSE(Random(8) == start);
}

TEMPLATE_TEST_CASE("Random::uniform is uniform in [0, 1)", "[core]", float, double) {
  constexpr int draws = 500000;
  Random random(1);
  std::array<int, 100> counts{};
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < draws; ++i) {
    const TestType x = random.uniform<TestType>();
    if (x < TestType(0) || x >= TestType(1)) FAIL("outside of [0, 1): " << x);
    sum += static_cast<double>(x);
    squares += static_cast<double>(x) * static_cast<double>(x);
    ++counts[static_cast<std::size_t>(x * TestType(100))];
  }
  CHECK(std::abs(sum / draws - 1.0 / 2.0) < 5.0 * std::sqrt(1.0 / 12.0 / draws));
  CHECK(std::abs(squares / draws - 1.0 / 3.0) < 5.0 * std::sqrt(4.0 / 45.0 / draws));
  CHECK(chi_square(counts) < 182.0);  // 99 degrees of freedom
}

TEMPLATE_TEST_CASE("Random::uniform(low, high) stays in its range", "[core]", float, double) {
  constexpr int draws = 100000;
  Random random(2);
  TestType low = 4, high = -4;
  double sum = 0.0;
  for (int i = 0; i < draws; ++i) {
    const TestType x = random.uniform(TestType(-3), TestType(1));
    low = std::min(low, x);
    high = std::max(high, x);
    sum += static_cast<double>(x);
  }
  CHECK(low >= TestType(-3));
  CHECK(low < TestType(-2.999));
  CHECK(high <= TestType(1));
  CHECK(high > TestType(0.999));
  CHECK(std::abs(sum / draws + 1.0) < 5.0 * std::sqrt(16.0 / 12.0 / draws));
  CHECK(random.uniform(TestType(2), TestType(2)) == TestType(2));
}

TEMPLATE_TEST_CASE("Random::normal is normal", "[core]", float, double) {
  constexpr int draws = 500000;
  Random random(3);
  std::array<int, 50> counts{};  // of equal probability
  std::array<double, 5> moments{};
  int positive = 0, beyond_3 = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = static_cast<double>(random.normal<TestType>());
    double power = 1.0;
    for (double& moment : moments) {
      moment += power / draws;
      power *= x;
    }
    positive += x > 0.0;
    beyond_3 += std::abs(x) > 3.0;
    ++counts[static_cast<std::size_t>(0.5 * std::erfc(-x / std::sqrt(2.0)) * 50.0)];
  }
  // The variance of the mean of x^k is (E x^2k - (E x^k)^2) / draws, with E x^2, x^4, x^6, x^8 = 1, 3, 15, 105.
  const double sigma = std::sqrt(1.0 / draws);
  CHECK(std::abs(moments[1]) < 5.0 * sigma);
  CHECK(std::abs(moments[2] - 1.0) < 5.0 * std::sqrt(2.0) * sigma);
  CHECK(std::abs(moments[3]) < 5.0 * std::sqrt(15.0) * sigma);
  CHECK(std::abs(moments[4] - 3.0) < 5.0 * std::sqrt(96.0) * sigma);
  CHECK(std::abs(positive - draws / 2.0) < 5.0 * 0.5 * std::sqrt(draws));
  CHECK(std::abs(beyond_3 - 0.0026998 * draws) < 5.0 * std::sqrt(0.0026998 * draws));
  CHECK(chi_square(counts) < 112.0);  // 49 degrees of freedom
}

TEST_CASE("Random::normal gives the same bits everywhere", "[core]") {
  if (!LINNET_HAS_FMA) return;  // without it the bits are not promised
  Random random(10);
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (int i = 0; i < 10000; ++i) hash = (hash ^ std::bit_cast<std::uint32_t>(random.normal<float>())) * 0x100000001b3u;
  CHECK(hash == 0x365e18c95833e4f3u);
}

TEST_CASE("Random::below is unbiased", "[core]") {
  constexpr int draws = 300000;
  Random random(4);
  std::array<int, 10> digits{};
  for (int i = 0; i < draws; ++i) ++digits.at(random.below(10));
  CHECK(chi_square(digits) < 46.0);  // 9 degrees of freedom

  // 2^32 draws do not spread over 3 * 2^30 values: without the rejection a multiple of 3 comes half of the time.
  std::array<int, 3> remainders{};
  for (int i = 0; i < draws; ++i) {
    const std::uint32_t x = random.below(3u << 30);
    if (x >= 3u << 30) FAIL("not below the bound: " << x);
    ++remainders[x % 3];
  }
  CHECK(chi_square(remainders) < 28.0);  // 2 degrees of freedom
}

TEST_CASE("Random::below takes the least and the greatest bound", "[core]") {
  Random random(5);
  for (int i = 0; i < 100; ++i) {
    CHECK(random.below(1) == 0);
    CHECK(random.below(0xffffffffu) < 0xffffffffu);
  }
}

TEST_CASE("Random::shuffle keeps every item", "[core]") {
  std::vector<int> items(1000);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> original = items;
  Random random(6);
  random.shuffle(std::span(items));
  CHECK_FALSE(items == original);
  std::sort(items.begin(), items.end());
  CHECK(items == original);
}

TEST_CASE("Random::shuffle gives each order of four items alike", "[core]") {
  Random random(8);
  std::map<std::array<int, 4>, int> orders;
  for (int i = 0; i < 120000; ++i) {
    std::array<int, 4> items{0, 1, 2, 3};
    random.shuffle(std::span<int>(items));
    ++orders[items];
  }
  REQUIRE(orders.size() == 24);
  std::vector<int> counts;
  for (const auto& [order, count] : orders) counts.push_back(count);
  CHECK(chi_square(counts) < 72.0);  // 23 degrees of freedom
}

TEST_CASE("Random::shuffle of nothing and of one item draws nothing", "[core]") {
  Random random(9);
  std::array<int, 1> one{5};
  random.shuffle(std::span<int>());
  random.shuffle(std::span<int>(one));
  CHECK(one[0] == 5);
  CHECK(random == Random(9));
}

}  // namespace
