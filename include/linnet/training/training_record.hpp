// SPDX-License-Identifier: MIT
// The contents of a training that another process needs to resume it: the progress of its fit, and pointers to its numbers.
// io/checkpoint.hpp writes it to files.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/metrics/accumulated.hpp>
#include <linnet/training/history.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

/// The source of the batches of a fit.
enum class FitSource : std::uint64_t { none, arrays, batches };

/// The progress of a fit. Eight bytes per member: a checkpoint contains them unchanged.
struct FitPosition {
  FitSource source = FitSource::none;  ///< none: no fit has begun
  std::uint64_t samples = 0;           ///< of an epoch; 0 for batches
  std::uint64_t batch_size = 0;        ///< 0 for batches, which have their own sizes
  std::uint64_t shuffles = 0;          ///< 1: the order of samples is a new one in each epoch
  std::uint64_t validates = 0;         ///< 1: there is validation data
  std::uint64_t epoch = 0;             ///< of the next batch, counted from 0
  std::uint64_t batch = 0;             ///< batches of this epoch already done
  std::uint64_t done = 0;              ///< samples in them
  double loss_sum = 0.0;               ///< over these samples
};

/// A fit so far.
struct FitProgress {
  FitPosition position{};
  std::vector<std::uint32_t> order{};  ///< the samples in the order of this epoch; empty for batches
  History history{};
  std::vector<std::byte> metrics{};  ///< those of a saved epoch until the fit reaches it; otherwise they are in the metrics
  bool resumed = false;              ///< comes from a checkpoint, and no fit has continued it yet
};

/// The activity of a training. When a fit begins, `progress` is at its beginning and may be replaced; while it runs it must not.
enum class FitPhase { none, begins, runs };

/// Pointers to the parts of a training.
struct TrainingRecord {
  std::string description{};  ///< optimizer, loss and metrics, in words
  std::size_t scalar_bytes = 0;
  std::uint64_t fingerprint = 0;  ///< of the model's topology
  std::span<std::byte> parameters{};
  std::span<std::byte> state{};
  std::span<std::byte> moments{};          ///< the optimizer's slots, in order
  std::span<std::byte> optimizer_state{};  ///< the optimizer's other memory
  AccumulatedMetrics metrics{};
  std::size_t figures = 0;  ///< the loss and all metrics: how many numbers an epoch reports at most without val_
  float* learning_rate = nullptr;
  std::uint64_t* steps = nullptr;
  std::uint64_t batches_per_step = 1;
  Random* random = nullptr;
  FitProgress* progress = nullptr;
  FitPhase* phase = nullptr;
};

namespace detail {

/// Keeps the metrics of an epoch while a callback of its fit evaluates, or trains on a batch: puts them back at the end.
class KeptMetrics {
 public:
  LINNET_COLD explicit KeptMetrics(AccumulatedMetrics metrics) : metrics_(std::move(metrics)), kept_(bytes_of(metrics_)) {}
  KeptMetrics(const KeptMetrics&) = delete;
  KeptMetrics& operator=(const KeptMetrics&) = delete;
  LINNET_COLD ~KeptMetrics() { put_back(metrics_, {kept_}); }

 private:
  AccumulatedMetrics metrics_;
  std::vector<std::byte> kept_;
};

/// Throws InvalidInput unless a fit at `saved` can continue in one that begins as `now`.
LINNET_COLD inline void require_same_fit(const FitProgress& saved, const FitProgress& now) {
  const FitPosition &was = saved.position, &is = now.position;
  const auto over = [](FitSource source) { return source == FitSource::arrays ? "arrays" : "batches"; };
  require(was.source == is.source, [&] {
    return text("fit: the fit that was saved goes over ", over(was.source), ", this one over ", over(is.source));
  });
  require(was.samples == is.samples, [&] {
    return text("fit: the fit that was saved has ", was.samples, " samples per epoch, this one has ", is.samples);
  });
  require(was.batch_size == is.batch_size, [&] {
    return text("fit: the fit that was saved has batch_size ", was.batch_size, ", this one has ", is.batch_size);
  });
  const auto with = [](std::uint64_t yes) { return yes ? "with" : "without"; };
  require(was.shuffles == is.shuffles, [&] {
    return text("fit: the fit that was saved is ", with(was.shuffles), " shuffle, this one is ", with(is.shuffles));
  });
  require(was.validates == is.validates, [&] {
    return text("fit: the fit that was saved is ", with(was.validates), " validation data, this one is ", with(is.validates));
  });
  auto old_order = saved.order, new_order = now.order;
  if (was.shuffles) {
    std::sort(old_order.begin(), old_order.end());
    std::sort(new_order.begin(), new_order.end());
  }
  require(old_order == new_order, [] { return text("fit: the fit that was saved takes other samples than this one"); });
}

}  // namespace detail
}  // namespace linnet
