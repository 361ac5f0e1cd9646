// SPDX-License-Identifier: MIT
// A loop of known length between the markers of the plugin that counts instructions, and nothing between them.
#include "board.hpp"

int main() {
  board::count_begin();
  asm volatile(".rept 100\n nop\n .endr");
  board::count_end();
  board::count_begin();
  board::count_end();
}
