// SPDX-License-Identifier: MIT
// The loops of fit and evaluate over epochs and batches. Part of training.hpp.
#pragma once

#include <linnet/core/fingerprint.hpp>
#include <linnet/models/training.hpp>

namespace linnet {

namespace detail {

/// The class of a target, for class_weight: the index itself, the rounded value of a single output, or the largest entry.
template <class Y>
std::int32_t class_of(const Y* target, Index width) {
  if (width == 1) return static_cast<std::int32_t>(static_cast<double>(target[0]) + 0.5);
  return static_cast<std::int32_t>(std::max_element(target, target + width) - target);
}

}  // namespace detail

template <class Model, class L, class O, class... M>
LINNET_COLD void Training<Model, L, O, M...>::Fit::call(AnyCallback::Event event) {
  if (options.callbacks.empty()) return;
  state.learning_rate = training.learning_rate();
  const auto& blocks = training.trainer_.blocks;
  state.parameters = std::as_writable_bytes(std::span(blocks.parameters, static_cast<std::size_t>(Topology::parameter_block)));
  state.state = std::as_writable_bytes(std::span(blocks.state, static_cast<std::size_t>(Topology::state_block)));
  state.scalar_bytes = sizeof(Scalar);
  state.fingerprint = linnet::fingerprint<typename Model::Topology>;
  for (const AnyCallback& callback : options.callbacks) callback(event, state);
  if (state.learning_rate != training.learning_rate()) training.set_learning_rate(state.learning_rate);
}

template <class Model, class L, class O, class... M>
LINNET_COLD History Training<Model, L, O, M...>::Fit::run() {
  using Event = AnyCallback::Event;
  std::vector<std::uint32_t> order(options.samples.begin(), options.samples.end());
  if (order.empty()) {
    order.resize(static_cast<std::size_t>(parts.x.samples()));
    std::iota(order.begin(), order.end(), 0u);
  }
  const Index samples = static_cast<Index>(order.size());
  Progress progress(options.verbose);
  state.epochs = options.epochs;
  state.batches = (samples + options.batch_size - 1) / options.batch_size;
  state.logs.reserve(2 * names.size());

  call(Event::train_begin);
  for (; state.epoch < options.epochs && !state.stop_training; ++state.epoch) {
    call(Event::epoch_begin);
    progress.begin_epoch();
    if (options.shuffle) training.random_.shuffle(std::span(order));
    if (!epoch(order, progress)) break;
    const double train_seconds = progress.seconds();
    if (!parts.validation.x.empty()) {
      const BatchResults v =
          training.evaluate_checked(parts.validation.x, parts.validation.y, parts.validation_weights,
                                    std::min(options.batch_size, training.trainer_.blocks.capacity), parts.validation_samples);
      for (std::size_t i = 0; i < v.values.size(); ++i) state.logs.emplace_back(validation_names[i], v.values[i]);
    }
    const double seconds = progress.seconds();
    progress.end_epoch(state, seconds, static_cast<double>(samples) / std::max(train_seconds, 1e-9));
    for (const auto& [name, value] : state.logs) history.append(name, value);
    history.append("seconds", seconds);
    call(Event::epoch_end);
  }
  call(Event::train_end);
  history.stop_reason = state.stop_reason;
  if (!history.stop_reason.empty()) progress.message(history.stop_reason);
  return std::move(history);
}

/// One pass over the samples in `order`; false if the loss is not finite.
template <class Model, class L, class O, class... M>
LINNET_NOINLINE bool Training<Model, L, O, M...>::Fit::epoch(std::span<std::uint32_t> order, Progress& progress) {
  constexpr Index width = Trainer::target_width;
  const Index samples = static_cast<Index>(order.size());
  const bool weighted = !parts.weights.empty() || !options.class_weight.empty();
  const bool gathers = options.shuffle || !options.samples.empty();
  const bool watched = std::ranges::any_of(options.callbacks, &AnyCallback::has_batch_end);
  training.reset_metrics();
  double sum = 0.0;
  Index done = 0;
  const auto log = [&] {
    const BatchResults r = training.results(sum / static_cast<double>(done));
    state.logs.clear();
    for (std::size_t i = 0; i < r.values.size(); ++i) state.logs.emplace_back(r.names[i], r.values[i]);
  };
  for (Index first = 0; first < samples; first += options.batch_size) {
    const Index n = std::min(options.batch_size, samples - first);
    const Scalar* x = parts.x.data() + first * Input::size;
    if (gathers) {
      x = training.gather(parts.x, order.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n)));
    }
    for (Index i = 0; i < n; ++i) {
      const Index sample = order[static_cast<std::size_t>(first + i)];
      Target* target = training.targets_.data() + i * width;
      parts.y.copy(sample * width, width, target);
      if (weighted) {
        float by_class = 1.0f;
        for (const auto& [label, weight] : options.class_weight) {
          if (label == detail::class_of(target, width)) by_class = weight;
        }
        training.weights_[i] =
            (parts.weights.empty() ? Scalar(1) : parts.weights.data()[sample]) * static_cast<Scalar>(by_class);
      }
    }
    const Scalar* weights = weighted ? training.weights_ : nullptr;
    const double loss = static_cast<double>(training.trainer_(x, training.targets_.data(), weights, n, true, training.random_));
    state.batch = first / options.batch_size;
    if (!std::isfinite(loss)) {
      state.stop_reason =
          detail::text("fit: the loss became ", loss, " in epoch ", state.epoch + 1, ", batch ", state.batch + 1,
                       "; training stopped with the parameters from before that batch. A lower learning rate, "
                       "gradient clipping or scaled inputs usually help.");
      return false;
    }
    sum = math::fma(loss, static_cast<double>(n), sum);
    done = first + n;
    if (watched) {
      log();
      call(AnyCallback::Event::batch_end);
      if (state.stop_training) break;
    }
    if (progress.due()) {
      log();
      progress.batch(state, done, samples);
    }
  }
  log();
  return true;
}

template <class Model, class L, class O, class... M>
auto Training<Model, L, O, M...>::gather(const ArrayView<Scalar>& x, std::span<const std::uint32_t> samples) -> const Scalar* {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::copy_n(x.data() + static_cast<Index>(samples[i]) * Input::size, Input::size,
                x_batch_ + static_cast<Index>(i) * Input::size);
  }
  return x_batch_;
}

template <class Model, class L, class O, class... M>
auto Training<Model, L, O, M...>::evaluate_checked(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> weights,
                                                   Index batch_size, std::span<const std::uint32_t> samples) -> BatchResults {
  constexpr Index width = Trainer::target_width;
  reset_metrics();
  double sum = 0.0;
  const Index count = samples.empty() ? x.samples() : static_cast<Index>(samples.size());
  for (Index first = 0; first < count; first += batch_size) {
    const Index n = std::min(batch_size, count - first);
    const Scalar* batch = x.data() + first * Input::size;
    const Scalar* w = weights.empty() ? nullptr : weights.data() + first;
    if (samples.empty()) {
      y.copy(first * width, n * width, targets_.data());
    } else {
      const auto chosen = samples.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n));
      batch = gather(x, chosen);
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        y.copy(static_cast<Index>(chosen[i]) * width, width, targets_.data() + static_cast<Index>(i) * width);
        if (w) weights_[i] = weights.data()[chosen[i]];
      }
      if (w) w = weights_;
    }
    const Scalar loss = trainer_(batch, targets_.data(), w, n, false, random_);
    sum = math::fma(static_cast<double>(loss), static_cast<double>(n), sum);
  }
  return results(sum / static_cast<double>(count));
}

}  // namespace linnet
