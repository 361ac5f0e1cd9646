// SPDX-License-Identifier: MIT
// OfOutputs: a metric of some of a model's outputs, for models with several heads. Source: metrics of one output in keras.Model.compile.
#pragma once

#include <linnet/core/shape.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Metric M of outputs First .. First + Count - 1 and their targets, made by of_outputs. Its name is that of M.
template <Index First, Index Count, class M>
struct OfOutputs {
  static_assert(First >= 0 && Count >= 1, "of_outputs: write the first output and how many there are, as in of_outputs<0, 3>");
  static_assert(
      [] {
        if constexpr (requires { M::classes; }) return M::classes == 0 || M::classes == (Count > 2 ? Count : 2);
        if constexpr (requires { M::outputs; }) return M::outputs == 0 || M::outputs == Count;
        return true;
      }(),
      "of_outputs: the metric is made for another number of classes or outputs (write it, as in of_outputs<0, 10>(F1<10>{}))");
  M metric;

  static constexpr std::string_view name = M::name;
  static constexpr Index least_outputs = First + Count;  ///< that the model must have
  static constexpr bool mean_of_samples = requires { requires M::mean_of_samples; };

  constexpr const char* problem() const {
    if constexpr (requires { metric.problem(); }) return metric.problem();
    return nullptr;
  }
  void reset() { metric.reset(); }
  constexpr auto accumulated() requires requires(M m) { m.accumulated(); }
  { return metric.accumulated(); }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    metric.update(part(prediction), part(target));
  }
  template <class T, class Y, class W>
  requires requires(M m, std::span<const T> p, std::span<const Y> y, W weight) { m.update(p, y, weight); }
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target, W weight) {
    metric.update(part(prediction), part(target), weight);
  }
  double result() const { return metric.result(); }

 private:
  template <class T>
  static std::span<const T> part(std::span<const T> all) {
    return all.subspan(static_cast<std::size_t>(First), static_cast<std::size_t>(Count));
  }
};

/// A metric of outputs First .. First + Count - 1 alone, and of the targets at these places: of_outputs<0, 3>(Accuracy{}). Targets are as
/// many numbers as the model has outputs: see Losses.
template <Index First, Index Count, class M>
constexpr OfOutputs<First, Count, M> of_outputs(const M& metric) {
  return {metric};
}

}  // namespace linnet
