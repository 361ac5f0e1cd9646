// SPDX-License-Identifier: MIT
// What users pass in the place of data that is none: the compiler answers with a sentence, before it compares their types with a model's.
#pragma once

#include <algorithm>  // and with it the concepts of ranges
#include <concepts>
#include <initializer_list>
#include <string>
#include <type_traits>

namespace linnet::detail {

/// A list of what is not numbers: texts, vectors of vectors.
template <class List>
concept OtherList = std::ranges::contiguous_range<List> &&
    (!std::is_arithmetic_v<std::ranges::range_value_t<List>> || std::is_same_v<std::ranges::range_value_t<List>, char>);

/// Base of the views of data. Its constructors take what is not data, and are errors. The second parameter keeps Clang 14 from hiding them
/// behind the views' own constructors, from which they differ in their constraints.
struct NoData {
  NoData() = default;

  template <class P>
  requires std::is_pointer_v<std::remove_cvref_t<P>> NoData(P&&, NoData* = nullptr) {
    static_assert(sizeof(P) == 0,
                  "linnet: a pointer does not know how many numbers it points to; write std::span(pointer, count)");
  }
  template <class Number>
  requires std::is_arithmetic_v<Number> NoData(std::initializer_list<Number>) {
    static_assert(sizeof(Number) == 0,
                  "linnet: data in braces has no name to live under; put it into a std::vector, an array or a linnet::Tensor");
  }
  template <OtherList List>
  NoData(List&&, NoData* = nullptr) {
    static_assert(sizeof(List) == 0,
                  "linnet: data is one block of numbers: a linnet::Tensor, a matrix, a std::vector, a std::span or an array of "
                  "numbers, not of texts or of other lists");
  }
};

}  // namespace linnet::detail
