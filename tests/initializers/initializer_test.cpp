// SPDX-License-Identifier: MIT
// Properties of all initializers, and a user-defined one.
#include <linnet/initializers/initializer.hpp>

#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/initializers/he.hpp>
#include <linnet/initializers/random.hpp>
#include <linnet/layers/dense.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/draws.hpp>

#include <cmath>
#include <vector>

namespace {

using linnet::Initializer;
using linnet::ParameterInfo;
using linnet::Random;
using linnet::test::draw;
using linnet::test::drawn_kernel;

TEST_CASE("An initializer gives the same numbers for the same seed, others for another", "[initializers]") {
  for (const Initializer& initializer :
       {Initializer(linnet::GlorotUniform{}), Initializer(linnet::GlorotNormal{}), Initializer(linnet::HeUniform{}),
        Initializer(linnet::HeNormal{}), Initializer(linnet::RandomUniform{}), Initializer(linnet::RandomNormal{})}) {
    const std::vector<float> numbers = draw(initializer, 1);
    CHECK(numbers == draw(initializer, 1));
    CHECK(numbers != draw(initializer, 2));
    // A double model starts from the same numbers.
    const std::vector<double> doubles = draw<double>(initializer, 1);
    CHECK(std::vector<float>(doubles.begin(), doubles.end()) == numbers);
  }
}

TEST_CASE("An initializer goes on where the generator is", "[initializers]") {
  constexpr ParameterInfo part{"part", {10, 1, 1, 1}, 1, 300, 200}, whole{"whole", {20, 1, 1, 1}, 1, 300, 200};
  const Initializer initializer = linnet::GlorotNormal{};
  std::vector<float> two_parts(20);
  Random random(3);
  initializer(two_parts.data(), part, random);
  initializer(two_parts.data() + 10, part, random);
  CHECK(two_parts == draw(initializer, 3, whole));
}

TEST_CASE("Dense starts with GlorotUniform and Zeros unless told otherwise", "[initializers]") {
  const linnet::Dense<200> standard;
  CHECK(draw(standard.initializer(0), 5) == draw(linnet::GlorotUniform{}, 5));
  CHECK(draw(standard.initializer(1), 5) == draw(linnet::Zeros{}, 5));
  const linnet::Dense<200> other{.kernel_initializer = linnet::HeNormal{}, .bias_initializer = linnet::Constant{0.5f}};
  CHECK(draw(other.initializer(0), 5) == draw(linnet::HeNormal{}, 5));
  CHECK(draw(other.initializer(1), 5) == draw(linnet::Constant{0.5f}, 5));
}

/// Uniform over the multiples of `step` below `step * choices`: an initializer that the library does not have.
struct Lattice {
  float step = 1.0f;
  float choices = 4.0f;
  constexpr operator Initializer() const {
    return {[](const ParameterInfo& info, float a, float b, Random& random) {
              return a * static_cast<float>(random.below(static_cast<unsigned>(b))) + static_cast<float>(info.fan_in);
            },
            step, choices};
  }
};

TEST_CASE("An initializer of the user's own plugs in", "[initializers]") {
  const linnet::Dense<4> layer{.kernel_initializer = Lattice{.step = 0.25f}};
  constexpr ParameterInfo info{"kernel", {9, 4, 1, 1}, 2, 9, 4};
  std::vector<float> expected;
  Random random(7);
  for (int i = 0; i < 36; ++i) expected.push_back(0.25f * static_cast<float>(random.below(4)) + 9.0f);
  CHECK(draw(layer.initializer(0), 7, info) == expected);
}

TEST_CASE("The truncated normal has deviation 1 before it is scaled", "[initializers]") {
  // The deviation of a normal distribution cut at two deviations: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)).
  const double density = std::exp(-2.0) / std::sqrt(2.0 * 3.14159265358979323846), inside = std::erf(std::sqrt(2.0));
  CHECK(std::sqrt(1.0 - 4.0 * density / inside) == linnet::test::Approx(0.87962566103423978).epsilon(1e-12));
  Random random(8);
  for (int i = 0; i < 100000; ++i) {
    if (std::abs(linnet::detail::truncated_normal(1.0f, random)) > 2.0f / 0.8796f) FAIL("beyond two deviations");
  }
  SUCCEED();
}

}  // namespace
