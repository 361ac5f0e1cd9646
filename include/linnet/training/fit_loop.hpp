// SPDX-License-Identifier: MIT
// FitLoop: the epochs of a fit, with callbacks, validation, History, progress and resuming. It knows neither the model nor the numbers of
// its batches, so that a program compiles it once. Source of the events: keras.Model.fit.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/core/math.hpp>
#include <linnet/training/history.hpp>
#include <linnet/training/progress.hpp>
#include <linnet/training/settings_checks.hpp>
#include <linnet/training/slow_build.hpp>
#include <linnet/training/sources/source_ref.hpp>
#include <linnet/training/training_record.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// The result of a step on a batch.
struct TrainedBatch {
  Index samples = 0;  ///< 0: no batch was left
  double loss = 0.0;  ///< mean before the update
};

/// A training as the loop sees it: pointers to its parts, and its functions.
struct FitSession {
  TrainingRecord record{};
  std::span<const std::string_view> names{};             ///< "loss", metrics
  std::span<const std::string_view> validation_names{};  ///< the same with val_; empty: no validation
  void* training = nullptr;                              ///< the argument of the functions
  void (*reset_metrics)(void*) = nullptr;
  void (*finalize)(void*) = nullptr;            ///< after the last epoch
  TrainedBatch (*train_next)(void*) = nullptr;  ///< a step on the source's next batch
  void (*results)(void*, double loss, std::span<double> values) = nullptr;
  void (*validate)(void*, Index batch_size, std::span<double> values) = nullptr;
};

/// The user's options of a fit, without its data.
struct FitPlan {
  Index epochs;
  std::optional<std::uint64_t> seed;
  std::span<const AnyCallback> callbacks;
  int verbose;
};

/// One call to fit. The record's progress is always current, so a callback may checkpoint at any time.
class LINNET_OWN_CODE FitLoop {
 public:
  FitLoop(FitSession& session, const SourceRef& source, const FitPlan& plan)
      : session_(session), source_(source), plan_(plan), printed_(plan.verbose), values_(session.names.size()) {}

  LINNET_COLD History run() {
    FitPhase& phase = *record().phase;
    require(phase == FitPhase::none,
            [] { return std::string("fit: a callback of this training's fit must not call fit of the same training"); });
    const struct AtEnd {
      FitPhase& phase;
      ~AtEnd() { phase = FitPhase::none; }
    } at_end{phase};
    phase = FitPhase::begins;
    begin();
    for (state_.epoch = static_cast<Index>(at().epoch); state_.epoch < plan_.epochs && !state_.stop_training; ++state_.epoch) {
      if (!epoch()) break;
    }
    session_.finalize(session_.training);
    call(Event::train_end);
    History& history = record().progress->history;
    history.stop_reason = state_.stop_reason;
    if (!history.stop_reason.empty()) printed_.message(history.stop_reason);
    return history;
  }

 private:
  using Event = AnyCallback::Event;

  TrainingRecord& record() { return session_.record; }
  FitPosition& at() { return record().progress->position; }

  LINNET_COLD void set_learning_rate(float rate) {
    expect_learning_rate(rate);
    *record().learning_rate = rate;
  }

  LINNET_COLD void call(Event event) {
    for (const AnyCallback& callback : plan_.callbacks) {
      state_.learning_rate = *record().learning_rate;
      callback(event, state_);
      if (state_.learning_rate != *record().learning_rate) set_learning_rate(state_.learning_rate);
    }
  }

  /// Replaces the last fit, or continues the resumed one.
  LINNET_COLD void begin() {
    FitProgress& progress = *record().progress;
    const FitProgress progress_before = progress;
    const Random random_before = *record().random;
    FitProgress fresh = source_.begin();
    fresh.position.validates = !session_.validation_names.empty();
    if (progress.resumed) {
      require_same_fit(progress, fresh);
    } else {
      progress = std::move(fresh);
      if (plan_.seed) *record().random = Random(*plan_.seed);
    }
    state_.parameters = record().parameters;
    state_.state = record().state;
    state_.scalar_bytes = record().scalar_bytes;
    state_.fingerprint = record().fingerprint;
    state_.training = &record();
    state_.epochs = plan_.epochs;
    state_.batches = source_.batches();
    state_.log_names.assign(session_.names.begin(), session_.names.end());
    state_.log_names.insert(state_.log_names.end(), session_.validation_names.begin(), session_.validation_names.end());
    state_.logs.reserve(state_.log_names.size());
    try {
      call(Event::train_begin);
    } catch (...) {  // for example a refused backup: nothing has begun
      progress = progress_before;
      *record().random = random_before;
      throw;
    }
    progress.resumed = false;
    *record().phase = FitPhase::runs;
  }

  /// Runs an epoch, or the rest of a resumed one. Returns false if the fit cannot continue.
  LINNET_COLD bool epoch() {
    state_.batches = source_.batches();
    const float rate = *record().learning_rate;
    call(Event::epoch_begin);
    if (at().batch > 0) set_learning_rate(rate);  // resumed: on_epoch_begin had set it already
    source_.begin_epoch(*record().progress, *record().random);
    printed_.begin_epoch(static_cast<Index>(at().done));
    if (!train()) return false;
    const double train_seconds = printed_.seconds();
    if (!session_.validation_names.empty()) {
      session_.validate(session_.training, source_.validation_batch(), values_);
      log(session_.validation_names);
    }
    const double seconds = printed_.seconds();
    printed_.end_epoch(state_, seconds, printed_.samples_per_second(static_cast<Index>(at().done), train_seconds));
    History& history = record().progress->history;
    for (const auto& [name, value] : state_.logs) history.append(name, value);
    history.append("seconds", seconds);
    ++at().epoch;
    at().batch = at().done = 0;
    at().loss_sum = 0.0;
    call(Event::epoch_end);
    return true;
  }

  /// Runs the batches of an epoch. Returns false if the loss is not finite, or if no step was possible.
  LINNET_NOINLINE bool train() {
    FitPosition& position = at();
    const bool watched = std::ranges::any_of(plan_.callbacks, &AnyCallback::has_batch_end);
    session_.reset_metrics(session_.training);
    if (position.batch > 0) {  // resumed: evaluations since then do not count
      put_back(record().metrics, {record().progress->metrics});
      record().progress->metrics.clear();
    }
    const std::uint64_t steps = *record().steps, batches = position.batch;
    for (TrainedBatch batch = train_next(); batch.samples > 0; batch = train_next()) {
      state_.batch = static_cast<Index>(position.batch);
      if (!math::is_finite(batch.loss)) return stop_after(batch.loss);
      position.loss_sum = math::fma(batch.loss, static_cast<double>(batch.samples), position.loss_sum);
      position.done += static_cast<std::uint64_t>(batch.samples);
      ++position.batch;
      if (watched) {
        log_so_far();
        call(Event::batch_end);
        if (state_.stop_training) break;
      }
      if (plan_.verbose > 0 && slow_build_.due()) printed_.message(slow_build_sentence);
      if (printed_.due()) {
        log_so_far();
        printed_.batch(state_, static_cast<Index>(position.done));
      }
    }
    log_so_far();
    return *record().steps != steps || position.batch - batches < record().batches_per_step || stop_without_step();
  }

  TrainedBatch train_next() { return session_.train_next(session_.training); }

  LINNET_COLD bool stop_after(double loss) {
    state_.loss_failed = true;
    state_.stop_reason = text("fit: the loss became ", loss, " in epoch ", state_.epoch + 1, ", batch ", state_.batch + 1,
                              "; training stopped with the parameters from before that batch. A lower learning rate, "
                              "gradient clipping or scaled inputs usually help.");
    return false;
  }
  LINNET_COLD bool stop_without_step() {
    state_.loss_failed = true;
    state_.stop_reason =
        text("fit: no batch of epoch ", state_.epoch + 1,
             " made a step: gradients, or a mean or variance of a BatchNormalization, were not finite. Look for "
             "numbers in x that are far too large; scaled inputs or gradient clipping usually help.");
    return false;
  }

  /// Loss and metrics of the epoch so far.
  void log_so_far() {
    session_.results(session_.training, at().loss_sum / static_cast<double>(at().done), values_);
    state_.logs.clear();
    log(session_.names);
  }
  void log(std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < names.size(); ++i) state_.logs.emplace_back(names[i], values_[i]);
  }

  FitSession& session_;
  const SourceRef& source_;
  const FitPlan& plan_;
  FitState state_{};
  Progress printed_;
  [[no_unique_address]] SlowBuild<> slow_build_{};
  std::vector<double> values_;  ///< the loss and the metrics for the logs
};

}  // namespace linnet::detail
