// SPDX-License-Identifier: MIT
// The loop of fit over epochs and batches, wherever the batches come from. Part of training.hpp.
#pragma once

#include <linnet/network/fingerprint.hpp>
#include <linnet/training/training.hpp>

namespace linnet {

/// The epochs of one call of fit. Where it stands is in training.progress_, at any moment.
template <class Model, class L, class O, class... M>
template <class Source>
struct Training<Model, L, O, M...>::Fit {
  Training& training;
  Source& source;
  const Plan plan;
  FitState state{};
  TrainingRecord record{};

  History run();

 private:
  void begin();
  void call(AnyCallback::Event event);
  bool epoch(Progress& progress);
  void log();
};

template <class Model, class L, class O, class... M>
template <class Source>
LINNET_COLD void Training<Model, L, O, M...>::Fit<Source>::call(AnyCallback::Event event) {
  for (const AnyCallback& callback : plan.callbacks) {
    state.learning_rate = training.learning_rate();
    callback(event, state);
    if (state.learning_rate != training.learning_rate()) training.set_learning_rate(state.learning_rate);
  }
}

/// Takes the place of the last fit, or goes on with the one that was resumed.
template <class Model, class L, class O, class... M>
template <class Source>
LINNET_COLD void Training<Model, L, O, M...>::Fit<Source>::begin() {
  FitProgress& progress = training.progress_;
  const FitProgress progress_before = progress;
  const Random random_before = training.random_;
  FitProgress fresh = source.begin();
  fresh.position.validates = !plan.validation.data.x.empty();
  if (progress.resumed) {
    detail::require_same_fit(progress, fresh);
  } else {
    progress = std::move(fresh);
    if (plan.seed) training.random_ = Random(*plan.seed);
  }
  if (!plan.callbacks.empty()) {
    record = training.record();
    state.parameters = record.parameters;
    state.state = record.state;
    state.scalar_bytes = record.scalar_bytes;
    state.fingerprint = record.fingerprint;
    state.training = &record;
  }
  state.epochs = plan.epochs;
  state.batches = source.batches();
  state.logs.reserve(2 * names.size());
  state.log_names.assign(names.begin(), names.end());
  if (!plan.validation.data.x.empty()) {
    state.log_names.insert(state.log_names.end(), validation_names.begin(), validation_names.end());
  }
  try {
    call(AnyCallback::Event::train_begin);
  } catch (...) {  // such as a backup that is refused: nothing has begun
    progress = progress_before;
    training.random_ = random_before;
    throw;
  }
  progress.resumed = false;
  training.phase_ = FitPhase::runs;
}

template <class Model, class L, class O, class... M>
template <class Source>
LINNET_COLD History Training<Model, L, O, M...>::Fit<Source>::run() {
  using Event = AnyCallback::Event;
  detail::require(training.phase_ == FitPhase::none,
                  [] { return std::string("fit: a callback of this training's fit must not call fit of the same training"); });
  const struct AtEnd {
    FitPhase& phase;
    ~AtEnd() { phase = FitPhase::none; }
  } at_end{training.phase_};
  training.phase_ = FitPhase::begins;
  begin();
  Progress progress(plan.verbose);
  FitPosition& at = training.progress_.position;
  History& history = training.progress_.history;
  const Validation& validation = plan.validation;
  for (state.epoch = static_cast<Index>(at.epoch); state.epoch < plan.epochs && !state.stop_training; ++state.epoch) {
    state.batches = source.batches();
    const float rate = training.learning_rate();
    call(Event::epoch_begin);
    if (at.batch > 0) training.set_learning_rate(rate);  // resumed: on_epoch_begin had set it already
    source.begin_epoch(at);
    progress.begin_epoch(static_cast<Index>(at.done));
    if (!epoch(progress)) break;
    const double train_seconds = progress.seconds();
    if (!validation.data.x.empty()) {
      const BatchResults v = training.evaluate_checked(validation.data.x, validation.data.y, validation.weights,
                                                       source.validation_batch(), validation.samples);
      for (std::size_t i = 0; i < v.values.size(); ++i) state.logs.emplace_back(validation_names[i], v.values[i]);
    }
    const double seconds = progress.seconds();
    progress.end_epoch(state, seconds, progress.samples_per_second(static_cast<Index>(at.done), train_seconds));
    for (const auto& [name, value] : state.logs) history.append(name, value);
    history.append("seconds", seconds);
    ++at.epoch;
    at.batch = at.done = 0;
    at.loss_sum = 0.0;
    call(Event::epoch_end);
  }
  call(Event::train_end);
  history.stop_reason = state.stop_reason;
  if (!history.stop_reason.empty()) progress.message(history.stop_reason);
  return history;
}

/// Loss and metrics of the epoch so far.
template <class Model, class L, class O, class... M>
template <class Source>
void Training<Model, L, O, M...>::Fit<Source>::log() {
  const FitPosition& at = training.progress_.position;
  const BatchResults r = training.results(at.loss_sum / static_cast<double>(at.done));
  state.logs.clear();
  for (std::size_t i = 0; i < r.values.size(); ++i) state.logs.emplace_back(r.names[i], r.values[i]);
}

/// Runs the rest of the epoch. Returns false if the loss is not finite, or if no step could be made.
template <class Model, class L, class O, class... M>
template <class Source>
LINNET_NOINLINE bool Training<Model, L, O, M...>::Fit<Source>::epoch(Progress& progress) {
  FitPosition& at = training.progress_.position;
  const bool watched = std::ranges::any_of(plan.callbacks, &AnyCallback::has_batch_end);
  training.reset_metrics();
  if (at.batch > 0) {  // resumed: what was evaluated since does not count
    detail::put_back(training.record().metrics, {training.progress_.metrics});
    training.progress_.metrics.clear();
  }
  const std::uint64_t steps = training.trainer_.steps, batches = at.batch;
  while (const Index n = source.next()) {
    const double loss = [&] {  // callbacks may predict and evaluate: the model is in use during the step alone
      const detail::Using<> using_this(training.model_in_use_.flag(), detail::training_in_use);
      return static_cast<double>(
          training.trainer_(source.x, training.targets_.data(), source.weights, n, true, training.random_));
    }();
    state.batch = static_cast<Index>(at.batch);
    if (!std::isfinite(loss)) {
      state.loss_failed = true;
      state.stop_reason =
          detail::text("fit: the loss became ", loss, " in epoch ", state.epoch + 1, ", batch ", state.batch + 1,
                       "; training stopped with the parameters from before that batch. A lower learning rate, "
                       "gradient clipping or scaled inputs usually help.");
      return false;
    }
    at.loss_sum = math::fma(loss, static_cast<double>(n), at.loss_sum);
    at.done += static_cast<std::uint64_t>(n);
    ++at.batch;
    if (watched) {
      log();
      call(AnyCallback::Event::batch_end);
      if (state.stop_training) break;
    }
    if (progress.due()) {
      log();
      progress.batch(state, static_cast<Index>(at.done));
    }
  }
  log();
  if (training.trainer_.steps == steps && at.batch > batches) {
    state.loss_failed = true;
    state.stop_reason =
        detail::text("fit: no batch of epoch ", state.epoch + 1,
                     " made a step: gradients, or a mean or variance of a BatchNormalization, were not finite. Look for "
                     "numbers in x that are far too large; scaled inputs or gradient clipping usually help.");
    return false;
  }
  return true;
}

template <class Model, class L, class O, class... M>
LINNET_COLD TrainingRecord Training<Model, L, O, M...>::record() {
  constexpr std::size_t numbers = static_cast<std::size_t>(block);
  TrainingRecord r;
  r.description = detail::text("optimizer ", O::name, " with ", trainer_.optimizer.slot_count(), " slots, loss ", L::name);
  if constexpr (sizeof...(M) > 0) {
    detail::append(r.description, detail::text(", metrics ", detail::joined(std::span(names).subspan(1), ", ")));
  }
  r.scalar_bytes = sizeof(Scalar);
  r.fingerprint = detail::fingerprint_with_frozen<typename Model::Topology>(trainer_.layers());
  r.parameters = std::as_writable_bytes(std::span(trainer_.blocks.parameters, numbers));
  r.state = std::as_writable_bytes(std::span(trainer_.blocks.state, static_cast<std::size_t>(Topology::state_block)));
  r.moments = std::as_writable_bytes(
      std::span(fixed_.data(), static_cast<std::size_t>(fixed_.size())).subspan(Trainer::gradient_blocks * numbers));
  if constexpr (!std::is_empty_v<typename O::State>) {
    r.optimizer_state = std::as_writable_bytes(std::span(&trainer_.optimizer_state, 1));
  }
  std::apply([&](auto&... metric) { (detail::add_accumulated(r.metrics, metric), ...); }, trainer_.metrics);
  r.figures = names.size();
  r.learning_rate = &trainer_.optimizer.learning_rate;
  r.steps = &trainer_.steps;
  r.random = &random_;
  r.progress = &progress_;
  r.phase = &phase_;
  return r;
}

}  // namespace linnet
