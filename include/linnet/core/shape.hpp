// SPDX-License-Identifier: MIT
// Shapes are types: Shape<28, 28, 1> is one sample's extents, without the batch, known to the compiler.
#pragma once

#include <linnet/config.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace linnet {

/// Signed type of every size, count and index; the same type as Eigen::Index.
using Index = std::ptrdiff_t;

/// Extents of one sample, channels last, without the batch dimension. `size` is their product (1 for rank 0).
template <Index... Dims>
struct Shape {
  static_assert(((Dims > 0) && ...), "Shape: every dimension must be at least 1");
  static constexpr Index rank = sizeof...(Dims);
  static constexpr Index size = (Index{1} * ... * Dims);
  static constexpr std::array<Index, sizeof...(Dims)> dims{Dims...};
};

namespace detail {

template <class S>
struct is_shape : std::false_type {};
template <Index... Dims>
struct is_shape<Shape<Dims...>> : std::true_type {};

template <Index Last, class S, class Sequence>
struct replace_last;
template <Index Last, class S, std::size_t... I>
struct replace_last<Last, S, std::index_sequence<I...>> {
  using type = Shape<S::dims[I]..., Last>;
};

}  // namespace detail

/// Last extent of a shape: the channels of an image, the features of a vector.
template <class S>
inline constexpr Index last_dim = S::dims[static_cast<std::size_t>(S::rank - 1)];

/// The shape `S` with its last extent replaced by `Last`: (28, 28, 1) becomes (28, 28, Last).
template <class S, Index Last>
using ReplaceLast =
    typename detail::replace_last<Last, S, std::make_index_sequence<static_cast<std::size_t>(S::rank - 1)>>::type;

}  // namespace linnet
