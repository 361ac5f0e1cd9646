// SPDX-License-Identifier: MIT
// SampleView: the samples x of fit, evaluate and predict. They are numbers of the model, or integers that stay as they are in the user's
// memory (indices of a vocabulary, int16 or uint8 of a sensor): a batch of them is converted when its turn comes.
#pragma once

#include <linnet/core/finite.hpp>
#include <linnet/core/integers.hpp>
#include <linnet/core/sliding_view.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <string>

namespace linnet {

namespace detail {

/// Samples of a model of numbers T, whatever type they are stored in.
template <class T>
class SampleData : public DataShape {
 public:
  using DataShape::DataShape;
  SampleData() = default;

  template <class S>
  SampleData(const ArrayView<S>& view) : DataShape(view), data_(view.data()), type_(&type<S>), owner_(view.owner_) {}

  template <class S>
  SampleData(const SlidingView<S>& view)
      : DataShape(view),
        data_(view.data()),
        type_(&type<S>),
        apart_(view.apart() == view.features() ? 0 : view.apart()),
        overlap_(view.overlap()),
        owner_(view.owner_) {}

  /// The numbers, or null if they are integers or not in one piece: see copy.
  const T* data() const { return is_numbers() && apart_ == 0 ? static_cast<const T*>(data_) : nullptr; }
  bool is_numbers() const { return type_ == &type<T>; }
  /// True for integers of more than 16 bits, which are indices or nothing.
  bool only_indices() const { return type_->only_indices; }

  /// The samples behind a sample that share numbers with it: 0 but for samples that slide over a series.
  Index overlap() const { return overlap_; }

  /// Copies `count` numbers from number `first` on.
  void copy(Index first, Index count, T* to) const {
    if (apart_ == 0) return type_->copy(data_, first, count, to);
    for (const Index size = features(); count > 0;) {
      const Index n = (std::min)(count, size - first % size);
      type_->copy(data_, place(first), n, to);
      first += n, count -= n, to += n;
    }
  }
  /// Returns the place of the first number that is none of the indices 0 .. vocabulary - 1, or -1.
  Index first_outside(Index vocabulary) const {
    return first_of(
        [&](Index first, Index count) { return type_->first_outside(type_->advance(data_, first), count, vocabulary); });
  }
  /// Returns the place of the first number that is not finite, or -1. They are numbers of type T.
  Index first_not_finite() const {
    return first_of(
        [&](Index first, Index count) { return detail::first_not_finite(static_cast<const T*>(data_) + first, count); });
  }
  /// Number `i`, in words.
  std::string number(Index i) const { return type_->number(data_, place(i)); }

  /// Returns samples first .. first + count - 1. Throws InvalidInput if there are fewer.
  SampleData slice(Index first, Index count) const {
    require_slice(samples(), first, count);
    SampleData part = *this;
    part.data_ = type_->advance(data_, place(first * features()));
    part.dims_[0] = count;
    return part;
  }

 private:
  struct Type {
    bool only_indices;
    void (*copy)(const void*, Index first, Index count, T* to);
    Index (*first_outside)(const void*, Index count, Index vocabulary);
    std::string (*number)(const void*, Index i);
    const void* (*advance)(const void*, Index numbers);
  };
  template <class S>
  static constexpr Type type{
      !std::is_same_v<S, T> && !SmallInteger<S>,
      [](const void* data, Index first, Index count, T* to) { convert(static_cast<const S*>(data) + first, count, to); },
      [](const void* data, Index count, Index vocabulary) {
        return detail::first_outside(static_cast<const S*>(data), count, vocabulary);
      },
      [](const void* data, Index i) { return text(static_cast<const S*>(data)[i]); },
      [](const void* data, Index numbers) -> const void* { return static_cast<const S*>(data) + numbers; }};

  /// The place of number `i` in memory.
  Index place(Index i) const { return apart_ == 0 ? i : i / features() * apart_ + i % features(); }

  /// Returns the place of the first number that `find` finds, or -1; find(first, count) looks at memory. What samples share is looked at
  /// once.
  template <class Find>
  Index first_of(const Find& find) const {
    const Index size = features();
    if (apart_ == 0) return find(0, samples() * size);
    const Index fresh = (std::min)(size, apart_);
    for (Index i = 0; i < samples(); ++i) {
      const Index seen = i == 0 ? 0 : size - fresh, bad = find(i * apart_ + seen, size - seen);
      if (bad >= 0) return i * size + seen + bad;
    }
    return -1;
  }

  const void* data_ = nullptr;
  const Type* type_ = &type<T>;
  Index apart_ = 0;  ///< numbers from the beginning of a sample to that of the next one; 0: those of a sample
  Index overlap_ = 0;
  std::shared_ptr<const void> owner_{};
};

}  // namespace detail

/// Samples of a model of numbers T. Integers of any type are samples of a model that takes indices, and nothing else; other models also
/// take integers of up to 16 bits, each of which is a float: 255 is 255.0f.
template <class T, Takes takes = Takes::anything>
class SampleView : public detail::SampleData<T> {
  using Base = detail::SampleData<T>;

  template <class S>
  static constexpr bool reads_integers = takes == Takes::numbers ? detail::SmallInteger<S> : detail::Integer<S>;
  template <class S>
  static constexpr void require_numbers() {
    static_assert(takes != Takes::indices || detail::Integer<S>,
                  "linnet: this model takes indices, its first layer is an Embedding; give it integers, for example a "
                  "linnet::Tensor<2, std::int32_t>");
  }
  template <class S>
  static constexpr void require_view() {
    static_assert(
        takes == Takes::indices || std::is_same_v<S, T> || reads_integers<S>,
        "linnet: the data has another scalar type than the model; convert it, a series for example by copying it to a "
        "std::vector<float>");
    require_numbers<S>();
  }
  /// The type of the numbers that are looked at; those that the view refuses are the model's, of which ArrayView says so.
  template <class S>
  using Stored = std::conditional_t<reads_integers<S> || (takes == Takes::indices && !std::is_same_v<S, bool>), S, T>;

 public:
  using Base::Base;
  SampleView() = default;
  /// Samples of a Dataset, which the model checks.
  explicit SampleView(const Base& data) : Base(data) {}

  template <detail::EigenData A>
  SampleView(A&& array)
      : Base(ArrayView<Stored<std::remove_const_t<typename std::remove_cvref_t<A>::Scalar>>>(std::forward<A>(array))) {
    require_numbers<std::remove_const_t<typename std::remove_cvref_t<A>::Scalar>>();
  }
  template <detail::NumberList List>
  SampleView(List&& list) : Base(ArrayView<Stored<std::ranges::range_value_t<List>>>(std::forward<List>(list))) {
    require_numbers<std::ranges::range_value_t<List>>();
  }
  template <class S>
  SampleView(const ArrayView<S>& view) : Base(view) {
    require_view<S>();
  }
  template <class S>
  SampleView(const SlidingView<S>& view) : Base(view) {
    require_view<S>();
  }
};

}  // namespace linnet
