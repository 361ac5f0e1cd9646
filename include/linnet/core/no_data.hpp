// SPDX-License-Identifier: MIT
// What users pass in the place of data that is none: the compiler answers with a sentence, before it compares their types with a model's.
#pragma once

#include <algorithm>  // and with it the concepts of ranges
#include <concepts>
#include <initializer_list>
#include <type_traits>

namespace linnet::detail {

template <class A>
concept EigenTensor = requires(const A& a) {
  a.data();
  a.dimensions();
  a.rank();
};
template <class A>
concept EigenMatrix = requires(const A& a) {
  a.data();
  a.rows();
  a.outerStride();
};

template <class A>
concept EigenData = EigenTensor<std::remove_cvref_t<A>> || EigenMatrix<std::remove_cvref_t<A>>;

/// A contiguous list of numbers; not a text.
template <class List>
concept NumberList =
    !EigenData<List> && std::ranges::contiguous_range<List> && std::ranges::sized_range<List> &&
    std::is_arithmetic_v<std::ranges::range_value_t<List>> && !std::is_same_v<std::ranges::range_value_t<List>, char>;

struct NoData;

/// An object or an array that is not numbers in one piece: texts, lists of lists, std::vector<bool>, an expression of Eigen.
template <class A>
concept OtherObject = (std::is_class_v<std::remove_cvref_t<A>> || std::is_array_v<std::remove_cvref_t<A>>)&&!EigenData<A> &&
                      !NumberList<A> && !std::is_base_of_v<NoData, std::remove_cvref_t<A>>;

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
  template <class P>
  requires std::is_pointer_v<P> NoData(std::initializer_list<P>) {
    static_assert(sizeof(P) == 0, "linnet: data is numbers, not texts; give each class an index: 0, 1, 2");
  }
  template <class Number>
  NoData(std::initializer_list<std::initializer_list<Number>>) {
    static_assert(sizeof(Number) == 0, "linnet: rows in braces have no name to live under; put them into a linnet::Tensor");
  }
  template <OtherObject A>
  NoData(A&&, NoData* = nullptr) {
    constexpr bool expression = requires(const std::remove_cvref_t<A>& a) { a.eval(); };
    static_assert(!expression,
                  "linnet: an expression of Eigen has no numbers yet; give its result a type: linnet::Tensor<2> x = ...");
    static_assert(expression,
                  "linnet: data is one block of numbers: a linnet::Tensor, a matrix, a std::vector, a std::span or an array of "
                  "numbers, not of texts or of other lists");
  }
};

}  // namespace linnet::detail
