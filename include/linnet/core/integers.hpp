// SPDX-License-Identifier: MIT
// Integers as samples of a model: indices of a vocabulary, or raw numbers of a sensor. They become the model's numbers batch by batch.
#pragma once

#include <linnet/core/flat_view.hpp>
#include <linnet/core/labels.hpp>

#include <concepts>

namespace linnet {

/// The samples that a model accepts.
enum class Takes {
  anything,  ///< numbers or integers, for whoever does not know the model; it checks them
  numbers,   ///< numbers of its type, or integers of up to 16 bits
  indices,   ///< integers of any type: its first layer looks them up
};

namespace detail {

/// Integers that count or measure: neither truth values nor characters.
template <class S>
concept Integer = std::integral<S> && !std::same_as<S, bool> && !std::same_as<S, char> && !std::same_as<S, wchar_t> &&
                  !std::same_as<S, char8_t> && !std::same_as<S, char16_t> && !std::same_as<S, char32_t>;

/// Integers whose every value a float has.
template <class S>
concept SmallInteger = Integer<S> && sizeof(S) <= 2;

/// Integers that a model takes as x: indices if it has a vocabulary, otherwise small ones.
template <class S, Index Vocabulary>
concept TakenInteger = (Vocabulary > 0 && Integer<S>) || SmallInteger<S>;

/// A list of such integers in one piece, or an array of Eigen.
template <class List, Index Vocabulary>
concept TakenIntegers = TakenInteger<typename decltype(number_type<std::remove_cvref_t<List>>())::type, Vocabulary>;

/// The x of a model of numbers T without a heap: a list of these or of integers that it takes.
template <class List, class T, Index Vocabulary>
concept FlatSamples = (Vocabulary == 0 && std::is_convertible_v<List, FlatView<const T>>) || TakenIntegers<List, Vocabulary>;

/// Copies numbers of type S as numbers of type T.
template <class S, class T>
void convert(const S* from, Index count, T* to) {
  for (Index i = 0; i < count; ++i) to[i] = static_cast<T>(from[i]);
}

/// Returns the place of the first number that is none of the indices 0 .. vocabulary - 1, or -1.
template <class S>
Index first_outside(const S* numbers, Index count, Index vocabulary) {
  for (Index i = 0; i < count; ++i) {
    if (!is_class(numbers[i], vocabulary)) return i;
  }
  return -1;
}

/// The axis of a sample of `rank` axes along which its indices are counted.
constexpr const char* index_axis(std::size_t rank) { return rank == 1 ? ", step " : ", number "; }

/// Fails unless the numbers, samples of shape `In`, are indices of the vocabulary.
template <class In, class S>
void expect_indices(const char* who, const S* numbers, Index count, Index vocabulary) {
  const Index bad = first_outside(numbers, count, vocabulary);
  if (bad >= 0) [[unlikely]] {
    fail_with("linnet: x has an index outside the vocabulary", who, ": sample ", bad / In::size, index_axis(In::rank),
              bad % In::size, " has index ", numbers[bad], ", the vocabulary has ", vocabulary, " (0 .. ", vocabulary - 1, ")");
  }
}

}  // namespace detail
}  // namespace linnet
