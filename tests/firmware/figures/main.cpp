// SPDX-License-Identifier: MIT
// Runs the figure and nothing else.
#include "figure.hpp"

int main() { return figure() ? 0 : 1; }
