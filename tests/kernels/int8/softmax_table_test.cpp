// SPDX-License-Identifier: MIT
// golden_test.cpp compares the numbers with TFLite Micro's, this file with the real functions and at their ends.
#include <linnet/kernels/int8/softmax_table.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace linnet::test::int8_softmax_table {

using namespace kernels::int8;
using Bytes = std::vector<std::int8_t>;

Bytes softmax(const Bytes& x, float scale) {
  const auto table = make_exp_table(scale);
  Bytes y(x.size());
  softmax_row(table.data(), x.data(), y.data(), static_cast<Index>(x.size()));
  return y;
}

TEST_CASE("the table of exp begins with 1 and is exp until its numbers end", "[kernels/int8]") {
  for (const float scale : {0.001f, 0.05f, 0.125f, 0.4f}) {
    const auto table = make_exp_table(scale);
    CHECK(table[0] == std::numeric_limits<std::int32_t>::max());
    for (std::size_t d = 0; d < 256; ++d) {
      const double x = scale * static_cast<double>(d);
      INFO(scale << " * -" << d);
      CHECK(table[d] == Approx(std::ldexp(x <= 31 ? std::exp(-x) : 0.0, 31)).margin(std::ldexp(4e-7, 31)));
    }
  }
  const auto steep =
      make_exp_table(1.0f);  // TensorFlow Lite stops at half of the 31 that Q5.26 holds if the scale is a power of two
  CHECK(steep[15] > 600);    // 657 would be e^-15
  CHECK(steep[16] == 0);
  CHECK(steep[255] == 0);
}

TEST_CASE("tables of extreme scales are those of a maximum and of a mean", "[kernels/int8]") {
  for (const float scale : {100.0f, 1e20f, std::numeric_limits<float>::max()}) {
    const auto table = make_exp_table(scale);
    CHECK(table[0] == std::numeric_limits<std::int32_t>::max());
    for (std::size_t d = 1; d < 256; ++d) REQUIRE(table[d] == 0);
  }
  for (const float scale : {1e-8f, 1e-12f, std::numeric_limits<float>::min()}) {
    const auto table = make_exp_table(scale);
    for (std::size_t d = 0; d < 256; ++d) REQUIRE(table[d] > 2147470000);
  }
}

TEST_CASE("a softmax in int8 gives the probabilities of 1/256 that are nearest", "[kernels/int8]") {
  const Bytes x{-128, -20, 3, 90, 100, 101, 127, 127};
  for (const float scale : {0.001f, 0.02f, 0.1f, 1.0f}) {
    const Bytes y = softmax(x, scale);
    double sum = 0;
    for (const std::int8_t n : x) sum += std::exp(double{scale} * n);
    for (std::size_t i = 0; i < x.size(); ++i) {
      INFO("scale " << scale << ", number " << i);
      const double units = (std::min)(256 * std::exp(double{scale} * x[i]) / sum, 255.0);
      CHECK(y[i] + 128 == Approx(units).margin(0.51));
    }
  }
  CHECK(softmax({5}, 0.1f) == Bytes{127});
  CHECK(softmax({-128, 127}, 1.0f) == Bytes{-128, 127});
  CHECK(softmax({-128, -128, -128, -128}, 1.0f) == Bytes(4, -64));
}

TEST_CASE("a softmax in place gives the same", "[kernels/int8]") {
  Bytes x{-3, 0, 7, 12, -120};
  const Bytes wanted = softmax(x, 0.2f);
  const auto table = make_exp_table(0.2f);
  softmax_row(table.data(), x.data(), x.data(), 5);
  CHECK(x == wanted);
}

TEST_CASE("the probabilities of very wide rows are 0 if no number stands out", "[kernels/int8]") {
  for (const std::size_t width : {256u, 511u, 512u, 513u, 1000u, 4096u, 8191u}) {
    INFO(width);
    Bytes x(width, 17);
    const Bytes y = softmax(x, 0.1f);
    const int wanted = width < 512 ? -127 : -128;  // 256 / width, rounded
    CHECK(std::count(y.begin(), y.end(), wanted) == static_cast<std::ptrdiff_t>(width));
    x[width / 2] = 127;  // e^11 times as likely as the others
    CHECK(softmax(x, 0.1f)[width / 2] + 0 > 90);
  }
}

TEST_CASE("tables of sigmoid and tanh are the nearest numbers", "[kernels/int8]") {
  for (const float scale : {0.002f, 0.0625f, 0.11f, 1.0f}) {
    for (const std::int32_t zero : {-128, 0, 127}) {
      const Table sigmoid = make_sigmoid_table({scale, zero}), tanh = make_sigmoid_table({scale, zero}, true);
      for (int q = -128; q < 128; ++q) {
        INFO("scale " << scale << ", zero " << zero << ", number " << q);
        const double x = double{scale} * (q - zero);
        CHECK(sigmoid[static_cast<std::size_t>(q + 128)] + 0 ==
              Approx((std::min)(256 / (1 + std::exp(-x)) - 128, 127.0)).margin(0.51));
        CHECK(tanh[static_cast<std::size_t>(q + 128)] + 0 == Approx((std::min)(128 * std::tanh(x), 127.0)).margin(0.51));
      }
    }
  }
}

TEST_CASE("a table holds any function of one number", "[kernels/int8]") {
  const Quantization in{0.5f, 10}, out{0.25f, -128};
  const Table table = make_table(in, out, [](float x) { return x > 0 ? x : 0.0f; });
  CHECK(table[0] == -128);                // -128 is -69
  CHECK(table[10 + 128] == -128);         // 0
  CHECK(table[11 + 128] == -126);         // 0.5
  CHECK(table[127 + 128] == -128 + 234);  // 58.5
  const Table same = make_table(in, in, [](float x) { return x; });
  for (int q = -128; q < 128; ++q) CHECK(same[static_cast<std::size_t>(q + 128)] == q);
}

}  // namespace linnet::test::int8_softmax_table
