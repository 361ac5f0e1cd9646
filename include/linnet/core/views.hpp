// SPDX-License-Identifier: MIT
// Views of the user's data, without a copy: fit, evaluate and predict take them. The first dimension counts the samples.
//
// A contiguous list of numbers (std::vector, std::array, std::span, a C array) is flat: the model gives it the shape of its samples.
//
// Any Eigen::Tensor, TensorMap, Matrix, Array or Map that is row-major (or a vector) and contiguous converts to them. A view
// of a named object or of a map does not own it: the data must outlive the view. A temporary is moved into the view and its copies, so that
// options and datasets may use the results of functions.
#pragma once

#include <linnet/core/error.hpp>
#include <linnet/core/no_data.hpp>
#include <linnet/core/shape.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// True for a temporary that owns its numbers. Types that map or refer to another object's numbers have no default constructor.
template <class A>
inline constexpr bool takes_over = !std::is_lvalue_reference_v<A> && std::is_default_constructible_v<std::remove_cvref_t<A>>;

/// Dimensions of an array of Eigen; a vector has one.
template <EigenData A>
constexpr std::size_t rank_of() {
  if constexpr (EigenTensor<A>) {
    return static_cast<std::size_t>(A::NumIndices);
  } else {
    return A::IsVectorAtCompileTime ? 1 : 2;
  }
}

LINNET_COLD inline void require_slice(Index samples, Index first, Index count) {
  require(first >= 0 && count >= 0 && first <= samples && count <= samples - first,
          [&] { return text("slice: there are ", samples, " samples; ", count, " from sample ", first, " on are asked for"); });
}

/// Keeps a temporary alive for a view: returns it in its new place.
template <class A>
const std::remove_cvref_t<A>& keep(std::shared_ptr<const void>& owner, A&& temporary) {
  auto kept = std::make_shared<std::remove_cvref_t<A>>(std::forward<A>(temporary));
  const auto& object = *kept;
  owner = std::move(kept);
  return object;
}

template <class T>
class SampleData;  // core/sample_view.hpp

/// The dimensions of data, samples first.
class DataShape : NoData {
 public:
  using NoData::NoData;

  Index samples() const { return rank_ == 0 ? 0 : dims_[0]; }
  /// Numbers of one sample.
  Index features() const {
    Index size = 1;
    for (const Index d : sample_dims()) size *= d;
    return size;
  }
  /// Extents of one sample, without the first dimension.
  std::span<const Index> sample_dims() const {
    return rank_ == 0 ? std::span<const Index>{} : std::span(dims_).subspan(1, rank_ - 1);
  }
  bool empty() const { return samples() == 0; }
  /// True if the shape of a sample is not known: each number counts as a sample.
  bool is_flat() const { return flat_; }
  /// Groups flat numbers, a multiple of these extents, into samples of this shape.
  void give_shape(std::span<const Index> dims) {
    Index size = 1;
    for (const Index d : dims) size *= dims_[rank_++] = d;
    dims_[0] /= size;
    flat_ = false;
  }
  /// Counts each step of samples (steps, ...) as a sample.
  void join_steps() {
    dims_[0] *= dims_[1];
    std::copy(dims_.begin() + 2, dims_.end(), dims_.begin() + 1);
    --rank_;
  }

 protected:
  constexpr DataShape(std::size_t rank, const std::array<Index, 6>& dims, bool flat = false)
      : dims_(dims), rank_(rank), flat_(flat) {}

  std::array<Index, 6> dims_{};
  std::size_t rank_ = 0;
  bool flat_ = false;
};

}  // namespace detail

template <class S>
class SlidingView;  // core/sliding_view.hpp

/// Pointer and dimensions of an array of numbers of type `T`, samples first.
template <class T>
class ArrayView : public detail::DataShape {
  using Base = detail::DataShape;

 public:
  using Base::Base;
  ArrayView() = default;

  template <detail::EigenData A>
  ArrayView(A&& array) {  // implicit: data is passed directly
    if constexpr (detail::takes_over<A>) {
      look_at(detail::keep(owner_, std::forward<A>(array)));
    } else {
      look_at(array);
    }
  }

  template <detail::NumberList List>
  ArrayView(List&& list) : DataShape(1, {}, true) {
    static_assert(std::is_same_v<std::ranges::range_value_t<List>, T>,
                  "linnet: the data has another scalar type than the model; convert it, for example by copying it to a "
                  "std::vector<float>");
    const auto look_at_list = [this](const auto& kept) {
      if constexpr (std::is_same_v<std::ranges::range_value_t<List>, T>)
        data_ = std::ranges::data(kept);  // otherwise a second error
      dims_[0] = static_cast<Index>(std::ranges::size(kept));
    };
    if constexpr (!std::ranges::borrowed_range<List>) {
      look_at_list(detail::keep(owner_, std::forward<List>(list)));
    } else {
      look_at_list(list);
    }
  }

  /// Windows that share rows are an error in one sentence.
  template <class S>
  ArrayView(const SlidingView<S>&) {
    static_assert(sizeof(S) == 0,
                  "linnet: windows that slide over a series are not one block of numbers, which is needed here; copy some: "
                  "slice(windows.x, 0, 100)");
  }

  const T* data() const { return data_; }

  /// Returns samples first .. first + count - 1. Throws InvalidInput if there are fewer.
  ArrayView slice(Index first, Index count) const {
    detail::require_slice(samples(), first, count);
    ArrayView part = *this;
    part.data_ += first * features();
    part.dims_[0] = count;
    return part;
  }

 private:
  friend class TargetView;
  template <class>
  friend class SlidingView;
  template <class>
  friend class detail::SampleData;

  template <class A>
  void look_at(const A& array) {
    using Scalar = std::remove_const_t<typename A::Scalar>;
    static_assert(std::is_same_v<Scalar, T>,
                  "linnet: the data has another scalar type than the model; convert it, for example with .cast<float>()");
    if constexpr (detail::EigenTensor<A>) {
      constexpr bool row_major = static_cast<int>(A::Layout) == 1;  // Eigen::RowMajor
      static_assert(row_major || A::NumIndices == 1,
                    "linnet: the tensor is column-major; declare it as linnet::Tensor (Eigen::RowMajor)");
      static_assert(A::NumIndices <= 6, "linnet: data has at most 6 dimensions");
      for (const auto d : array.dimensions()) dims_[rank_++] = static_cast<Index>(d);
    } else {
      constexpr bool vector = A::IsVectorAtCompileTime;
      static_assert(vector || A::IsRowMajor,
                    "linnet: the matrix is column-major; declare it with Eigen::RowMajor, one row per sample");
      detail::require(array.innerStride() == 1 && (vector || array.outerStride() == array.cols()),
                      [] { return std::string("data: the matrix has gaps between its rows; copy it to a packed one"); });
      dims_[rank_++] = vector ? array.size() : array.rows();
      if (!vector) dims_[rank_++] = array.cols();
    }
    if constexpr (std::is_same_v<Scalar, T>) data_ = array.data();  // otherwise a second error
  }

  const T* data_ = nullptr;
  std::shared_ptr<const void> owner_{};  ///< null: the data belong to someone else
};

/// Targets of any arithmetic type: class indices (samples), or numbers (samples, outputs...).
class TargetView : public detail::DataShape {
  using Base = detail::DataShape;

 public:
  using Base::Base;
  TargetView() = default;

  template <detail::EigenData A>
  TargetView(A&& array)
      : TargetView(ArrayView<std::remove_const_t<typename std::remove_cvref_t<A>::Scalar>>(std::forward<A>(array))) {}

  template <detail::NumberList List>
  TargetView(List&& list) : TargetView(ArrayView<std::ranges::range_value_t<List>>(std::forward<List>(list))) {}

  template <class S>
  TargetView(const ArrayView<S>& view) : TargetView(view, view.data(), view.owner_) {}

  /// Targets that slide over a series; of its columns only `columns`, if there are any.
  template <class S>
  TargetView(const SlidingView<S>& view, std::span<const Index> columns = {}) : TargetView(view, view.data(), view.owner_) {
    std::vector<Index> offsets;
    for (Index i = 0; i < view.features(); ++i) {
      if (columns.empty()) offsets.push_back(i);
      for (const Index column : columns) {
        if (i % dims_[2] == 0) offsets.push_back(i + column);
      }
    }
    if (!columns.empty()) dims_[2] = static_cast<Index>(columns.size());
    if (dims_[1] == 1) dims_[1] = dims_[--rank_];
    apart_ = view.apart();
    offsets_ = std::make_shared<const std::vector<Index>>(std::move(offsets));
  }

  /// Number `i` of the row-major data.
  double operator[](Index i) const { return read_(data_, place(i)); }

  /// Copies `count` numbers from number `first` on.
  template <class T>
  LINNET_OWN_CODE void copy(Index first, Index count, T* to) const {
    if (type_ == &type<T> && !offsets_) {
      std::copy_n(static_cast<const T*>(data_) + first, count, to);
    } else {
      for (Index i = 0; i < count; ++i) to[i] = static_cast<T>(read_(data_, place(first + i)));
    }
  }

  /// Returns samples first .. first + count - 1. Throws InvalidInput if there are fewer.
  TargetView slice(Index first, Index count) const {
    detail::require_slice(samples(), first, count);
    TargetView part = *this;
    part.data_ = advance_(data_, first * (offsets_ ? apart_ : features()));
    part.dims_[0] = count;
    return part;
  }

 private:
  template <class S>
  TargetView(const Base& shape, const S* data, std::shared_ptr<const void> owner)
      : Base(shape),
        data_(data),
        read_([](const void* numbers, Index i) { return static_cast<double>(static_cast<const S*>(numbers)[i]); }),
        advance_([](const void* numbers, Index i) { return static_cast<const void*>(static_cast<const S*>(numbers) + i); }),
        type_(&type<S>),
        owner_(std::move(owner)) {}

  /// The place of number `i` in memory.
  Index place(Index i) const {
    if (!offsets_) return i;
    const Index width = static_cast<Index>(offsets_->size());
    return i / width * apart_ + (*offsets_)[static_cast<std::size_t>(i % width)];
  }

  /// Its address identifies the type S. It is a variable, because linkers may give equal functions or constants one address.
  template <class S>
  static inline char type = 0;

  const void* data_ = nullptr;
  double (*read_)(const void*, Index) = nullptr;
  const void* (*advance_)(const void*, Index) = nullptr;
  const void* type_ = nullptr;
  std::shared_ptr<const void> owner_{};
  Index apart_ = 0;                                      ///< from a sample to the next one, if there are offsets
  std::shared_ptr<const std::vector<Index>> offsets_{};  ///< of the numbers of a sample; null: all numbers are in one piece
};

}  // namespace linnet
