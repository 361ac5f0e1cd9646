// SPDX-License-Identifier: MIT
// gradient_accumulation_steps of StaticTraining::fit: the step of a large batch in the memory of a small one. Source: the setting of that name
// of keras.optimizers.Optimizer.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/random.hpp>
#include <linnet/network/gradients/adding.hpp>

#include <cstdint>

namespace linnet {

/// Returned by gradient_accumulation_steps.
struct GradientAccumulation {
  std::int32_t gradient_accumulation_steps;
};
/// One step of the optimizer for the mean gradient of each `batches` batches, at least 1, which go on across epochs. With batches of one size
/// these are the bits of the large batch, but for layers that see a batch as a whole or sum in another order: see compute_gradients.
constexpr GradientAccumulation gradient_accumulation_steps(std::int32_t batches) { return {batches}; }

namespace detail {

template <class C>
concept AccumulatesGradients = requires(const C& c) {
  c.gradient_accumulation_steps;
};

/// How a fit makes its steps: after each batch, or after some of them.
template <bool Accumulates>
struct FitSteps {
  std::int32_t batches = 1;

  template <bool One, class Step, class Batch>
  auto operator()(Step& step, const Batch& batch, bool train, Random& random) const {
    if constexpr (Accumulates) {
      const auto loss = step.template compute_gradients<One>(batch, batches, random);
      if (step.progress.batches == batches) step.apply_gradients();
      return loss;
    } else {
      return step(batch, train, random);
    }
  }
};

/// The steps that a fit with `Step` is given.
template <class Step, class... C>
auto fit_steps(const C&... given) {
  constexpr bool asked = (AccumulatesGradients<C> || ...), adds = Step::in_place || spare_numbers<typename Step::Topology> == 0;
  static_assert(!(asked && Step::in_place), "gradient_accumulation_steps: InPlaceSGD has no memory for gradients; use SGD");
  static_assert(!asked || adds,
                "gradient_accumulation_steps: a layer of this model does not add to gradients (recurrent layers, and your own "
                "without adds_gradients); accumulate with a Sequential");
  FitSteps<asked && adds && !Step::in_place> steps;
  const auto take = [&](const auto& one) {
    if constexpr (AccumulatesGradients<decltype(one)>) {
      expect(one.gradient_accumulation_steps >= 1, "fit: gradient_accumulation_steps must be at least 1");
      steps.batches = one.gradient_accumulation_steps;
    }
  };
  (take(given), ...);
  return steps;
}

}  // namespace detail
}  // namespace linnet
