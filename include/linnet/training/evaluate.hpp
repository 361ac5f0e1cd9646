// SPDX-License-Identifier: MIT
// The loop of evaluate over batches. Part of training.hpp.
#pragma once

#include <linnet/training/training.hpp>

namespace linnet {

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
  const Index count = samples.empty() ? x.samples() : static_cast<Index>(samples.size());
  const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
  reserve((std::min)(batch_size, count));
  reset_metrics();
  double sum = 0.0;
  for (Index first = 0; first < count; first += batch_size) {
    const Index n = (std::min)(batch_size, count - first);
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
