// SPDX-License-Identifier: MIT
// One pass of StaticTraining over its samples, and what callbacks and weights add to it.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/training/on_chip/accumulation.hpp>
#include <linnet/training/on_chip/fit_callbacks.hpp>
#include <linnet/training/run_batches.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace linnet::detail {

/// Without either.
struct PlainPass {
  template <class Step, class Source>
  double operator()(Step& step, Source& source, bool train, Random& random) const {
    return run_batches(step, source, train, random);
  }
};

/// Factors of the losses of samples, and of those of classes.
template <class T, bool Samples, bool Classes>
struct FitWeights {
  static constexpr bool any = Samples || Classes;
  FlatView<const T> of_samples{};
  FlatView<const float> of_classes{};

  /// Fails for weights that are none.
  void expect_valid(Index samples) const {
    if constexpr (Samples) {
      expect(static_cast<Index>(of_samples.size()) == samples, "fit: sample_weight needs one weight per sample of x");
      for (const T weight : of_samples) {
        expect(weight >= T(0) && math::is_finite(weight), "fit: sample_weight must be finite, and 0 or more");
      }
    }
    if constexpr (Classes) {
      for (const float weight : of_classes)
        expect(weight >= 0.0f && math::is_finite(weight), "fit: class_weight must be finite, and 0 or more");
    }
  }

  template <class Step, class Target>
  T of(Index sample, const Target* target) const {
    T factor = T(1);
    if constexpr (Samples) factor = of_samples[static_cast<std::size_t>(sample)];
    if constexpr (Classes) factor *= static_cast<T>(of_class<Step>(target));
    return factor;
  }

 private:
  /// The weight of the class of a target, which is its index, the rounded value of a single output, or the largest of several.
  template <class Step, class Target>
  float of_class(const Target* target) const {
    static_assert(Step::target_rows == 1, "fit: class_weight is for one target per sample");
    std::size_t label = 0;
    if constexpr (Step::target_width == 1) {
      const Target rounded = target[0] + Target(0.5);
      label = rounded >= Target(0) ? static_cast<std::size_t>(rounded) : of_classes.size();  // of -1: none
    } else {
      label = static_cast<std::size_t>(std::max_element(target, target + Step::target_width) - target);
    }
    return label < of_classes.size() ? of_classes[label] : 1.0f;
  }
};

/// Calls the `callbacks` after each batch, weighs samples and accumulates gradients: an epoch of a fit in batches of at most `BatchSize`
/// samples. `state` knows where it is.
template <Index BatchSize, class State, class Call, class Weights, class Steps>
struct CalledPass {
  State& state;
  const Call& after_batch;  ///< after_batch()
  const Weights& weights;
  const Steps& steps;

  template <class Step, class Source>
  double operator()(Step& step, Source& source, bool train, Random& random) const {
    using T = typename State::Scalar;
    std::array<T, Weights::any ? static_cast<std::size_t>(BatchSize) : 0> factors;
    Called<Step, Source, T> called{*this, step, source, factors.data()};
    return run_batches(called, called, train, random);
  }

 private:
  /// The step and the source at once.
  template <class Step, class Source, class T>
  struct Called {
    const CalledPass& pass;
    Step& step;
    Source& source;
    T* factors;

    auto next() {
      const Index first = source.first;
      auto batch = pass.state.stop_training ? decltype(source.next()){} : source.next();
      if constexpr (Weights::any) {
        for (Index i = 0; i < batch.n; ++i) {
          const Index sample =
              source.order.empty() ? first + i : static_cast<Index>(source.order[static_cast<std::size_t>(first + i)]);
          factors[i] = pass.weights.template of<Step>(sample, batch.targets + i * Step::target_width);
        }
        batch.weights = factors;
      }
      return batch;
    }
    template <class Batch>
    T operator()(const Batch& batch, bool train, Random& random) {
      pass.state.loss = pass.steps.template operator()<BatchSize == 1>(step, batch, train, random);
      const T loss = pass.state.loss;
      pass.after_batch();
      ++pass.state.batch;
      return loss;
    }
  };
};

/// The epochs of a fit: train(pass) trains one and returns its results.
template <Index BatchSize, class State, class Weights, class Steps, class Train, class... C>
typename State::BatchResults fit_epochs(State& state, const Weights& weights, const Steps& steps, const Train& train,
                                        C&... callbacks) {
  static_assert((TakenByFit<C, State> && ...),
                "fit: behind the options are callbacks (objects with on_batch_end(state) and the like, functions of epoch and "
                "results, or of epoch and rate), sample_weight(w), class_weight(w), validation_data(x, y) and "
                "gradient_accumulation_steps(steps)");
  state.validates = (Validates<C> || ...);
  (train_begins(callbacks, state), ...);
  const auto after_batch = [&] { (batch_ends(callbacks, state), ...); };
  for (; state.epoch < state.epochs && !state.stop_training; ++state.epoch) {
    (epoch_begins(callbacks, state), ...);
    if (state.stop_training) break;
    state.batch = 0;
    state.results =
        train(CalledPass<BatchSize, State, decltype(after_batch), Weights, Steps>{state, after_batch, weights, steps});
    if (!math::is_finite(state.results.loss())) break;
    (validate(callbacks, state), ...);
    (epoch_ends(callbacks, state), ...);
  }
  (train_ends(callbacks, state), ...);
  return state.results;
}

/// The weights among what a fit of `samples` is given, checked.
template <class T, class... C>
auto fit_weights(Index samples, const C&... given) {
  FitWeights<T, (WeighsSamples<C> || ...), (WeighsClasses<C> || ...)> weights;
  const auto take = [&](const auto& one) {
    if constexpr (WeighsSamples<decltype(one)>) weights.of_samples = one.sample_weight;
    if constexpr (WeighsClasses<decltype(one)>) weights.of_classes = one.class_weight;
  };
  (take(given), ...);
  weights.expect_valid(samples);
  return weights;
}

}  // namespace linnet::detail
