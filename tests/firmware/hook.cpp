// SPDX-License-Identifier: MIT
// A failure hook that is linked from a static library.
#include "board.hpp"

extern "C" void linnet_failure(const char* sentence) {
  board::print("hook: ", sentence, '\n');
  board::exit(3);
}
