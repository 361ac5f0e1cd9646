// SPDX-License-Identifier: MIT
// Draws images in the terminal, each with a model's answer.
#pragma once

#include <linnet/core/tensor.hpp>
#include <linnet/metrics/class_names.hpp>

#include <cstdio>
#include <string>
#include <vector>

/// Returns the class with the largest score in row i of scores (samples, 10).
inline linnet::Index predicted(const linnet::Tensor<2>& scores, linnet::Index i) {
  linnet::Index best = 0;
  for (linnet::Index j = 1; j < scores.dimension(1); ++j) best = scores(i, j) > scores(i, best) ? j : best;
  return best;
}

/// Draws a row of images, each 14 characters wide: a character shows 2 x 2 pixels.
inline void draw_row(const linnet::Tensor<3>& images, const linnet::Labels& labels, const linnet::Tensor<2>& scores,
                     const linnet::ClassNames& names, const std::vector<linnet::Index>& samples) {
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
  const auto under = [&](const auto& text) {
    for (const linnet::Index i : samples) std::printf("%-16.15s", text(i, predicted(scores, i)).c_str());
    std::printf("\n");
  };
  if (names.empty()) {
    under([&](linnet::Index i, linnet::Index p) {
      char text[32];
      if (p == labels(i)) {
        std::snprintf(text, sizeof text, "%d (%.1f %%)", static_cast<int>(p), 100.0 * static_cast<double>(scores(i, p)));
      } else {
        std::snprintf(text, sizeof text, "WRONG %d, is %d", static_cast<int>(p), static_cast<int>(labels(i)));
      }
      return std::string(text);
    });
  } else {  // names are longer
    under([&](linnet::Index, linnet::Index p) { return names[p]; });
    under([&](linnet::Index i, linnet::Index p) { return p == labels(i) ? std::string() : "is " + names[labels(i)]; });
  }
}

/// Draws the first five test images, and the first five that the model gets wrong.
inline void show_images(const linnet::Tensor<3>& images, const linnet::Labels& labels, const linnet::Tensor<2>& scores,
                        const linnet::ClassNames& names = {}) {
  std::vector<linnet::Index> first;
  std::vector<linnet::Index> wrong;
  for (linnet::Index i = 0; i < labels.size(); ++i) {
    if (i < 5) first.push_back(i);
    if (predicted(scores, i) != labels(i) && wrong.size() < 5) wrong.push_back(i);
  }
  draw_row(images, labels, scores, names, first);
  draw_row(images, labels, scores, names, wrong);
}
