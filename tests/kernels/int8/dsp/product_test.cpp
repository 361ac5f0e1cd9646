// SPDX-License-Identifier: MIT
// A host packs for Cortex-M: the form of the constants, without the kernels, which tests/firmware/int8.cpp runs.
#include <linnet/kernels/int8/dsp/depthwise.hpp>
#include <linnet/kernels/int8/dsp/product.hpp>
#include <tests/kernels/int8/product_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet;
using namespace linnet::kernels::int8;

namespace {

/// Halfwords of weights that are not those of the layer.
template <Windows S>
Index wrong_weights() {
  using Kernel = Product<Dsp, S>;
  test::Arena::reset(0);
  const test::RandomLayer layer(Kernel::K * S.outputs, S.outputs, 1, 5, 0.001, false);
  auto& constants = *reinterpret_cast<typename Kernel::Constants*>(test::Arena::take<std::byte>(Kernel::bytes));
  Kernel::pack(layer.numbers(), &constants);
  Index wrong = 0;
  for (Index o = 0; o < S.outputs; ++o) {
    for (Index k = 0; k < Kernel::K; ++k) {
      const Index at = Kernel::tiled ? o / 2 * Kernel::inputs + dsp::place(k) : dsp::panel_place(o, k, Kernel::inputs);
      const int h = constants.weights[at], first = static_cast<std::int8_t>(h & 0xff);  // as SXTB16 takes it
      wrong += (o % 2 == 0 ? first : (h - first) / 256) != layer.weights[o * Kernel::K + k];
    }
  }
  return wrong;
}

/// The five instructions of a requantisation.
std::int8_t requantised(const dsp::Channel& channel, std::int32_t sum) {
  const std::int64_t a = channel.twice_bias + 2 * std::int64_t{sum};
  const std::int64_t high = (a * channel.fraction + (std::int64_t{1} << 31)) >> 32;
  return saturate(static_cast<std::int32_t>(channel.round + (a < 0 ? -1 : 0) + high) >> channel.shift);
}

}  // namespace

TEST_CASE("a host packs the weights of products for the DSP extension", "[kernels/int8/dsp]") {
  using test::image_windows;
  CHECK(wrong_weights<Windows{make_window(1, 1), make_window(1, 1), 19, 7}>() == 0);
  CHECK(wrong_weights<image_windows(7, 6, 1, 5, 3)>() == 0);
  CHECK(wrong_weights<image_windows(7, 6, 8, 6, 3)>() == 0);
}

TEST_CASE("five instructions requantise as the reference does", "[kernels/int8/dsp]") {
  Random random(9);
  Index differences = 0;
  for (int i = 0; i < 200000; ++i) {
    const std::int32_t zero = static_cast<std::int32_t>(random() % 256) - 128,
                       shift = 1 + static_cast<std::int32_t>(random() % 22);
    const std::int32_t fraction = i % 7 == 0 ? 1 << 30 : static_cast<std::int32_t>(random() >> 2) + (1 << 30);
    const std::int8_t none = 0;
    const std::int32_t bias = static_cast<std::int32_t>(random() % 2001) - 1000;
    const Multiplier factor{fraction, -shift};
    dsp::Header header;
    dsp::Channel channel;
    dsp::pack_channels({&none, &bias, &factor, 0, zero}, 1, 1, 1, 1, header, &channel);
    REQUIRE(header.general == 0);
    // Sums about the size of an output, of which many are halves, and the largest.
    std::int32_t sum = static_cast<std::int32_t>(random() >> 1) >> (random() % 30);
    if (i % 2 == 0) sum = -sum;
    sum = std::clamp(sum, -(1 << 30) + 2000, (1 << 30) - 2000);
    differences += requantised(channel, sum) != requantize(sum + bias, factor, zero);
  }
  CHECK(differences == 0);
}

TEST_CASE("what five instructions cannot do takes the general form", "[kernels/int8/dsp]") {
  const auto header_of = [](std::int8_t weight, std::int32_t bias, std::int32_t exponent) {
    const Multiplier factor{1 << 30, exponent};
    dsp::Header header;
    dsp::Channel channel;
    dsp::pack_channels({&weight, &bias, &factor, -13, 7}, 1, 1, 1, 1, header, &channel);
    return header;
  };
  CHECK(header_of(127, 5, -1).general == 0);
  CHECK(header_of(127, 5, -22).general == 0);
  CHECK(header_of(127, 5, 0).general == 1);
  CHECK(header_of(127, 5, -23).general == 1);
  CHECK(header_of(127, (1 << 30) - 1 - 141 * 127, -5).general == 0);
  CHECK(header_of(127, (1 << 30) - 141 * 127, -5).general == 1);
  CHECK(header_of(-127, -(1 << 30) + 141 * 127, -5).general == 1);
}

TEST_CASE("a host packs the weights of depthwise convolutions for the DSP extension", "[kernels/int8/dsp]") {
  constexpr Windows S = test::image_windows(5, 5, 3, 3, 3);
  using Kernel = Depthwise<Dsp, S>;
  test::Arena::reset(0);
  const test::RandomLayer layer(27, 3, 1, 5, 0.001, false);
  auto& constants = *reinterpret_cast<Kernel::Constants*>(test::Arena::take<std::byte>(Kernel::bytes));
  Kernel::pack(layer.numbers(), &constants);
  CHECK(constants.weights[2][1][0] == layer.weights[(1 * 3 + 0) * 3 + 2]);
  std::int32_t sum = 0;
  for (int k = 0; k < 9; ++k) sum += layer.weights[k * 3 + 2];
  CHECK(constants.channels[2].twice_bias == 2 * (layer.bias[2] - layer.zero_in * sum));
  CHECK(constants.header.general == 0);
}
