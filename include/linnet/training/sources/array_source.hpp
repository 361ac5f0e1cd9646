// SPDX-License-Identifier: MIT
// ArraySource: batches of arrays, as slices of them, or of samples that are gathered in a given or a shuffled order.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/training/batch.hpp>
#include <linnet/training/sources/batch_buffers.hpp>
#include <linnet/training/sources/sample_set.hpp>
#include <linnet/training/training_record.hpp>

#include <algorithm>
#include <numeric>

namespace linnet::detail {

/// One pass over `data`, or, for a fit, one each epoch. `buffers` have room for a batch, in which integers become numbers.
template <class T, class Target>
class LINNET_OWN_CODE ArraySource {
 public:
  ArraySource(const SampleSet<T>& data, Index batch_size, BatchBuffers<T, Target>& buffers, bool shuffles = false,
              std::span<const std::pair<std::int32_t, float>> class_weight = {})
      : data_(data),
        batch_size_(batch_size),
        buffers_(buffers),
        shuffles_(shuffles),
        class_weight_(class_weight),
        order_(data.chosen) {}

  /// Of an epoch.
  Index batches() const { return (data_.size() + batch_size_ - 1) / batch_size_; }
  /// Samples that validation takes at a time.
  Index validation_batch() const { return (std::min)(batch_size_, data_.size()); }

  /// A fit over these arrays before its first step.
  LINNET_COLD FitProgress begin() const {
    FitProgress progress;
    progress.position.source = FitSource::arrays;
    progress.position.samples = static_cast<std::uint64_t>(data_.size());
    progress.position.batch_size = static_cast<std::uint64_t>(batch_size_);
    progress.position.shuffles = shuffles_;
    progress.order.assign(data_.chosen.begin(), data_.chosen.end());
    if (progress.order.empty()) {
      progress.order.resize(static_cast<std::size_t>(data_.size()));
      std::iota(progress.order.begin(), progress.order.end(), 0u);
    }
    return progress;
  }

  /// Shuffles the order that the fit keeps, so that a checkpoint contains it; a partly done epoch already has its order.
  void begin_epoch(FitProgress& progress, Random& random) {
    first_ = static_cast<Index>(progress.position.done);
    if (shuffles_ && progress.position.batch == 0) random.shuffle(std::span(progress.order));
    if (shuffles_ || !data_.chosen.empty()) order_ = progress.order;
  }

  Batch<T, Target> next() {
    const Index n = (std::min)(batch_size_, data_.size() - first_);
    if (n <= 0) return {};
    const Index input = buffers_.input(), width = buffers_.width();
    const auto sample = [&](Index i) {
      return order_.empty() ? first_ + i : static_cast<Index>(order_[static_cast<std::size_t>(first_ + i)]);
    };
    Target* const targets = buffers_.targets();
    Batch<T, Target> batch{{buffers_.x(), targets, nullptr, n}};
    if (!order_.empty()) {
      for (Index i = 0; i < n; ++i) {
        data_.x.copy(sample(i) * input, input, buffers_.x() + i * input);
        data_.y.copy(sample(i) * width, width, targets + i * width);
      }
    } else {
      data_.y.copy(first_ * width, n * width, targets);
      if (data_.x.data()) {
        batch.x = data_.x.data() + first_ * input;
      } else {
        data_.x.copy(first_ * input, n * input, buffers_.x());
      }
    }
    if (!data_.weights.empty() || !class_weight_.empty()) {
      const Index rows = data_.weights.empty() ? 1 : data_.weights.features();
      for (Index i = 0; i < n; ++i) {
        const T of_class = static_cast<T>(weight_of_class(class_weight_, targets + i * width, width));
        for (Index r = 0; r < rows; ++r) {
          buffers_.weights()[i * rows + r] =
              (data_.weights.empty() ? T(1) : data_.weights.data()[sample(i) * rows + r]) * of_class;
        }
      }
      batch.weights = buffers_.weights();
      batch.step_weights = rows > 1;
    }
    first_ += n;
    return batch;
  }

 private:
  const SampleSet<T>& data_;
  Index batch_size_;
  BatchBuffers<T, Target>& buffers_;
  bool shuffles_;
  std::span<const std::pair<std::int32_t, float>> class_weight_;
  std::span<const std::uint32_t> order_;  ///< empty: the samples in their places
  Index first_ = 0;                       ///< place in the order of the next batch's first sample
};

}  // namespace linnet::detail
