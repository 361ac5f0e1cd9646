// SPDX-License-Identifier: MIT
// The layers of a model as a loss trains them, and what a loss and metrics ask of each other.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/training/output_activation.hpp>

#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet::detail {

/// True if loss `L` takes the input of the activation of layer `Last`: softmax or sigmoid before its cross-entropy.
template <class L, class Last>
constexpr bool fuses_head() {
  if constexpr (requires(const Last& last) { last.without_activation(); }) {
    using Function = typename decltype(output_activation<std::tuple<Last>>())::type;
    if constexpr (requires { L::template fuses_with<Function>; }) return L::template fuses_with<Function>;
  }
  return false;
}

/// The layers as `L` trains them: the last one without its activation if the loss takes that over.
template <class L, class... Layers>
constexpr auto training_layers(const std::tuple<Layers...>& layers) {
  constexpr std::size_t last = sizeof...(Layers) - 1;
  if constexpr (fuses_head<L, std::tuple_element_t<last, std::tuple<Layers...>>>()) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::make_tuple(std::get<I>(layers)..., std::get<last>(layers).without_activation());
    }
    (std::make_index_sequence<last>{});
  } else {
    return layers;
  }
}

/// True if loss L also gives the probabilities of logits.
template <class L, class T, class Target>
concept GivesProbabilities = requires(const L loss, std::span<const T> output, std::span<const Target> target,
                                      std::span<T> row) {
  loss.from_logits;
  loss(output, target, row, row);
};

/// Gives a metric a sample, with its weight if the metric takes one: see Weighted.
template <class M, class T, class Target>
LINNET_ALWAYS_INLINE void update_weighted(M& metric, std::span<const T> seen, std::span<const Target> target, T weight) {
  if constexpr (requires { metric.update(seen, target, weight); }) {
    metric.update(seen, target, weight);
  } else {
    metric.update(seen, target);
  }
}

/// Makes a metric that supports classes and labels count labels; fails for settings that contradict it.
template <class M>
void count_labels_of(M& metric) {
  if constexpr (requires { metric.multilabel; }) metric.multilabel = true;
  if constexpr (requires { metric.problem(); }) {
    const char* problem = metric.problem();
    expect(!problem, problem);
  }
}

}  // namespace linnet::detail
