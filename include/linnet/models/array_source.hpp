// SPDX-License-Identifier: MIT
// The batches of a fit over arrays: slices, or samples that are gathered in a shuffled order. Part of training.hpp.
#pragma once

#include <linnet/models/training.hpp>

namespace linnet {

/// A source of batches begins a fit, begins each epoch, and makes the batches: x (n, Input), weights (n) or null, targets in the
/// training's memory.
template <class Model, class L, class O, class... M>
struct Training<Model, L, O, M...>::ArraySource {
  Training& training;
  const Parts& parts;
  const Options& options;
  const Scalar* x = nullptr;
  const Scalar* weights = nullptr;
  Index first = 0;  ///< sample of the next batch

  /// Of an epoch.
  Index samples() const { return options.samples.empty() ? parts.x.samples() : static_cast<Index>(options.samples.size()); }
  Index batches() const { return (samples() + options.batch_size - 1) / options.batch_size; }
  Index validation_batch() const { return std::min(options.batch_size, training.trainer_.blocks.capacity); }

  LINNET_COLD FitProgress begin() const {
    FitProgress progress;
    progress.position.source = FitSource::arrays;
    progress.position.samples = static_cast<std::uint64_t>(samples());
    progress.position.batch_size = static_cast<std::uint64_t>(options.batch_size);
    progress.position.shuffles = options.shuffle;
    progress.order.assign(options.samples.begin(), options.samples.end());
    if (progress.order.empty()) {
      progress.order.resize(static_cast<std::size_t>(parts.x.samples()));
      std::iota(progress.order.begin(), progress.order.end(), 0u);
    }
    return progress;
  }

  /// An epoch of which batches were done has its order already.
  void begin_epoch(const FitPosition& position) {
    first = static_cast<Index>(position.done);
    if (options.shuffle && position.batch == 0) training.random_.shuffle(std::span(training.progress_.order));
  }

  /// Makes the next batch and returns its samples; 0 at the end of the epoch.
  Index next() {
    constexpr Index width = Trainer::target_width;
    const std::span<const std::uint32_t> order = training.progress_.order;
    const Index n = std::min(options.batch_size, static_cast<Index>(order.size()) - first);
    x = parts.x.data() + first * Input::size;
    if (options.shuffle || !options.samples.empty()) {
      x = training.gather(parts.x, order.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n)));
    }
    const bool weighted = !parts.weights.empty() || !options.class_weight.empty();
    for (Index i = 0; i < n; ++i) {
      const Index sample = order[static_cast<std::size_t>(first + i)];
      Target* target = training.targets_.data() + i * width;
      parts.y.copy(sample * width, width, target);
      if (weighted) {
        training.weights_[i] = (parts.weights.empty() ? Scalar(1) : parts.weights.data()[sample]) *
                               static_cast<Scalar>(detail::weight_of_class(options.class_weight, target, width));
      }
    }
    weights = weighted ? training.weights_ : nullptr;
    first += n;
    return n;
  }
};

}  // namespace linnet
