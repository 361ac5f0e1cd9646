// SPDX-License-Identifier: MIT
// Text and exit code through semihosting: a debugger or QEMU takes both at the instruction bkpt 0xab.
// Source: Arm, "Semihosting for AArch32 and AArch64".
#include <cstdint>

#include "board.hpp"

/// Stops for the debugger. A chip without a debugger faults here: link your own function of this name, which handles operation 4
/// (`argument` is text, to send to a UART) and operation 0x20 (the end, to stop or reset).
extern "C" [[gnu::weak, gnu::naked]] int board_semihosting(int /*operation*/, const void* /*argument*/) {
  asm("bkpt 0xab\n bx lr");
}

namespace board {

void write(const char* text) {
  constexpr int write0 = 0x04;
  board_semihosting(write0, text);
}

void exit(int code) {
  constexpr int exit_extended = 0x20, application_exit = 0x20026;
  const std::intptr_t reason[] = {application_exit, code};
  board_semihosting(exit_extended, reason);
  for (;;) asm volatile("wfi");
}

}  // namespace board
