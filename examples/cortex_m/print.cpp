// SPDX-License-Identifier: MIT
// Numbers as text, in integer arithmetic: every board prints the same digits.
#include <bit>

#include "board.hpp"

namespace board {

namespace {

/// Writes the last `digits` digits of `number`, or all of them if `digits` is 0.
void put_decimal(std::uint32_t number, int digits) {
  char text[11];
  char* first = text + sizeof text - 1;
  *first = '\0';
  for (int i = 0; digits > 0 ? i < digits : (i == 0 || number != 0); ++i) {
    *--first = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  write(first);
}

}  // namespace

void put(std::string_view text) {
  char part[33];
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 0;
    while (length < sizeof part - 1 && i < text.size()) part[length++] = text[i++];
    part[length] = '\0';
    write(part);
  }
}

void put(char character) {
  const char text[] = {character, '\0'};
  write(text);
}

void put_unsigned(std::uint32_t number) { put_decimal(number, 0); }

void put_unsigned(std::uint64_t number) {
  char text[21];
  char* first = text + sizeof text - 1;
  *first = '\0';
  do {  // 16 bits at a time: the compiler's 64-bit division would be most of a small image
    std::uint64_t quotient = 0;
    std::uint32_t remainder = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
      const std::uint32_t part = remainder << 16 | static_cast<std::uint16_t>(number >> shift);
      quotient = quotient << 16 | part / 10;
      remainder = part % 10;
    }
    *--first = static_cast<char>('0' + remainder);
    number = quotient;
  } while (number != 0);
  write(first);
}

void put_hex(std::uint64_t number, int digits) {
  char text[17];
  for (int i = digits; i > 0; number >>= 4) text[--i] = "0123456789abcdef"[number & 15];
  text[digits] = '\0';
  write(text);
}

void put(Fixed number) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(number.value);
  float magnitude = std::bit_cast<float>(bits & 0x7fffffffu);
  if (number.value != number.value) return write("nan");
  if (bits >> 31) write("-");
  if (magnitude - magnitude != 0.0f) return write("inf");
  int exponent = 0;
  for (; magnitude >= 0x1p32f; ++exponent) magnitude /= 10.0f;

  std::uint32_t scale = 1;
  for (int i = 0; i < number.decimals; ++i) scale *= 10;
  auto whole = static_cast<std::uint32_t>(magnitude);
  // The fraction times 2^32, which is exact.
  const auto fraction = static_cast<std::uint32_t>((magnitude - static_cast<float>(whole)) * 0x1p32f);
  auto decimals = static_cast<std::uint32_t>((std::uint64_t{fraction} * scale + 0x80000000u) >> 32);
  if (decimals == scale) {
    ++whole;
    decimals = 0;
  }
  put_unsigned(whole);
  if (exponent > 0) {
    write("e+");
    put(exponent);
  } else if (number.decimals > 0) {
    write(".");
    put_decimal(decimals, number.decimals);
  }
}

}  // namespace board
