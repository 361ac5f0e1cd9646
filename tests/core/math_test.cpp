// SPDX-License-Identifier: MIT
// The functions of linnet::math against the standard library's in double, whose errors are far below a float's last place.
#include <linnet/core/math.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

namespace math = linnet::math;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float least = std::numeric_limits<float>::denorm_min();

// Functions as types, so that they inline into the loops below.
struct Exp {
  static float ours(float x) { return math::exp(x); }
  static double exact(double x) { return std::exp(x); }
};
struct Expm1 {
  static float ours(float x) { return math::expm1(x); }
  static double exact(double x) { return std::expm1(x); }
};
struct Log {
  static float ours(float x) { return math::log(x); }
  static double exact(double x) { return std::log(x); }
};
struct Log1p {
  static float ours(float x) { return math::log1p(x); }
  static double exact(double x) { return std::log1p(x); }
};
struct Tanh {
  static float ours(float x) { return math::tanh(x); }
  static double exact(double x) { return std::tanh(x); }
};
struct Sigmoid {
  static float ours(float x) { return math::sigmoid(x); }
  static double exact(double x) { return 1.0 / (1.0 + std::exp(-x)); }
};

/// Distance in units of the last place of a float near `exact`. Infinity counts as 2^128, the next number after the greatest.
double ulp_error(float ours, double exact) {
  if (std::isnan(ours) || std::isnan(exact)) return std::isnan(ours) && std::isnan(exact) ? 0.0 : infinity;
  const double bounded = std::clamp(exact, -0x1p128, 0x1p128);
  const double magnitude = std::clamp(std::abs(bounded), 0x1p-126, 0x1.fffffep127);
  return std::abs(std::clamp<double>(ours, -0x1p128, 0x1p128) - bounded) / std::ldexp(1.0, std::ilogb(magnitude) - 23);
}

/// Floats of every sign and exponent, zeros, denormals and infinities among them.
std::vector<float> all_magnitudes(std::uint32_t step) {
  std::vector<float> values{0.0f, -0.0f, least, -least, infinity, -infinity, std::numeric_limits<float>::min()};
  for (std::uint32_t bits = 0; bits < 0x7f800000u; bits += step) {
    values.push_back(std::bit_cast<float>(bits));
    values.push_back(-values.back());
  }
  return values;
}

/// The greatest error over all magnitudes and over [low, high] in even steps.
template <class Function>
double worst_error(float low, float high, float from = -infinity) {
  std::vector<float> values = all_magnitudes(8209);
  constexpr int steps = 300000;
  for (int i = 0; i <= steps; ++i) values.push_back(low + (high - low) * static_cast<float>(i) / static_cast<float>(steps));
  double worst = 0.0;
  for (const float x : values) {
    if (x >= from) worst = std::max(worst, ulp_error(Function::ours(x), Function::exact(x)));
  }
  return worst;
}

TEST_CASE("The functions of linnet::math are accurate everywhere", "[core]") {
  CHECK(worst_error<Exp>(-104.0f, 89.0f) < 1.1);
  CHECK(worst_error<Expm1>(-1.0f, 1.0f) < 1.6);
  CHECK(worst_error<Expm1>(-104.0f, 89.0f) < 1.6);
  CHECK(worst_error<Log>(0.25f, 4.0f) < 1.0);
  CHECK(worst_error<Log1p>(-1.0f, 4.0f) < 1.5);
  CHECK(worst_error<Log1p>(-2e-7f, 2e-7f) < 1.5);
  CHECK(worst_error<Tanh>(-10.0f, 10.0f) < 1.5);
  CHECK(worst_error<Sigmoid>(-88.7f, 20.0f, -88.7f) < 2.6);
}

TEST_CASE("math::exp at the ends of its range", "[core]") {
  CHECK(math::exp(0.0f) == 1.0f);
  CHECK(math::exp(-0.0f) == 1.0f);
  CHECK(math::exp(infinity) == infinity);
  CHECK(math::exp(std::numeric_limits<float>::max()) == infinity);
  CHECK(math::exp(88.73f) == infinity);
  CHECK(math::exp(88.72f) < infinity);
  CHECK(math::exp(-infinity) == 0.0f);
  CHECK(math::exp(-104.0f) == 0.0f);
  CHECK(math::exp(-103.0f) == least);
  CHECK(std::isnan(math::exp(nan)));
  CHECK(std::isnan(math::exp(-nan)));
}

TEST_CASE("math::expm1 at the ends of its range", "[core]") {
  CHECK(math::expm1(0.0f) == 0.0f);
  CHECK(math::expm1(least) == least);
  CHECK(math::expm1(-1e-10f) == -1e-10f);
  CHECK(math::expm1(infinity) == infinity);
  CHECK(math::expm1(-infinity) == -1.0f);
  CHECK(std::isnan(math::expm1(nan)));
}

TEST_CASE("math::log at the ends of its range", "[core]") {
  CHECK(math::log(1.0f) == 0.0f);
  CHECK(math::log(0.0f) == -infinity);
  CHECK(math::log(-0.0f) == -infinity);
  CHECK(math::log(infinity) == infinity);
  for (const float x : {-least, -1.0f, -infinity, nan}) CHECK(std::isnan(math::log(x)));
}

TEST_CASE("math::log1p at the ends of its range", "[core]") {
  CHECK(math::log1p(0.0f) == 0.0f);
  CHECK(math::log1p(least) == least);
  CHECK(math::log1p(1e-10f) == 1e-10f);
  CHECK(math::log1p(-1.0f) == -infinity);
  CHECK(math::log1p(infinity) == infinity);
  for (const float x : {-1.5f, -infinity, nan}) CHECK(std::isnan(math::log1p(x)));
}

TEST_CASE("math::tanh is odd and bounded", "[core]") {
  CHECK(math::tanh(0.0f) == 0.0f);
  CHECK(math::tanh(least) == least);
  CHECK(math::tanh(infinity) == 1.0f);
  CHECK(std::isnan(math::tanh(nan)));
  float greatest = 0.0f;
  for (const float x : all_magnitudes(1000003)) {
    if (math::tanh(-x) != -math::tanh(x)) FAIL("not odd at " << x);
    greatest = std::max(greatest, math::tanh(x));
  }
  CHECK(greatest == 1.0f);
}

TEST_CASE("math::sigmoid at the ends of its range", "[core]") {
  CHECK(math::sigmoid(0.0f) == 0.5f);
  CHECK(math::sigmoid(infinity) == 1.0f);
  CHECK(math::sigmoid(-infinity) == 0.0f);
  CHECK(std::isnan(math::sigmoid(nan)));
  // A result that would be a denormal is 0.
  CHECK(math::sigmoid(-88.0f) > std::numeric_limits<float>::min() / 2.0f);
  CHECK(math::sigmoid(-88.73f) == 0.0f);
}

TEST_CASE("math::sqrt is correctly rounded", "[core]") {
  for (const float x : all_magnitudes(100003)) {
    if (x >= 0.0f && math::sqrt(x) != static_cast<float>(std::sqrt(static_cast<double>(x)))) FAIL("wrong at " << x);
  }
  CHECK(std::isnan(math::sqrt(-1.0f)));
}

TEST_CASE("math::fma rounds once where the CPU has it, else twice", "[core]") {
  const volatile float x = 1.0f + 0x1p-12f;  // x * x = 1 + 2^-11 + 2^-24 rounds to 1 + 2^-11
  CHECK(math::fma(x, x, -(1.0f + 0x1p-11f)) == (LINNET_HAS_FMA ? 0x1p-24f : 0.0f));
  const volatile double y = 1.0 + 0x1p-27;
  CHECK(math::fma(y, y, -(1.0 + 0x1p-26)) == (LINNET_HAS_FMA ? 0x1p-54 : 0.0));
}

TEST_CASE("The double functions of linnet::math are the standard library's", "[core]") {
  for (const double x : {0.1, 0.7, 3.0}) {
    CHECK(math::exp(x) == std::exp(x));
    CHECK(math::expm1(x) == std::expm1(x));
    CHECK(math::log(x) == std::log(x));
    CHECK(math::log1p(x) == std::log1p(x));
    CHECK(math::tanh(x) == std::tanh(x));
    CHECK(math::sigmoid(x) == 1.0 / (1.0 + std::exp(-x)));
    CHECK(math::sqrt(x) == std::sqrt(x));
  }
}

/// FNV-1a over the bits of a function's results; all NaN count as one.
template <class Function>
std::uint64_t hash_of_results() {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const float x : all_magnitudes(65537)) {
    const float y = Function::ours(x);
    hash = (hash ^ (std::isnan(y) ? 0x7fc00000u : std::bit_cast<std::uint32_t>(y))) * 0x100000001b3u;
  }
  return hash;
}

TEST_CASE("The functions of linnet::math give the same bits everywhere", "[core]") {
  if (!LINNET_HAS_FMA) return;  // without it the bits are not promised
  CHECK(hash_of_results<Exp>() == 0x6fbeb17c4fc991cbu);
  CHECK(hash_of_results<Expm1>() == 0x7d4251cab20ee911u);
  CHECK(hash_of_results<Log>() == 0xfaa868e44b5a65d8u);
  CHECK(hash_of_results<Log1p>() == 0x9d7d3624fcd1ef7cu);
  CHECK(hash_of_results<Tanh>() == 0xeaf5fb7b1a8cf62du);
  CHECK(hash_of_results<Sigmoid>() == 0x9f41f0797f1881d8u);
}

/// A loop that compilers vectorise.
template <class Function>
LINNET_NOINLINE void apply(const std::vector<float>& in, std::vector<float>& out) {
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = Function::ours(in[i]);
}

template <class Function>
bool lanes_agree() {
  const std::vector<float> in = all_magnitudes(1000003);
  std::vector<float> out(in.size());
  apply<Function>(in, out);
  for (std::size_t i = 0; i < in.size(); ++i) {
    const volatile float alone = in[i];
    const float expected = Function::ours(alone);
    if (std::bit_cast<std::uint32_t>(out[i]) != std::bit_cast<std::uint32_t>(expected) &&
        !(std::isnan(out[i]) && std::isnan(expected)))
      return false;
  }
  return true;
}

TEST_CASE("A vector lane gives the bits of the scalar call", "[core]") {
  CHECK(lanes_agree<Exp>());
  CHECK(lanes_agree<Expm1>());
  CHECK(lanes_agree<Log>());
  CHECK(lanes_agree<Log1p>());
  CHECK(lanes_agree<Tanh>());
  CHECK(lanes_agree<Sigmoid>());
}

}  // namespace
