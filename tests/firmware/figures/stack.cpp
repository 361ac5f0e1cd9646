// SPDX-License-Identifier: MIT
// Runs the figure and prints how much of the stack it used.
#include "run.hpp"

#include "board.hpp"

int main() {
  const bool good = figure();
  board::print("stack ", board::stack_used(), '\n');
  return good ? 0 : 1;
}
