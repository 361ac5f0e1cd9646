// SPDX-License-Identifier: MIT
// Requantised sums of an instruction set with Lanes, compared with the arithmetic: many sums halfway between two outputs.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/kernels/int8/tiles/tile.hpp>

#include <cmath>
#include <cstring>

namespace linnet::test {

/// Sums of random factors that differ from scaled(sum, factor).
template <class Isa>
Index requantize_differences() {
  using namespace kernels::int8;
  using V = Lanes<Isa>;
  constexpr Index L = Isa::lanes;
  Random random(1);
  const auto number = [&](std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(to - from + 1));
  };
  Index differences = 0;
  for (int i = 0; i < 20000; ++i) {
    ChannelLanes<L> channels{};
    Multiplier factors[L];
    std::int32_t sums[L];
    for (Index lane = 0; lane < L; ++lane) {
      const std::int64_t ends[] = {0, 1 << 30, (std::int64_t{1} << 31) - 1, number(1 << 30, (std::int64_t{1} << 31) - 1)};
      Multiplier& m = factors[lane];
      m.fraction = static_cast<std::int32_t>(ends[number(0, 31) == 0 ? 0 : number(1, 3)]);
      m.exponent = m.fraction == 0 ? 0 : static_cast<std::int32_t>(i % 4 == 0 ? number(-2, 5) : number(-31, 0));
      const std::int64_t limit = (std::int64_t{1} << (m.exponent > 0 ? 30 - m.exponent : 30)) - 1;
      std::int64_t sum = number(0, 1) ? number(-limit, limit) : number(-4, 4);
      if (m.exponent < 0 && number(0, 1)) {
        const double halfway = std::ldexp(static_cast<double>(number(-64, 63)) + 0.5, 31 - m.exponent) / m.fraction;
        if (std::abs(halfway) < static_cast<double>(limit)) sum = static_cast<std::int64_t>(halfway) + number(-2, 2);
      }
      sums[lane] = static_cast<std::int32_t>(std::clamp(sum, -limit, limit));
      channels.set(lane, 0, m);
    }
    typename V::Vector v[1][1] = {{V::load(sums)}};
    tiled::requantize<V>(v, &channels);
    std::int32_t outputs[L];
    std::memcpy(outputs, &v[0][0], sizeof outputs);
    for (Index lane = 0; lane < L; ++lane) differences += outputs[lane] != scaled(sums[lane], factors[lane]);
  }
  return differences;
}

}  // namespace linnet::test
