// SPDX-License-Identifier: MIT
// SlidingView: samples that slide over a series, without a copy of its rows: sliding_inputs and sliding_windows (data/) make it. Source of
// the idea: numpy.lib.stride_tricks.sliding_window_view.
#pragma once

#include <linnet/core/views.hpp>

namespace linnet {

/// Samples (samples, length, columns) of a series (rows, columns) of numbers S: sample i is the rows i * stride .. i * stride + length - 1.
/// fit, evaluate, predict and adapt take it; they copy the samples of a batch when its turn comes. take and slice copy some for functions
/// that take only arrays, such as quantize.
template <class S>
class SlidingView : public detail::DataShape {
 public:
  /// `samples` whole samples, the first of which begins with row `first`. Of samples that are `rows` long, with what belongs to them, one
  /// shares rows with the next `overlap`.
  SlidingView(const ArrayView<S>& series, Index first, Index samples, Index length, Index stride, Index rows)
      : DataShape(3, {samples, length, series.features()}),
        data_(series.data() + first * series.features()),
        apart_(stride * series.features()),
        overlap_((rows - 1) / stride),
        owner_(series.owner_) {}

  const S* data() const { return data_; }
  /// Numbers from the beginning of a sample to that of the next one.
  Index apart() const { return apart_; }
  /// The samples behind a sample that share rows with it.
  Index overlap() const { return overlap_; }

  /// Returns samples first .. first + count - 1. Throws InvalidInput if there are fewer.
  SlidingView slice(Index first, Index count) const {
    detail::require_slice(samples(), first, count);
    SlidingView part = *this;
    part.data_ += first * apart_;
    part.dims_[0] = count;
    return part;
  }

 private:
  friend class TargetView;
  template <class>
  friend class detail::SampleData;

  const S* data_;
  Index apart_, overlap_;
  std::shared_ptr<const void> owner_;
};

namespace detail {

/// The samples of windows with targets, or of windows alone.
template <class S>
const SlidingView<S>& samples_of(const SlidingView<S>& windows) {
  return windows;
}
template <class W>
requires requires(const W& windows) { samples_of(windows.x); }
const auto& samples_of(const W& windows) { return windows.x; }

template <class W>
concept SlidingSamples = requires(const W& windows) {
  samples_of(windows);
};

}  // namespace detail

}  // namespace linnet
