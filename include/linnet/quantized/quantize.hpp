// SPDX-License-Identifier: MIT
// quantize: a trained float model as an int8 model. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/models/layer_names.hpp>
#include <linnet/quantized/calibrate.hpp>
#include <linnet/quantized/quantized_sequential.hpp>
#include <linnet/quantized/training/trained_ranges.hpp>

namespace linnet {

namespace quantized {

/// The QuantizedLayers of layers, in order, from the ranges of their outputs: one of each.
class RecordMaker {
 public:
  RecordMaker(const std::vector<Range>& ranges, std::vector<QuantizedLayer>& records) : ranges_(ranges), records_(records) {}

  /// Makes those of topology `Top` and returns the quantisation of the output.
  template <class Top, class Layers>
  Quantization make(const Layers& layers, const float* parameters, const float* state, Quantization in) {
    Quantization q = in;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((q = layer<typename Top::template Layer<I>>(std::get<I>(layers), parameters + Top::parameter_offsets[I],
                                                   state + Top::state_offsets[I], q)),
       ...);
    }
    (std::make_index_sequence<Top::size>{});
    return q;
  }

 private:
  template <class B>
  LINNET_COLD Quantization layer(const typename B::Layer& layer, const float* parameters, const float* state, Quantization in) {
    using L = typename B::Layer;
    if constexpr (is_alias<B>) {
      return in;
    } else {
      if constexpr (linnet::detail::MadeOfBranches<L>) {
        linnet::detail::for_each_branch<L>([&]<std::size_t I>() {
          using Top = linnet::detail::BranchTopology<B, I>;
          make<Top>(std::get<I>(layer.branches()), parameters + linnet::detail::branch_parameters<B, I>,
                    state + linnet::detail::branch_state<B, I>, in);
        });
      }
      constexpr QuantizedRange range = linnet::detail::quantized_range<L>;
      Quantization output = in;
      if constexpr (range == QuantizedRange::fixed) output = form_of<B>::type::output;
      QuantizedLayer& record = next(L::name, range == QuantizedRange::own, output);
      if constexpr (!linnet::detail::MadeOfBranches<L>) {
        form_of<B>::type::template quantize<B>(layer, parameters, state, in, record);
      }
      return record.output;
    }
  }

  /// Returns the record of the next layer, which has its name and its output, of the range that was seen or as given.
  LINNET_COLD QuantizedLayer& next(std::string_view name, bool from_range, Quantization output) {
    QuantizedLayer& record = records_[next_];
    record.name = names_.next(name);
    record.output = from_range ? ranges_[next_].quantization("the output of ", record.name) : output;
    ++next_;
    return record;
  }

  const std::vector<Range>& ranges_;
  std::vector<QuantizedLayer>& records_;
  std::size_t next_ = 0;
  linnet::detail::LayerNames names_{};
};

/// The type of the int8 model of a lowered one.
template <class Input_, class Layers>
struct quantized_model;
template <class Input_, class... L>
struct quantized_model<Input_, std::tuple<L...>> {
  using type = QuantizedSequential<Input_, L...>;
};
template <class Prepared_>
using QuantizedOf = typename quantized_model<typename Prepared_::Input,
                                             std::remove_cvref_t<decltype(std::declval<Prepared_>().lowered.layers)>>::type;

/// The int8 model with these ranges.
template <class Prepared_>
LINNET_COLD QuantizedOf<Prepared_> make_quantized(Prepared_ model, const Ranges& ranges) {
  std::vector<QuantizedLayer> records(QuantizedOf<Prepared_>::Network::records);
  const Quantization in = ranges.input.quantization("the input", "");
  RecordMaker(ranges.outputs, records)
      .template make<typename Prepared_::Topology>(model.lowered.layers, model.lowered.parameters.data(),
                                                   model.lowered.state.data(), in);
  auto original = std::make_shared<const decltype(model.lowered)>(std::move(model.lowered));
  return {original->layers, std::move(records), in, std::move(model.in_front.mean), std::move(model.in_front.factor), original};
}

/// The int8 model that layers of quantization_aware simulate.
template <class Input_, class Model>
auto quantize_simulated(const Model& model) {
  auto prepared = prepare<Input_>(simulated_layers(model));
  const auto ranges = trained_ranges<typename decltype(prepared)::Topology>(model);
  return make_quantized(std::move(prepared), ranges);
}

}  // namespace quantized

/// Returns `model` in int8: weights with a scale for each output channel, activations with the range that they have on samples x
/// (samples, Input...), of which at most options.samples are looked at. BatchNormalization is folded into the layer before it, Dropout is
/// dropped, relu, relu6 and max pooling cost nothing of their own, and other activations become tables. A Normalization in front stays in
/// float: predict applies it to real input. The result keeps a copy of the float numbers for its report.
///
/// The model is a Sequential, a StaticSequential or a FrozenSequential; layers that freeze took from another model become int8 as the others.
///
/// A model of quantization_aware has its ranges, and x is only checked.
///
/// Throws InvalidInput, before anything is made, for x that is empty, of another shape or not finite, for weights and outputs that are not
/// finite, for ranges that are all zero, and for sums that could overflow; each message names the layer. Source: Jacob et al. (2018).
template <class Home, class Input_, class... Entries>
LINNET_COLD auto quantize(const ModelBase<Home, Input_, Entries...>& model, ArrayView<float> x,
                          const QuantizeOptions& options = {}) {
  const auto all = quantized::unfrozen(model);
  quantized::require_finite_weights(all);
  if constexpr (quantized::is_simulated<decltype(all.layers)>) {
    quantized::require_options(options);
    detail::require_samples("quantize", x, Input_::Output::dims);
    return quantized::quantize_simulated<Input_>(all);
  } else {
    auto prepared = quantized::prepare<Input_>(all);
    using Prepared = decltype(prepared);
    const auto ranges = quantized::calibrate(prepared, x, options, quantized::QuantizedOf<Prepared>::Network::records);
    return quantized::make_quantized(std::move(prepared), ranges);
  }
}

/// Returns a model of quantization_aware in int8, with the ranges that its training found.
template <class Home, class Input_, class... Entries>
LINNET_COLD auto quantize(const ModelBase<Home, Input_, Entries...>& model) {
  const auto all = quantized::unfrozen(model);
  static_assert(quantized::is_simulated<decltype(all.layers)>,
                "quantize: it needs samples, on which it finds the ranges of the outputs: quantize(model, x_train)");
  quantized::require_finite_weights(all);
  return quantized::quantize_simulated<Input_>(all);
}

}  // namespace linnet
