// SPDX-License-Identifier: MIT
// BatchBuffers: memory in which sources gather batches. A training keeps it from one pass to the next, so that a pass allocates nothing.
#pragma once

#include <linnet/core/storage.hpp>

#include <vector>

namespace linnet::detail {

/// Room for batches of samples with `input` numbers, `width` targets and at most `rows` weights each.
template <class T, class Target>
class BatchBuffers {
 public:
  BatchBuffers(Index input, Index width, Index rows) : input_(input), width_(width), rows_(rows) {}

  /// Makes room for `samples`. Earlier batches are lost.
  LINNET_COLD void reserve(Index samples) {
    if (samples <= capacity_) return;
    capacity_ = aligned<T>(samples);
    numbers_ = Storage<T>((input_ + rows_) * capacity_);
    targets_.resize(static_cast<std::size_t>(capacity_ * width_));
  }

  Index input() const { return input_; }
  Index width() const { return width_; }
  Index rows() const { return rows_; }
  T* x() { return numbers_.data(); }
  T* weights() { return numbers_.data() + input_ * capacity_; }
  Target* targets() { return targets_.data(); }

 private:
  Index input_, width_, rows_;
  Index capacity_ = 0;
  Storage<T> numbers_{};           // x (capacity, input), weights (capacity, rows)
  std::vector<Target> targets_{};  // (capacity, width)
};

}  // namespace linnet::detail
