// SPDX-License-Identifier: MIT
#include <linnet/callbacks/schedules.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <limits>

namespace {

namespace nn = linnet;

TEST_CASE("Schedules have the rates of their formulas, as constants too", "[callbacks]") {
  constexpr nn::StepDecay steps{0.5f, 0.5f, 2};
  STATIC_REQUIRE(steps(0, 9.0f) == 0.5f);
  STATIC_REQUIRE(steps(5, 9.0f) == 0.125f);
  constexpr nn::CosineDecay cosine{0.1f, 30, 0.001f};
  STATIC_REQUIRE(cosine(0, 0.0f) == 0.1f);
  STATIC_REQUIRE(cosine(30, 0.0f) == 0.001f);
  for (nn::Index epoch = 0; epoch <= 30; ++epoch) {
    const double half = 0.5 * (1.0 + std::cos(3.14159265358979323846 * static_cast<double>(epoch) / 30.0));
    const double wanted = static_cast<double>(0.001f) + (static_cast<double>(0.1f) - static_cast<double>(0.001f)) * half;
    CHECK(cosine(epoch, 0.0f) == static_cast<float>(wanted));
  }
  nn::WarmUp rise{3, cosine};
  CHECK(rise(0, 0.7f) == 0.1f * 1.0f / 4.0f);
  CHECK(rise(2, 0.7f) == 0.1f * 3.0f / 4.0f);
  CHECK(rise(4, 0.7f) == cosine(1, 0.0f));
}

TEST_CASE("Schedules tell what is wrong with them", "[callbacks]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(nn::StepDecay{0.1f, 0.5f}.problem() == nullptr);
  CHECK(nn::StepDecay{-0.1f, 0.5f}.problem() != nullptr);
  CHECK(nn::StepDecay{0.1f, infinity}.problem() != nullptr);
  CHECK(nn::CosineDecay{0.1f, 0}.problem() != nullptr);
  CHECK(nn::CosineDecay{0.1f, 3, -1.0f}.problem() != nullptr);
  CHECK(nn::WarmUp{1, [](nn::Index, float rate) { return rate; }}.problem() == nullptr);
  CHECK(nn::WarmUp{1, nn::CosineDecay{0.1f, 0}}.problem() != nullptr);
}

}  // namespace
