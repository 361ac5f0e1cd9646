// SPDX-License-Identifier: MIT
// Losses: a loss for each of several heads, added by weights. Source: loss and loss_weights of keras.Model.compile.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet {

/// The loss of `Outputs` outputs of a model and its weight in a sum; made by head.
template <Index Outputs, class L>
struct Head {
  static_assert(Outputs >= 1, "head: write how many outputs the head has, as in head<3>(CategoricalCrossentropy{})");
  static_assert(!L::integer_targets,
                "head: this loss takes class indices; use the one that takes one_hot rows, CategoricalCrossentropy");
  static constexpr Index outputs = Outputs;
  static constexpr bool fits = [] {
    if constexpr (requires { L::template takes_output<Shape<Outputs>>; }) return L::template takes_output<Shape<Outputs>>;
    return true;
  }();
  static constexpr void(check)() {
    if constexpr (requires { L::template check<Shape<Outputs>>(); }) L::template check<Shape<Outputs>>();
  }
  /// Returns true if the loss takes the targets row(first), row(first + 1), ...
  template <class Row>
  static constexpr bool accepts(const Row& row, Index first) {
    using T = decltype(row(first));
    T sum = T(0);
    for (Index j = first; j < first + Outputs; ++j) {
      if constexpr (requires { L::accepts(T(0)); }) {
        if (!L::accepts(row(j))) return false;
      }
      sum += row(j);
    }
    if constexpr (requires { L::accepts_sum(T(0)); }) return L::accepts_sum(sum);
    return true;
  }
  L loss;
  float weight = 1.0f;
};

/// A loss that does not take its targets, and what it needs.
struct RefusedTargets {
  std::string_view loss{}, needs{};
};

/// The loss of the next `Outputs` outputs of a model, in Losses; its `weight` is finite and not negative.
template <Index Outputs, class L>
constexpr Head<Outputs, L> head(const L& loss, float weight = 1.0f) {
  return {loss, weight};
}

/// The weighted sum of a loss for each head of a model that ends with a Concatenate, in the order of its branches:
///
///   Sequential model{Input<8>{}, Dense<16, relu>{},
///                    Concatenate{Branch{Dense<3, softmax>{}}, Branch{Dense<1>{}}}};
///   model.compile(Losses{head<3>(CategoricalCrossentropy{}), head<1>(MeanSquaredError{}, 0.5f)}, Adam{},
///                 of_outputs<0, 3>(Accuracy{}));
///
/// loss = sum(weight loss of the head), gradient = weight gradient of the head. Targets (N, outputs) are the heads' targets next to each
/// other, labels as one_hot rows. Of a head with from_logits metrics see the logits.
template <class... H>
struct Losses {
  std::tuple<H...> heads;
  explicit(false) constexpr Losses(H... each) : heads(each...) {}

  static constexpr std::string_view name = "losses";
  static constexpr bool integer_targets = false;
  static constexpr Index outputs = (Index{0} + ... + H::outputs);
  template <class Output>
  static constexpr bool takes_output = Output::rank == 1 && Output::size == outputs && (H::fits && ...);
  template <class Output>
  static constexpr void(check)() {
    static_assert(Output::rank == 1 && Output::size == outputs,
                  "Losses: the heads together need as many outputs as the model has, in one row; end the model with a "
                  "Concatenate of one Branch per head");
    ((H::check)(), ...);
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    const char* found = nullptr;
    const auto look = [&](const auto& each) {
      if (!(each.weight >= 0.0f && math::is_finite(each.weight))) found = "head: the weight must be finite and not negative";
      if constexpr (requires { each.loss.problem(); }) {
        if (!found) found = each.loss.problem();
      }
    };
    std::apply([&](const auto&... each) { (look(each), ...); }, heads);
    return found;
  }

  /// Returns the first head that does not take its part of the targets row(0), row(1), ...; `needs` is empty if all of them do.
  template <class Row>
  static constexpr RefusedTargets refused(const Row& row) {
    RefusedTargets found;
    Index first = 0;
    const auto look = [&]<class One, class L>(std::type_identity<One>, const L*) {
      if constexpr (requires { L::target_rule; }) {
        if (found.needs.empty() && !One::accepts(row, first)) found = {L::name, L::target_rule};
      }
      first += One::outputs;
    };
    (look(std::type_identity<H>{}, static_cast<decltype(&std::declval<const H&>().loss)>(nullptr)), ...);
    return found;
  }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    T sum = T(0);
    std::size_t first = 0;
    const auto add = [&]<class Each>(const Each& each) {
      constexpr std::size_t count = static_cast<std::size_t>(Each::outputs);
      const std::span<T> part = gradient.empty() ? gradient : gradient.subspan(first, count);
      const T weight = static_cast<T>(each.weight);
      sum = math::fma(weight, each.loss(p.subspan(first, count), y.subspan(first, count), part), sum);
      for (T& g : part) g *= weight;
      first += count;
    };
    std::apply([&](const auto&... each) { (add(each), ...); }, heads);
    return sum;
  }
};

}  // namespace linnet
