// SPDX-License-Identifier: MIT
// Errors in data and settings on a host: an exception whose text names what was expected and what came.
#pragma once

#include <linnet/core/shape.hpp>

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace linnet {

/// Thrown for bad input, before anything is changed.
struct InvalidInput : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace detail {

inline void append(std::string& to, std::string_view text) { to += text; }
template <class Number>
  requires std::is_arithmetic_v<Number>
void append(std::string& to, Number number) {
  to += std::to_string(number);
}

/// The parts one after the other: text, and numbers as std::to_string has them.
template <class... Parts>
std::string text(const Parts&... parts) {
  std::string all;
  (append(all, parts), ...);
  return all;
}

/// Throws InvalidInput unless `condition`; `sentence` makes the text and is called only then.
template <class Sentence>
void require(bool condition, const Sentence& sentence) {
  if (!condition) throw InvalidInput(sentence());
}

/// The entries of a list with `separator` between them.
template <class List>
std::string joined(const List& list, std::string_view separator) {
  std::string all;
  for (const auto& entry : list) {
    if (!all.empty()) all += separator;
    append(all, entry);
  }
  return all;
}

/// "28 x 28 x 1"
inline std::string extents(std::span<const Index> dims) { return joined(dims, " x "); }

}  // namespace detail
}  // namespace linnet
