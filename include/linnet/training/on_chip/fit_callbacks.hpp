// SPDX-License-Identifier: MIT
// The objects that StaticTraining::fit takes behind its options: callbacks, weights of samples and classes, validation data; accumulation.hpp has one
// more. Each is a type that the
// compiler knows, so that a fit has no code for what it is not given.
//
// A callback is one of
//
//   an object with some of on_train_begin, on_epoch_begin, on_batch_end, on_epoch_end, on_train_end, each of which takes a StaticFitState&
//   a function after(epoch, results) of an epoch, which returns false to end the fit
//   a function rate(epoch, rate) that returns the learning rate of an epoch, such as CosineDecay
#pragma once

#include <linnet/core/flat_view.hpp>
#include <linnet/core/shape.hpp>
#include <linnet/training/on_chip/accumulation.hpp>

#include <concepts>
#include <span>
#include <type_traits>

namespace linnet {

/// The progress of a fit, and the values that a callback may change.
template <class Training>
struct StaticFitState {
  using Scalar = typename Training::Scalar;
  using BatchResults = typename Training::BatchResults;

  Training& training;            ///< its learning rate may be set, other samples evaluated (not in on_batch_end)
  std::span<Scalar> parameters;  ///< the model's: may be saved and restored
  std::span<Scalar> state;
  Index epochs = 0;
  Index batches = 0;           ///< of an epoch
  Index epoch = 0;             ///< counted from 0
  Index batch = 0;             ///< counted from 0
  Scalar loss{};               ///< of the last batch, before its step
  BatchResults results{};      ///< of the epoch, at its end
  BatchResults validation{};   ///< of the validation data, at the end of an epoch
  bool validates = false;      ///< there is validation data
  bool stop_training = false;  ///< writable: ends the fit after this batch or epoch
};

/// Returned by sample_weight.
template <class T>
struct SampleWeight {
  FlatView<const T> sample_weight;
};
/// A factor for the loss of each sample, (samples).
inline SampleWeight<float> sample_weight(FlatView<const float> weights) { return {weights}; }
inline SampleWeight<double> sample_weight(FlatView<const double> weights) { return {weights}; }

/// Returned by class_weight.
struct ClassWeight {
  FlatView<const float> class_weight;
};
/// A factor for the loss of the samples of each class, (classes); 1 for the classes behind the last one.
inline ClassWeight class_weight(FlatView<const float> weights) { return {weights}; }

/// Returned by validation_data.
template <class X, class Y>
struct ValidationData {
  const X& x;
  const Y& y;
};
/// Samples x (n, Input) and targets y that are evaluated after each epoch, before the callbacks see its end.
template <class X, class Y>
ValidationData<X, Y> validation_data(const X& x, const Y& y) {
  return {x, y};
}

/// Returned by on_batch_end.
template <class F>
struct OnBatchEnd {
  F function;
  template <class State>
  void on_batch_end(State& state) {
    function(state);
  }
};
/// Calls function(state) after each batch: to feed a watchdog, to show progress, to set state.stop_training.
template <class F>
OnBatchEnd<F> on_batch_end(const F& function) {
  return {function};
}

/// Returned by on_epoch_end.
template <class F>
struct OnEpochEnd {
  F function;
  template <class State>
  void on_epoch_end(State& state) {
    function(state);
  }
};
/// Calls function(state) after each epoch.
template <class F>
OnEpochEnd<F> on_epoch_end(const F& function) {
  return {function};
}

namespace detail {

template <class C, class BatchResults>
concept AfterEpoch = requires(C& c, const BatchResults& results) {
  { c(Index{0}, results) } -> std::convertible_to<bool>;
};
/// A function that takes any results is none.
template <class C, class State>
concept RateOfEpoch = !AfterEpoch<C, typename State::BatchResults> && requires(C & c) {
  { c(Index{0}, 0.0f) } -> std::convertible_to<float>;
};
template <class C, class State>
concept HasStaticEvent = requires(C& c, State& s) {
  c.on_train_begin(s);
}
|| requires(C& c, State& s) { c.on_epoch_begin(s); }
|| requires(C& c, State& s) { c.on_batch_end(s); }
|| requires(C& c, State& s) { c.on_epoch_end(s); }
|| requires(C& c, State& s) { c.on_train_end(s); };

template <class C>
concept WeighsSamples = requires(const C& c) {
  c.sample_weight;
};
template <class C>
concept WeighsClasses = requires(const C& c) {
  c.class_weight;
};
template <class C>
concept Validates = requires(const C& c) {
  c.x;
  c.y;
};

template <class C, class State>
concept TakenByFit = AfterEpoch<C, typename State::BatchResults> || RateOfEpoch<C, State> || HasStaticEvent<C, State> ||
    WeighsSamples<C> || WeighsClasses<C> || Validates<C> || AccumulatesGradients<C>;

/// The events of a callback; of what has none, nothing.
template <class C, class State>
void train_begins(C& c, State& s) {
  if constexpr (requires { c.problem(); }) {
    const char* const problem = c.problem();
    expect(problem == nullptr, problem);
  }
  if constexpr (requires { c.on_train_begin(s); }) c.on_train_begin(s);
}
template <class C, class State>
void epoch_begins(C& c, State& s) {
  if constexpr (RateOfEpoch<C, State>) s.training.set_learning_rate(c(s.epoch, s.training.learning_rate()));
  if constexpr (requires { c.on_epoch_begin(s); }) c.on_epoch_begin(s);
}
template <class C, class State>
inline constexpr bool sees_batches = requires(C& c, State& s) {
  c.on_batch_end(s);
};
template <class C, class State>
void batch_ends(C& c, State& s) {
  if constexpr (sees_batches<C, State>) c.on_batch_end(s);
}
/// Calls f(data) for the validation data among what a fit is given.
template <class Function, class... C>
void check_validation(const Function& f, const C&... given) {
  const auto look = [&](const auto& one) {
    if constexpr (Validates<decltype(one)>) f(one);
  };
  (look(given), ...);
}
template <class C, class State>
void validate(C& c, State& s) {
  if constexpr (Validates<C>) s.validation = s.training.evaluate(c.x, c.y);
}
template <class C, class State>
void epoch_ends(C& c, State& s) {
  if constexpr (AfterEpoch<C, typename State::BatchResults>) {
    if (!c(s.epoch, s.results)) s.stop_training = true;
  }
  if constexpr (requires { c.on_epoch_end(s); }) c.on_epoch_end(s);
}
template <class C, class State>
void train_ends(C& c, State& s) {
  if constexpr (requires { c.on_train_end(s); }) c.on_train_end(s);
}

}  // namespace detail
}  // namespace linnet
