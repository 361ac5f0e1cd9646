// SPDX-License-Identifier: MIT
// Draws no picture.
int main() {}
