// SPDX-License-Identifier: MIT
// The symbols of cortex_m.ld and memory.ld. Only their addresses matter.
#pragma once

#include <cstdint>

extern "C" {
extern std::uint32_t __flash_start[], __flash_end[];
extern std::uint32_t __stack_bottom[], __stack_top[];
extern std::uint32_t __data_load[], __data_start[], __data_end[];
extern std::uint32_t __bss_start[], __bss_end[];
extern void (*__init_array_start[])();
extern void (*__init_array_end[])();
extern char __tick_nanoseconds[], __constants_size[];
}

/// The reset handler fills the stack with this value.
inline constexpr std::uint32_t stack_paint = 0xa5a5a5a5u;
