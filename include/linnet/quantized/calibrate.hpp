// SPDX-License-Identifier: MIT
// The first half of quantize: a float model lowered, and the ranges of its outputs on some samples. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/checks.hpp>
#include <linnet/quantized/calibration.hpp>
#include <linnet/quantized/lowering/lower.hpp>
#include <linnet/quantized/lowering/normalizes.hpp>
#include <linnet/quantized/lowering/unfrozen.hpp>
#include <linnet/quantized/observe.hpp>

namespace linnet::quantized {

LINNET_COLD inline void require_options(const QuantizeOptions& o) {
  using linnet::detail::require;
  using linnet::detail::text;
  require(o.samples >= 1, [&] { return text("quantize: samples is ", o.samples, "; it must be at least 1"); });
  require(o.calibration >= Calibration::min_max && o.calibration <= Calibration::moving_average, [&] {
    return text("quantize: calibration is ", static_cast<int>(o.calibration),
                "; it must be min_max, percentile or moving_average");
  });
  require(o.percentile > 50.0f && o.percentile <= 100.0f,
          [&] { return text("quantize: percentile is ", o.percentile, "; it must be above 50 and at most 100"); });
  require(o.momentum >= 0.0f && o.momentum < 1.0f,
          [&] { return text("quantize: momentum is ", o.momentum, "; it must be at least 0 and below 1"); });
}

/// A Normalization in front, applied to real input as (x - mean) * factor: for each number of its last axis, empty if there is none.
struct InFront {
  std::vector<float> mean{}, factor{};

  float operator()(float x, std::size_t i) const {
    const std::size_t c = mean.empty() ? 0 : i % mean.size();
    return mean.empty() ? x : (x - mean[c]) * factor[c];
  }
};

/// A float model as int8 computes it.
template <class Input_, class Lowered_>
struct Prepared {
  using Input = Input_;
  using Topology = typename Lowered_::Topology;
  InFront in_front;
  Lowered_ lowered;
};

template <class Input_, class Layers>
LINNET_COLD auto prepare(const FloatLayers<typename Input_::Output, Layers>& model) {
  static_assert(normalizes_in_front<Layers>());
  using In = typename Input_::Output;
  const float* const parameters = model.parameters.data();
  const float* const state = model.state.data();
  if constexpr (normalizes<Layers>) {
    using B = typename FloatLayers<In, Layers>::Topology::template Layer<0>;
    InFront in_front;
    for (Index c = 0; c < last_dim<In>; ++c) {
      const auto [m, scale, shift] = std::get<0>(model.layers).template affine<B>(parameters, state, c);
      in_front.mean.push_back(m);
      in_front.factor.push_back(scale);
    }
    auto lowered = lower<In>(without_first(model.layers), parameters + B::parameter_slice, state + B::state_slice);
    return Prepared<Input_, decltype(lowered)>{std::move(in_front), std::move(lowered)};
  } else {
    auto lowered = lower<In>(model.layers, parameters, state);
    return Prepared<Input_, decltype(lowered)>{{}, std::move(lowered)};
  }
}

/// The ranges of the input and of the output of each layer that has a record.
struct Ranges {
  Range input{};
  std::vector<Range> outputs{};
};

/// Samples that are looked at at a time.
inline constexpr Index calibration_batch = 32;

/// Looks at the numbers of a batch: adds them to the range of their tensor, or counts them in a second pass.
struct Look {
  std::vector<Range>& outputs;
  float momentum;
  bool counts;

  void operator()(Range& range, std::span<const float> seen) const {
    if (counts) {
      range.count(seen.data(), seen.size());
    } else {
      range.add(seen.data(), seen.size(), momentum);
    }
  }
  void operator()(std::size_t record, std::span<const float> seen) const { (*this)(outputs[record], seen); }
};

/// Shows the outputs of the layers of `model` for n samples.
using ShowOutputs = void (*)(const void* model, const float* x, Index n, float* memory, const Look& look);

/// The ranges of `records` outputs of a model on samples x, whose outputs `show` shows in `memory`. Compiled once for all models.
LINNET_COLD inline Ranges calibrate(const InFront& in_front, const ArrayView<float>& x, const QuantizeOptions& options,
                                    std::size_t records, ShowOutputs show, const void* model, float* memory) {
  const auto input_size = static_cast<std::size_t>(x.features());
  const Index samples = (std::min)(x.samples(), options.samples);  // evenly spread
  Ranges ranges{{}, std::vector<Range>(records)};
  const bool percentile = options.calibration == Calibration::percentile;
  Look look{ranges.outputs, options.calibration == Calibration::moving_average ? options.momentum : 0.0f, false};
  for (int pass = 0; pass < (percentile ? 2 : 1); ++pass) {
    look.counts = pass == 1;
    for (Index first = 0; first < samples; first += calibration_batch) {
      const Index n = (std::min)(calibration_batch, samples - first);
      std::vector<float> numbers(static_cast<std::size_t>(n) * input_size);
      float* to = numbers.data();
      for (Index i = first; i < first + n; ++i) {
        const float* const from = x.data() + i * x.samples() / samples * x.features();
        for (std::size_t k = 0; k < input_size; ++k) *to++ = in_front(from[k], k);
      }
      look(ranges.input, numbers);
      show(model, numbers.data(), n, memory, look);
    }
  }
  if (percentile) {
    ranges.input.narrow(options.percentile);
    for (Range& range : ranges.outputs) range.narrow(options.percentile);
  }
  return ranges;
}

/// The ranges of a model with `records` records on samples x. Throws InvalidInput for options and for x as quantize does.
template <class Input_, class Lowered_>
LINNET_COLD Ranges calibrate(const Prepared<Input_, Lowered_>& model, ArrayView<float> x, const QuantizeOptions& options,
                             std::size_t records) {
  using Top = typename Lowered_::Topology;
  require_options(options);
  linnet::detail::require_samples("quantize", x, Top::Input::dims);
  const Storage<float> memory(observe_numbers<Top>(calibration_batch));
  const auto show = [](const void* lowered, const float* numbers, Index n, float* at, const Look& look) {
    const auto& m = *static_cast<const Lowered_*>(lowered);
    std::size_t record = 0;
    observe<Top>(m.layers, numbers, n, m.parameters.data(), m.state.data(), at, record, look);
  };
  return calibrate(model.in_front, x, options, records, show, &model.lowered, memory.data());
}

}  // namespace linnet::quantized
