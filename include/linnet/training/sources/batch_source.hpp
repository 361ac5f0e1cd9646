// SPDX-License-Identifier: MIT
// BatchSource: the batches of a fit over a range or a generator.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/options/fit_options.hpp>
#include <linnet/training/batch.hpp>
#include <linnet/training/sources/batch_buffers.hpp>
#include <linnet/training/sources/batch_cursor.hpp>
#include <linnet/training/target_checks.hpp>
#include <linnet/training/training_record.hpp>

#include <cstdio>

namespace linnet::detail {

/// Like ArraySource, for any type `Batches`.
template <class T, class Target, class Batches>
class LINNET_OWN_CODE BatchSource {
  static_assert(
      BatchRange<Batches> || BatchGenerator<Batches>,
      "fit: give x and y, or batches: a range of them, or a callable that returns one or std::optional of one; a batch has "
      "members x and y, or is a pair or a tuple (x, y) or (x, y, sample_weight)");

 public:
  /// Samples are as `samples` has them, their targets as `rule`.
  BatchSource(Batches& batches, const BatchFitOptions<T>& options, const SampleRule& samples, const TargetRule& rule,
              BatchBuffers<T, Target>& buffers)
      : options_(options), samples_(samples), rule_(rule), buffers_(buffers), cursor_(batches) {
    require(!cursor_.endless || options.steps_per_epoch > 0, [] {
      return std::string("fit: the generator returns batches without end (not std::optional); give steps_per_epoch");
    });
  }

  /// Of an epoch; 0 if unknown.
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

  /// Draws and drops the batches that were already done.
  void begin_epoch(const FitProgress& progress, Random&) {
    const FitPosition& position = progress.position;
    epoch_ = static_cast<Index>(position.epoch);
    batch_ = 0;
    cursor_.begin_epoch(epoch_);
    std::uint64_t dropped = 0;
    while (static_cast<std::uint64_t>(batch_) < position.batch) {
      const auto* batch = draw();
      if (!batch) break;
      dropped += static_cast<std::uint64_t>(BatchParts<T>::of(*batch).x.samples());
    }
    require(static_cast<std::uint64_t>(batch_) == position.batch && dropped == position.done, [&] {
      return text("fit: epoch ", epoch_ + 1, " was saved after ", position.batch, " batches of ", position.done,
                  " samples; the first ", batch_, " batches that came now have ", dropped);
    });
  }

  Batch<T, Target> next() {
    const auto* drawn = draw();
    if (!drawn) {
      require(batch_ > 0, [&] {
        return text("fit: epoch ", epoch_ + 1,
                    " has no batch: a range that can be read only once is good for one epoch, a generator starts the next "
                    "one after its nullopt");
      });
      last_epoch_ = batch_;
      return {};
    }
    auto parts = BatchParts<T>::of(*drawn);
    char who[64];
    std::snprintf(who, sizeof who, "fit: epoch %td, batch %td", epoch_ + 1, batch_);
    return checked_batch(who, parts);
  }

 private:
  Batch<T, Target> checked_batch(const char* who, BatchParts<T>& parts) {
    require_samples(who, parts.x, samples_);
    require_targets(who, parts.y, parts.x.samples(), rule_);
    require_one_class(who, options_.class_weight, parts.y);
    require_weights(who, parts.sample_weight, parts.x.samples(), rule_.rows);
    const Index n = parts.x.samples(), width = buffers_.width();
    buffers_.reserve(n);
    Target* const targets = buffers_.targets();
    parts.y.copy(0, n * width, targets);
    if (!parts.x.data()) parts.x.copy(0, n * buffers_.input(), buffers_.x());
    Batch<T, Target> batch{{parts.x.data() ? parts.x.data() : buffers_.x(), targets,
                            parts.sample_weight.empty() ? nullptr : parts.sample_weight.data(), n},
                           parts.sample_weight.features() > 1};
    if (options_.class_weight.empty()) return batch;
    for (Index i = 0; i < n; ++i) {
      buffers_.weights()[i] = (batch.weights ? batch.weights[i] : T(1)) *
                              static_cast<T>(weight_of_class(options_.class_weight, targets + i * width, width));
    }
    batch.weights = buffers_.weights();
    return batch;
  }

  /// The next batch of the epoch, or null.
  auto draw() {
    decltype(cursor_.next()) batch = nullptr;
    if (options_.steps_per_epoch == 0 || batch_ < options_.steps_per_epoch) batch = cursor_.next();
    if (!batch) return batch;
    ++batch_;
    if (batch_ == 1) first_batch_ = BatchParts<T>::of(*batch).x.samples();
    return batch;
  }

  const BatchFitOptions<T>& options_;
  SampleRule samples_;
  TargetRule rule_;
  BatchBuffers<T, Target>& buffers_;
  BatchCursor<Batches> cursor_;
  Index epoch_ = 0;        ///< counted from 0
  Index batch_ = 0;        ///< batches of this epoch that were drawn
  Index first_batch_ = 0;  ///< samples of the first one
  Index last_epoch_ = 0;   ///< batches of the epoch before
};

}  // namespace linnet::detail
