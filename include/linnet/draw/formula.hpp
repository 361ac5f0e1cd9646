// SPDX-License-Identifier: MIT
// Formulas with numbers in a picture: z = 0.1 + 2 x (-0.5) + ...
#pragma once

#include <linnet/draw/number_grid.hpp>
#include <linnet/draw/text_width.hpp>

namespace linnet::detail {

/// Returns a number with at most three decimals, and only those that it needs.
LINNET_COLD inline std::string short_number(double value) {
  int places = 0;
  for (double parts = 1.0; places < 3 && (std::abs)(value - (std::round)(value * parts) / parts) > 5e-4; parts *= 10.0)
    ++places;
  return number_words(value, places);
}

/// Returns a number between other signs: in parentheses if it is negative.
LINNET_COLD inline std::string factor(double value) {
  return value < 0.0 ? "(" + short_number(value) + ")" : short_number(value);
}

/// Returns a formula in lines of at most `width` pixels, which break before a plus.
LINNET_COLD inline std::vector<std::string> lines_of(std::string_view formula, double size, double width) {
  std::vector<std::string> lines(1);
  while (!formula.empty()) {
    const std::string_view term = formula.substr(0, formula.find(" + ", 1));
    if (!lines.back().empty() && text_width(lines.back(), size) + text_width(term, size) > width) lines.emplace_back();
    lines.back() += term;
    formula.remove_prefix(term.size());
  }
  return lines;
}

}  // namespace linnet::detail
