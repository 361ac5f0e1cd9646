// SPDX-License-Identifier: MIT
// A stack that overflows ends the program with the exit status of a hard fault; it writes over nothing.
#include "board.hpp"

namespace {

[[gnu::noinline]] int recurse(int depth) {
  char block[256];
  asm volatile("" : : "r"(block) : "memory");  // the block has to be there
  const int deeper = depth < 1000 ? recurse(depth + 1) : 0;
  asm volatile("" : : "r"(block) : "memory");
  return deeper + 1;
}

}  // namespace

int main() { board::print(recurse(0), '\n'); }
