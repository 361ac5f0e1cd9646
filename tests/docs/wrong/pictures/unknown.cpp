// SPDX-License-Identifier: MIT
// Draws a picture that docs/images does not have.
#include <fstream>

int main() { std::ofstream("unknown.svg") << "<svg/>\n"; }
