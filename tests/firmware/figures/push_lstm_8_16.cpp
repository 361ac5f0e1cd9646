// SPDX-License-Identifier: MIT
// A step of a stream through LSTM of 16 units over 8 inputs, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = (8 + 16) * 64 + 64;
constexpr auto parameters = weights<numbers>();
constexpr auto model = nn::FrozenSequential{parameters.data(), nullptr, nn::Input<32, 8>{}, nn::LSTM<16>{}};
static_assert(model.parameter_count() == numbers);
auto stream = nn::stream(model);
static_assert(decltype(stream)::carried_bytes == 128);
std::array<float, 8> x;
std::array<float, 16> y;
}  // namespace

bool figure() {
  fill(x);
  stream.push(x);
  board::count_begin();
  const auto output = stream.push(x);
  board::count_end();
  std::copy(output.begin(), output.end(), y.begin());
  return plausible(y);
}
