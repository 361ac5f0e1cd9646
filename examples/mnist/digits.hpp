// SPDX-License-Identifier: MIT
// Draws digits in the terminal, each with a model's answer.
#pragma once

#include <linnet/core/tensor.hpp>

#include <cstdio>
#include <string>
#include <vector>

/// Returns the class with the largest score in row i of scores (samples, 10).
inline linnet::Index predicted(const linnet::Tensor<2>& scores, linnet::Index i) {
  linnet::Index best = 0;
  for (linnet::Index j = 1; j < scores.dimension(1); ++j) best = scores(i, j) > scores(i, best) ? j : best;
  return best;
}

/// Draws a row of digits, each 14 characters wide: a character shows 2 x 2 pixels.
inline void draw_row(const linnet::Tensor<3>& images, const linnet::Labels& labels, const linnet::Tensor<2>& scores,
                     const std::vector<linnet::Index>& samples) {
  static constexpr const char* quarters[16] = {" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"};
  for (linnet::Index row = 0; row < 28; row += 2) {
    std::string line;
    for (const linnet::Index i : samples) {
      for (linnet::Index column = 0; column < 28; column += 2) {
        const auto ink = [&](linnet::Index down, linnet::Index right) { return images(i, row + down, column + right) > 0.4f; };
        line += quarters[ink(0, 0) + 2 * ink(0, 1) + 4 * ink(1, 0) + 8 * ink(1, 1)];
      }
      line += "  ";
    }
    std::printf("%s\n", line.c_str());
  }
  for (const linnet::Index i : samples) {
    const linnet::Index p = predicted(scores, i);
    char text[32];
    if (p == labels(i)) {
      std::snprintf(text, sizeof text, "%d (%.1f %%)", static_cast<int>(p), 100.0 * static_cast<double>(scores(i, p)));
    } else {
      std::snprintf(text, sizeof text, "WRONG %d, is %d", static_cast<int>(p), static_cast<int>(labels(i)));
    }
    std::printf("%-16s", text);
  }
  std::printf("\n");
}

/// Draws the first five test images, and the first five that the model gets wrong.
inline void show_digits(const linnet::Tensor<3>& images, const linnet::Labels& labels, const linnet::Tensor<2>& scores) {
  std::vector<linnet::Index> first;
  std::vector<linnet::Index> wrong;
  for (linnet::Index i = 0; i < labels.size(); ++i) {
    if (i < 5) first.push_back(i);
    if (predicted(scores, i) != labels(i) && wrong.size() < 5) wrong.push_back(i);
  }
  draw_row(images, labels, scores, first);
  draw_row(images, labels, scores, wrong);
}
