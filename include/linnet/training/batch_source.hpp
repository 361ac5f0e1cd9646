// SPDX-License-Identifier: MIT
// The batches of a fit over a range or a generator. Part of training.hpp.
#pragma once

#include <linnet/training/batch_cursor.hpp>
#include <linnet/training/training.hpp>

#include <cstdio>

namespace linnet {

/// As ArraySource, over whatever `Batches` is.
template <class Model, class L, class O, class... M>
template <class Batches>
class Training<Model, L, O, M...>::BatchSource {
  using AllBatches = std::remove_reference_t<Batches>;
  static_assert(
      detail::BatchRange<AllBatches> || detail::BatchGenerator<AllBatches>,
      "fit: give x and y, or batches: a range of them, or a callable that returns one or std::optional of one; a batch has "
      "members x and y, or is a pair or a tuple (x, y) or (x, y, sample_weight)");

 public:
  const Scalar* x = nullptr;
  const Scalar* weights = nullptr;

  BatchSource(Training& training, AllBatches& batches, const BatchOptions& options)
      : training_(training), options_(options), cursor_(batches) {
    detail::require(!cursor_.endless || options.steps_per_epoch > 0, [] {
      return std::string("fit: the generator returns batches without end (not std::optional); give steps_per_epoch");
    });
  }

  /// Of an epoch; 0 where that is not known.
  Index samples() const { return 0; }
  Index batches() const {
    const Index known = cursor_.size() > 0 ? cursor_.size() : last_epoch_;
    return options_.steps_per_epoch > 0 && known > 0 ? (std::min)(known, options_.steps_per_epoch)
           : known > 0                               ? known
                                                     : options_.steps_per_epoch;
  }
  Index validation_batch() const { return first_batch_; }

  FitProgress begin() const {
    FitProgress progress;
    progress.position.source = FitSource::batches;
    return progress;
  }

  /// Draws the batches that were done, and drops them.
  void begin_epoch(const FitPosition& position) {
    epoch_ = static_cast<Index>(position.epoch);
    batch_ = 0;
    cursor_.begin_epoch();
    std::uint64_t dropped = 0;
    while (static_cast<std::uint64_t>(batch_) < position.batch) {
      const auto* batch = draw();
      if (!batch) break;
      dropped += static_cast<std::uint64_t>(detail::BatchParts<Scalar>::of(*batch).x.samples());
    }
    detail::require(static_cast<std::uint64_t>(batch_) == position.batch && dropped == position.done, [&] {
      return detail::text("fit: epoch ", epoch_ + 1, " was saved after ", position.batch, " batches of ", position.done,
                          " samples; the first ", batch_, " batches that came now have ", dropped);
    });
  }

  /// Makes the next batch and returns its samples; 0 at the end of the epoch.
  Index next() {
    const auto* batch = draw();
    if (!batch) {
      detail::require(batch_ > 0, [&] {
        return detail::text(
            "fit: epoch ", epoch_ + 1,
            " has no batch: a range that can be read only once is good for one epoch, a generator starts the next "
            "one after its nullopt");
      });
      last_epoch_ = batch_;
      return 0;
    }
    const auto parts = detail::BatchParts<Scalar>::of(*batch);
    char who[64];
    std::snprintf(who, sizeof who, "fit: epoch %td, batch %td", epoch_ + 1, batch_);
    detail::require_samples(who, parts.x, Input::dims);
    detail::require_targets(who, parts.y, parts.x.samples(), rule());
    detail::require_one_class(who, options_.class_weight, parts.y);
    detail::require_weights(who, parts.sample_weight, parts.x.samples());
    const Index n = parts.x.samples();
    training_.reserve(n);
    x = parts.x.data();
    weights = parts.sample_weight.empty() ? nullptr : parts.sample_weight.data();
    constexpr Index width = Trainer::target_width;
    Target* targets = training_.targets_.data();
    parts.y.copy(0, n * width, targets);
    if (options_.class_weight.empty()) return n;
    for (Index i = 0; i < n; ++i) {
      training_.weights_[i] = (weights ? weights[i] : Scalar(1)) *
                              static_cast<Scalar>(detail::weight_of_class(options_.class_weight, targets + i * width, width));
    }
    weights = training_.weights_;
    return n;
  }

 private:
  /// The next batch of the epoch, or null.
  auto draw() {
    decltype(cursor_.next()) batch = nullptr;
    if (options_.steps_per_epoch == 0 || batch_ < options_.steps_per_epoch) batch = cursor_.next();
    if (!batch) return batch;
    ++batch_;
    if (batch_ == 1) first_batch_ = detail::BatchParts<Scalar>::of(*batch).x.samples();
    return batch;
  }

  Training& training_;
  const BatchOptions& options_;
  detail::BatchCursor<AllBatches> cursor_;
  Index epoch_ = 0;        ///< counted from 0
  Index batch_ = 0;        ///< batches of this epoch that were drawn
  Index first_batch_ = 0;  ///< samples of the first one
  Index last_epoch_ = 0;   ///< batches of the epoch before
};

}  // namespace linnet
