// SPDX-License-Identifier: MIT
// A weighted sum written out: 1 x (-1) + 2 x 0 + ... = 4, a line for each row of the weights.
#pragma once

#include <linnet/draw/number_grid.hpp>

namespace linnet::detail {

/// The products of two tables of the same size, and their sum as words.
class WeightedSum {
 public:
  LINNET_COLD WeightedSum(NumberTable values, NumberTable weights, std::string sum)
      : values_(std::move(values)), weights_(std::move(weights)), sum_(std::move(sum)), width_(text_width(sum_, 15.0)) {
    for (Index c = 0; c < weights_.columns(); ++c) width_ += width_of(values_, c) + cross + width_of(weights_, c) + plus;
  }

  double width() const { return width_; }
  double height() const { return line * static_cast<double>(weights_.rows()); }

  /// Adds the lines around x = `middle`, below y.
  LINNET_COLD void draw(Svg& svg, double middle, double y) const {
    double x = middle - width_ / 2.0;
    for (Index c = 0; c < weights_.columns(); ++c) {
      const double times = x + width_of(values_, c) + cross / 2.0;
      const double sign = times + cross / 2.0 + width_of(weights_, c) + plus / 2.0;
      for (Index r = 0; r < weights_.rows(); ++r) {
        const double at = y + line * (static_cast<double>(r) + 0.7);
        const bool last = r + 1 == weights_.rows() && c + 1 == weights_.columns();
        svg.label(times - cross / 2.0, at, words(values_, r, c), 15.0, Anchor::end, colors::blue);
        svg.label(times, at, "\xc3\x97", 15.0, Anchor::middle);
        svg.label(times + cross / 2.0, at, words(weights_, r, c), 15.0, Anchor::start, colors::orange);
        svg.label(sign, at, last ? "=" : "+", 15.0, Anchor::middle);
        if (last) svg.label(sign + plus / 2.0, at, sum_, 15.0, Anchor::start, colors::green);
      }
      x = sign + plus / 2.0;
    }
  }

 private:
  /// Widths of the signs, and the height of a line.
  static constexpr double cross = 20.0, plus = 32.0, line = 23.0;

  /// Returns a number, in parentheses if it is negative.
  static std::string words(const NumberTable& table, Index r, Index c) {
    const std::string number = number_words(table(r, c), places_of(table));
    return table(r, c) < 0.0 ? "(" + number + ")" : number;
  }
  static double width_of(const NumberTable& table, Index column) {
    double widest = 0.0;
    for (Index r = 0; r < table.rows(); ++r) widest = (std::max)(widest, text_width(words(table, r, column), 15.0));
    return widest;
  }

  NumberTable values_, weights_;
  std::string sum_;
  double width_ = 0.0;
};

}  // namespace linnet::detail
