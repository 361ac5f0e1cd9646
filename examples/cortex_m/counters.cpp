// SPDX-License-Identifier: MIT
// Resources that a program used: instructions from SysTick, memory from the linker's symbols, stack from its paint.
#include "board.hpp"
#include "image.hpp"

namespace {

struct SysTick {
  volatile std::uint32_t control, reload, current;
};
auto* const systick = reinterpret_cast<SysTick*>(0xe000e010u);
constexpr std::uint32_t from_core_clock = 4, interrupt = 2, enable = 1;
constexpr int timer_bits = 24;

volatile std::uint32_t turns = 0;

std::size_t distance(const void* from, const void* to) {
  return reinterpret_cast<std::uintptr_t>(to) - reinterpret_cast<std::uintptr_t>(from);
}

}  // namespace

extern "C" void systick_handler() noexcept { turns = turns + 1; }

namespace board {

std::uint64_t instructions() {
  constexpr std::uint32_t mask = (1u << timer_bits) - 1;
  if ((systick->control & enable) == 0) {
    systick->reload = mask;
    systick->current = 0;
    systick->control = from_core_clock | interrupt | enable;
    return 0;
  }
  std::uint32_t high, down;
  do {  // repeat if the timer wrapped around in between
    high = turns;
    down = systick->current;
  } while (high != turns);
  const std::uint64_t tick = reinterpret_cast<std::uintptr_t>(__tick_nanoseconds);  // times 2^24, the period of the timer
  return high * tick + (((0u - down) & mask) * tick >> timer_bits);
}

std::size_t flash_used() { return distance(__flash_start, __flash_end) + distance(nullptr, __constants_size); }
std::size_t ram_used() { return distance(__data_start, __bss_end); }
std::size_t stack_size() { return distance(__stack_bottom, __stack_top); }

std::size_t stack_used() {
  const std::uint32_t* p = __stack_bottom;
  while (p < __stack_top && *p == stack_paint) ++p;
  return distance(p, __stack_top);
}

}  // namespace board
