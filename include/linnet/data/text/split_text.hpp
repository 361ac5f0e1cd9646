// SPDX-License-Identifier: MIT
// Texts as tokens: what is left out of a text, and where it is split. Source: standardize and split of keras.layers.TextVectorization.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace linnet {

/// The changes of a text before it is split, to ASCII characters; others stay as they are, as in Keras.
enum class Standardize { lower_and_strip_punctuation, lower, strip_punctuation, none };

/// The pieces of a text: words between blanks, or characters, of UTF-8.
enum class SplitText { whitespace, character };

namespace detail {

inline bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/// Returns a text without what `how` leaves out.
inline std::string standardized(std::string_view text, Standardize how) {
  const bool lower = how == Standardize::lower || how == Standardize::lower_and_strip_punctuation;
  const bool strip = how == Standardize::strip_punctuation || how == Standardize::lower_and_strip_punctuation;
  std::string result;
  for (const char c : text) {
    if (strip && is_punctuation(c)) continue;
    result += lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

/// Calls `take` with each word of a text.
template <class Take>
void each_word(std::string_view text, const Take& take) {
  for (std::size_t first = 0, end = 0; first < text.size(); first = end + 1) {
    for (end = first; end < text.size() && !is_blank(text[end]);) ++end;
    if (end > first) take(text.substr(first, end - first));
  }
}

/// Calls `take` with each character of a text in UTF-8: a byte and those that continue it.
template <class Take>
void each_character(std::string_view text, const Take& take) {
  const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80; };
  for (std::size_t first = 0, end = 0; first < text.size(); first = end) {
    for (end = first + 1; end < text.size() && continues(end);) ++end;
    take(text.substr(first, end - first));
  }
}

/// Calls `take` with each token of a text.
template <class Take>
void each_token(std::string_view text, Standardize standardize, SplitText split, const Take& take) {
  const std::string standard = standardized(text, standardize);
  split == SplitText::whitespace ? each_word(standard, take) : each_character(standard, take);
}

}  // namespace detail

}  // namespace linnet
