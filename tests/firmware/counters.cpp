// SPDX-License-Identifier: MIT
// The counters of bare metal: stack, memory, instructions.
#include "board.hpp"

namespace {

volatile char variables[100];

void check(bool fine, const char* what) {
  if (fine) return;
  board::print("wrong: ", what, '\n');
  board::exit(1);
}

template <std::size_t bytes>
[[gnu::noinline]] void use_stack() {
  char block[bytes];
  asm volatile("" : : "r"(block) : "memory");  // the block has to be there
  board::write("");
}

/// A thousand instructions and a few for the call.
[[gnu::noinline]] void run_thousand() { asm volatile(".rept 1000\n nop\n .endr"); }

}  // namespace

int main() {
  check(board::stack_size() == 4096, "stack_size");
  const std::size_t before = board::stack_used();
  check(before > 0 && before < 256, "stack_used before");
  use_stack<2048>();
  check(board::stack_used() >= 2048 && board::stack_used() < 2048 + 256, "stack_used");

  variables[0] = 1;
  check(board::ram_used() >= sizeof variables && board::ram_used() < sizeof variables + 64, "ram_used");
  check(board::flash_used() > 2500 && board::flash_used() < 6000, "flash_used");

  check(board::instructions() == 0, "instructions at first");
  const std::uint64_t start = board::instructions();
  run_thousand();
  const std::uint64_t thousand = board::instructions() - start;
  check(thousand >= 1000 && thousand < 1200, "instructions");
  // Two turns of the fastest timer: 2^24 ticks of 168 MHz are 100 million instructions.
  for (int i = 0; i < 210'000; ++i) run_thousand();
  const std::uint64_t many = board::instructions() - start;
  check(many > 210'000'000 && many < 212'000'000, "many instructions");
}
