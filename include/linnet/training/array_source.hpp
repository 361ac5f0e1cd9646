// SPDX-License-Identifier: MIT
// What a fit over arrays trains and validates on, and its batches: slices, or samples that are gathered in a shuffled order. Part of
// training.hpp.
#pragma once

#include <linnet/training/training.hpp>

namespace linnet {

template <class Model, class L, class O, class... M>
LINNET_COLD auto Training<Model, L, O, M...>::parts_of(ArrayView<Scalar> x, const TargetView& y, const Options& o) -> Parts {
  if (!o.validation_samples.empty()) return {x, y, o.sample_weight, {{x, y}, o.sample_weight, o.validation_samples}};
  if (require_validation(o.validation_data)) return {x, y, o.sample_weight, {o.validation_data, {}, {}}};
  const Index samples = x.samples();
  // Keras's floor(samples * (1 - split)); what is added makes up for a float's distance to the decimal that was meant.
  const double share = 1.0 - static_cast<double>(o.validation_split) + 0x1p-24;
  const Index train = static_cast<Index>(static_cast<double>(samples) * share);
  if (o.validation_split == 0.0f) return {x, y, o.sample_weight, {}};
  detail::require(o.samples.empty(), [] {
    return std::string("fit: validation_split and samples exclude each other; name the validation_samples too");
  });
  detail::require(train >= 1 && train < samples, [&] {
    return detail::text("fit: validation_split ", o.validation_split, " of ", samples,
                        " samples leaves nothing to train or to validate on");
  });
  const Index rest = samples - train;
  const auto weights = [&](Index first, Index count) {
    return o.sample_weight.empty() ? ArrayView<Scalar>{} : o.sample_weight.slice(first, count);
  };
  return {x.slice(0, train),
          y.slice(0, train),
          weights(0, train),
          {{x.slice(train, rest), y.slice(train, rest)}, weights(train, rest), {}}};
}

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
  Index validation_batch() const { return (std::min)(options.batch_size, samples()); }

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
    const Index n = (std::min)(options.batch_size, static_cast<Index>(order.size()) - first);
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
