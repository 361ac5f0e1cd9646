// SPDX-License-Identifier: MIT
// What happens when linnet finds at run time that something cannot be: the program says what, and ends. A product would log and reset.
#include "board.hpp"

extern "C" void linnet_failure(const char* sentence) {
  board::print(sentence, '\n');
  board::exit(2);
}
