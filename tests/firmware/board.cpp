// SPDX-License-Identifier: MIT
// The state of a program after reset, and printed text and numbers: the same on every target.
#include <limits>

#include "board.hpp"

namespace {

volatile std::uint32_t initialised[3] = {1, 2, 3};
volatile std::uint32_t zeroed[3];
volatile float one_and_a_half = 1.5f;

struct Constructed {
  volatile std::uint32_t value;
  explicit Constructed(std::uint32_t v) : value(v) {}
  Constructed(const Constructed&) = delete;
  ~Constructed() { value = 0; }
} constructed(initialised[2]);

}  // namespace

int main() {
  using board::Fixed, board::Hex, std::numeric_limits;
  constexpr float infinity = numeric_limits<float>::infinity();
  board::print("memory ", initialised[0], initialised[2], zeroed[0], zeroed[2], constructed.value, '\n');
  board::print("text, ", std::string_view("a view that is longer than the buffer of print.cpp, "), 'c', '\n');
  board::print(0, ' ', -1, ' ', 4294967295u, ' ', numeric_limits<int>::min(), '\n');
  board::print(numeric_limits<std::uint64_t>::max(), ' ', numeric_limits<std::int64_t>::min(), ' ', std::int8_t{-128}, ' ',
               std::uint8_t{200}, '\n');
  board::print(Hex{std::uint8_t{10}}, ' ', Hex{0xbeefu}, ' ', Hex{std::uint64_t{0x0123456789abcdef}}, '\n');
  board::print(one_and_a_half, ' ', -0.00004f, ' ', 0.00005f, ' ', 0.99996f, ' ', Fixed{2.5f, 0}, ' ', Fixed{1.0f / 3, 9},
               '\n');
  board::print(16777216.0f, ' ', 4294967040.0f, ' ', 1e20f, ' ', infinity, ' ', -infinity, ' ',
               numeric_limits<float>::quiet_NaN(), '\n');
}
