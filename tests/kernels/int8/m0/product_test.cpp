// SPDX-License-Identifier: MIT
// A host packs for Cortex-M0: the form of the constants, without the kernels, which tests/firmware/int8.cpp runs.
#include <linnet/kernels/int8/m0/depthwise.hpp>
#include <linnet/kernels/int8/m0/product.hpp>
#include <tests/kernels/int8/product_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet;
using namespace linnet::kernels::int8;

namespace {

/// A requantisation of four products of 16 bits, as the instructions compute it.
std::int8_t requantised(const m0::Panel& panel, std::int32_t sum, std::int32_t zero_out) {
  const std::int32_t low = static_cast<std::int16_t>(sum & 0xffff), high = (sum - low) >> 16;
  const std::int32_t m_low = panel.halves[0][0], m_high = panel.halves[0][1];
  const std::int32_t middle = high * m_low + low * m_high + ((low * m_low) >> 16);
  const std::int32_t product = 2 * (high * m_high) + (middle >> 15) + ((middle >> 14) & 1);
  const std::int32_t n = product + (product < 0 ? -1 : 0);
  return saturate((n >> panel.shift[0]) + ((n >> (panel.shift[0] - 1)) & 1) + zero_out);
}

/// The constants of a channel with one weight.
m0::Header pack_one(std::int8_t weight, std::int32_t bias, Multiplier factor, std::int32_t zero_out, m0::Panel& panel) {
  m0::Header header{-13, zero_out, 0};
  m0::pack_channel({&weight, &bias, &factor, -13, zero_out}, 0, 0, 1, 1, 128, header, panel, 0);
  return header;
}

}  // namespace

TEST_CASE("a host packs the weights of products for Armv6-M", "[kernels/int8/m0]") {
  constexpr Windows S = test::image_windows(7, 6, 3, 6, 3);
  using Kernel = Product<ArmV6M, S>;
  test::Arena::reset(0);
  const test::RandomLayer layer(Kernel::K * 6, 6, S.in_sample(), 5, 0.001, false);
  auto& constants = *reinterpret_cast<Kernel::Constants*>(test::Arena::take<std::byte>(Kernel::bytes));
  Kernel::pack(layer.numbers(), &constants);
  // The sum over a window of x, as the kernel forms it and without its corrections.
  Index differences = 0;
  for (Index o = 0; o < 6; ++o) {
    std::int32_t sum = constants.panels_of[o / 4].bias[o % 4], wanted = layer.bias[o];
    for (Index k = 0; k < Kernel::K; ++k) {
      const std::int32_t u = layer.x[k] + 128;
      sum += constants.weights[(o / 4 * Kernel::K + k) * 4 + o % 4] * u - 128 * u;
      wanted += layer.weights[o * Kernel::K + k] * (layer.x[k] - layer.zero_in);
    }
    differences += sum != wanted;
  }
  CHECK(differences == 0);
}

TEST_CASE("products of 16 bits requantise as the reference does", "[kernels/int8/m0]") {
  Random random(9);
  Index differences = 0;
  for (int i = 0; i < 200000; ++i) {
    const std::int32_t zero = static_cast<std::int32_t>(random() % 256) - 128,
                       shift = 1 + static_cast<std::int32_t>(random() % 31);
    const std::int32_t fraction =
        i % 7 == 0 ? 1 << 30 : (i % 7 == 1 ? 0x7fffffff : static_cast<std::int32_t>(random() >> 2) + (1 << 30));
    m0::Panel panel{};
    REQUIRE(pack_one(0, 0, {fraction, -shift}, zero, panel).general == 0);
    std::int32_t sum = static_cast<std::int32_t>(random() >> 2) >> (random() % 30);
    if (i % 5 == 0) sum = ((1 << 30) - 1) - static_cast<std::int32_t>(random() % 70000);
    if (i % 2 == 0) sum = -sum;
    differences += requantised(panel, sum, zero) != requantize(sum, {fraction, -shift}, zero);
  }
  CHECK(differences == 0);
}

TEST_CASE("what products of 16 bits cannot do takes the general form", "[kernels/int8/m0]") {
  m0::Panel panel{};
  CHECK(pack_one(127, 5, {1 << 30, -1}, 7, panel).general == 0);
  CHECK(pack_one(127, 5, {1 << 30, 0}, 7, panel).general == 1);
  CHECK(pack_one(127, 5, {1 << 30, 3}, 7, panel).general == 1);
  CHECK(m0::requantized({-13, 7, 1}, panel, 0, 100) == requantize(100, {1 << 30, 3}, 7));
  CHECK(pack_one(127, (1 << 30) - 1 - 141 * 127, {1 << 30, -5}, 7, panel).general == 0);
  CHECK(pack_one(127, (1 << 30) - 141 * 127, {1 << 30, -5}, 7, panel).general == 1);
  CHECK(pack_one(-127, -(1 << 30) + 141 * 127, {1 << 30, -5}, 7, panel).general == 1);
}

TEST_CASE("a host packs the weights of depthwise convolutions for Armv6-M", "[kernels/int8/m0]") {
  constexpr Windows S = test::image_windows(5, 5, 6, 6, 3);
  using Kernel = Depthwise<ArmV6M, S>;
  test::Arena::reset(0);
  const test::RandomLayer layer(54, 6, 1, 5, 0.001, false);
  auto& constants = *reinterpret_cast<Kernel::Constants*>(test::Arena::take<std::byte>(Kernel::bytes));
  Kernel::pack(layer.numbers(), &constants);
  CHECK(constants.weights[5][1][0] == layer.weights[(1 * 3 + 0) * 6 + 5]);
  std::int32_t sum = 0;
  for (int k = 0; k < 9; ++k) sum += layer.weights[k * 6 + 5];
  CHECK(constants.panels[1].bias[1] == layer.bias[5] - (layer.zero_in + 128) * sum);
  CHECK(constants.header.general == 0);
}
