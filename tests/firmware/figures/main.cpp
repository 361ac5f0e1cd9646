// SPDX-License-Identifier: MIT
// Runs the figure and nothing else.
#include "run.hpp"

int main() { return figure() ? 0 : 1; }
