// SPDX-License-Identifier: MIT
// FlatView: numbers in a row, wherever they are: the argument of models that need neither a heap nor the header of Eigen's tensors.
#pragma once

#include <linnet/core/check.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace linnet {

namespace detail {

/// An array of Eigen, told by its members: a tensor, a matrix, or a map.
template <class A, class T>
concept EigenNumbers = requires(A& a) {
  typename std::remove_cvref_t<A>::Scalar;
  { a.data() } -> std::convertible_to<T*>;
  a.size();
};

}  // namespace detail

/// A std::span that is also made of a row-major array of Eigen without gaps. It does not own the numbers.
template <class T>
class FlatView : public std::span<T> {
 public:
  FlatView() = default;
  constexpr FlatView(T* numbers, std::size_t size) : std::span<T>(numbers, size) {}

  template <class List>
  requires(!std::is_same_v<std::remove_cvref_t<List>, FlatView> && !detail::EigenNumbers<List, T> &&
           std::is_convertible_v<List, std::span<T>>) constexpr FlatView(List&& list)
      : std::span<T>(std::forward<List>(list)) {}

  template <class A>
  requires detail::EigenNumbers<A, T> FlatView(A&& array) : std::span<T>(array.data(), static_cast<std::size_t>(array.size())) {
    using Array = std::remove_cvref_t<A>;
    if constexpr (requires { Array::NumIndices; }) {
      static_assert(static_cast<int>(Array::Layout) == 1 || Array::NumIndices == 1,
                    "linnet: the tensor is column-major; declare it as linnet::Tensor (Eigen::RowMajor)");
    } else {
      constexpr bool vector = Array::IsVectorAtCompileTime;
      static_assert(vector || Array::IsRowMajor,
                    "linnet: the matrix is column-major; declare it with Eigen::RowMajor, one row per sample");
      detail::expect(array.innerStride() == 1 && (vector || array.outerStride() == array.cols()),
                     "data: the matrix has gaps between its rows; copy it to a packed one");
    }
  }
};

namespace detail {

/// The type of the numbers of `A`: a list in one piece, or an array of Eigen; void for anything else.
template <class A>
constexpr auto number_type() {
  if constexpr (requires { typename A::Scalar; }) {
    return std::type_identity<std::remove_const_t<typename A::Scalar>>{};
  } else if constexpr (requires(const A& list) { std::span(list); }) {
    return std::type_identity<typename decltype(std::span(std::declval<const A&>()))::value_type>{};
  } else {
    return std::type_identity<void>{};
  }
}

/// The type of the numbers of `A`, or float if it has none, which a view of float refuses in a sentence.
template <class A>
using NumberOf = std::conditional_t<std::is_arithmetic_v<typename decltype(number_type<A>())::type>,
                                    typename decltype(number_type<A>())::type, float>;

/// Numbers of type T, or of another type, of which there is a view; not a text.
template <class List, class T>
concept Viewable = std::is_convertible_v<const List&, FlatView<const T>> ||
    (std::is_arithmetic_v<typename decltype(number_type<List>())::type> &&
     !std::is_same_v<typename decltype(number_type<List>())::type, char>);

/// A view of numbers of type T, or of another type if `list` has others.
template <class T, Viewable<T> List>
auto flat_view(const List& list) {
  if constexpr (std::is_convertible_v<const List&, FlatView<const T>>) {
    return FlatView<const T>(list);
  } else {
    return FlatView<const typename decltype(number_type<List>())::type>(list);
  }
}

}  // namespace detail
}  // namespace linnet
