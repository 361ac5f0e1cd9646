// SPDX-License-Identifier: MIT
// linnet calls this hook if something is wrong at run time: the program prints the sentence and ends. A product would log it and reset.
#include "board.hpp"

extern "C" void linnet_failure(const char* sentence) {
  board::print(sentence, '\n');
  board::exit(2);
}
