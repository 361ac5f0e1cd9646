// SPDX-License-Identifier: MIT
// A board's services for these programs: text, an exit code, counters. No heap, no printf, no iostream.
//
// semihosting.cpp and counters.cpp implement them on Cortex-M, hosted.cpp on Linux; a program prints the same on both.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace board {

/// Writes text unchanged. All printing uses this function.
void write(const char* text);

/// Ends the program. Under QEMU `code` is the exit status of QEMU, 0 to 255.
[[noreturn]] void exit(int code);

/// A number with a fixed count of decimals (0 to 9), rounded half up: 3.1416, -0.0000, nan, inf; 1234567890e+12 at 2^32 and above.
struct Fixed {
  float value;
  int decimals = 4;
};
/// All digits of a number in base 16.
template <std::unsigned_integral T>
struct Hex {
  T value;
};
template <std::unsigned_integral T>
Hex(T) -> Hex<T>;

void put(std::string_view text);
void put(char character);
void put(Fixed number);
void put_unsigned(std::uint32_t number);
void put_unsigned(std::uint64_t number);
void put_hex(std::uint64_t number, int digits);

inline void put(const char* text) { write(text); }
inline void put(float number) { put(Fixed{number}); }
template <std::unsigned_integral T>
void put(Hex<T> number) {
  put_hex(number.value, 2 * static_cast<int>(sizeof(T)));
}
template <std::integral T>
void put(T number) {
  using Magnitude = std::conditional_t<sizeof(T) <= 4, std::uint32_t, std::uint64_t>;
  auto magnitude = static_cast<Magnitude>(number);
  if (number < T(0)) {
    put('-');
    magnitude = Magnitude(0) - magnitude;
  }
  put_unsigned(magnitude);
}

/// Prints text and numbers one after the other: print("step ", 3, ": loss ", 0.5f, '\n').
template <class... Parts>
void print(const Parts&... parts) {
  (put(parts), ...);
}

/// Returns the instructions since the first call, which returns 0. Under `qemu -icount shift=0` each instruction takes a nanosecond of
/// the board's time; the result is exact to a tick of SysTick (at most 80). On a chip it is nanoseconds. Always 0 on Linux.
std::uint64_t instructions();

/// Bytes of the image (code and constants; variables) and of the stack (its size, and the most that was used so far).
std::size_t flash_used();
std::size_t ram_used();
std::size_t stack_size();
std::size_t stack_used();

/// QEMU with tests/firmware/count_instructions.c prints the number of instructions between these two calls. Elsewhere they do nothing.
inline void count_begin() {
#if defined(__arm__)
  asm volatile("mov r10, r10" ::: "memory");
#elif defined(__aarch64__)
  asm volatile("mov x10, x10" ::: "memory");
#elif defined(__riscv)
  asm volatile("ori x0, x10, 10" ::: "memory");
#endif
}
inline void count_end() {
#if defined(__arm__)
  asm volatile("mov r11, r11" ::: "memory");
#elif defined(__aarch64__)
  asm volatile("mov x11, x11" ::: "memory");
#elif defined(__riscv)
  asm volatile("ori x0, x11, 11" ::: "memory");
#endif
}

}  // namespace board
