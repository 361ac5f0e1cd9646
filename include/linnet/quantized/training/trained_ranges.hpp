// SPDX-License-Identifier: MIT
// The float model and the ranges of a model that quantization_aware made. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/network/walk.hpp>
#include <linnet/quantized/calibrate.hpp>
#include <linnet/quantized/training/simulated.hpp>

#include <utility>

namespace linnet::quantized {

namespace simulation {

/// Appends the origin of the range of each record of lowered topology `Top`, in order.
template <class Top>
void list_origins(std::vector<QuantizedRange>& origins) {
  const auto one = [&]<class B>(std::type_identity<B>) {
    using L = typename B::Layer;
    if constexpr (!is_alias<B>) {
      if constexpr (linnet::detail::MadeOfBranches<L>) {
        linnet::detail::for_each_branch<L>(
            [&]<std::size_t I>() { list_origins<linnet::detail::BranchTopology<B, I>>(origins); });
      }
      origins.push_back(linnet::detail::quantized_range<L>);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (one(std::type_identity<typename Top::template Layer<I>>{}), ...); }
  (std::make_index_sequence<Top::size>{});
}

/// The records of lowered topology `Top` whose outputs are rounded.
template <class Top>
class RoundedRecords {
 public:
  RoundedRecords() { list_origins<Top>(origins_); }

  std::size_t size() const { return origins_.size(); }
  /// Returns the next one, with a range of its own (`moves`) or a fixed one.
  std::size_t next(bool moves) {
    while (origins_[record_] != (moves ? QuantizedRange::own : QuantizedRange::fixed)) ++record_;
    return record_++;
  }

 private:
  std::vector<QuantizedRange> origins_{};
  std::size_t record_ = 0;
};

/// Calls input(range) with the range of the input, output(range, moves) with that of each output, and other(state, count) with the state of
/// each layer that is no FakeQuantize, in order, for layers of topology `Top` whose state begins at `state`.
template <class Top, class Layers, class T, class OfInput, class OfOutput, class Other>
void for_each_state(const Layers& layers, T* state, const OfInput& input, const OfOutput& output, const Other& other) {
  bool first = true;
  linnet::detail::for_each_layer<Top>(layers, Index{0}, Index{0}, [&]<class B>(const typename B::Layer&, Index, Index offset) {
    if constexpr (!rounds_outputs<typename B::Layer>) {
      other(state + offset, B::state_slice);
    } else if (std::exchange(first, false)) {
      input(state + offset);
    } else {
      output(state + offset, B::Layer::moves);
    }
  });
}

}  // namespace simulation

/// True for the layers of a model that quantization_aware made: one of them rounds the input.
template <class Layers>
inline constexpr bool is_simulated = false;
template <class... L>
inline constexpr bool is_simulated<std::tuple<L...>> = (rounds_outputs<L> || ...);

/// The float layers that those of `model` simulate, with their parameters and their state.
template <class In, class Layers>
auto simulated_layers(const FloatLayers<In, Layers>& model) {
  const auto layers = simulation::float_layers(model.layers);
  FloatLayers<In, std::remove_const_t<decltype(layers)>> plain{layers};
  std::copy_n(model.parameters.data(), model.parameters.size(), plain.parameters.data());
  float* to = plain.state.data();
  simulation::for_each_state<typename FloatLayers<In, Layers>::Topology>(
      model.layers, model.state.data(), [](const float*) {}, [](const float*, bool) {},
      [&](const float* state, Index count) { to = std::copy_n(state, count, to); });
  return plain;
}

/// The ranges of layers that quantization_aware made, as their training left them, for lowered topology `Top`.
template <class Top, class Model>
Ranges trained_ranges(const Model& model) {
  simulation::RoundedRecords<Top> records;
  Ranges ranges{{}, std::vector<Range>(records.size())};
  simulation::for_each_state<typename Model::Topology>(
      model.layers, model.state.data(), [&](const float* range) { ranges.input = Range(range[0], range[1]); },
      [&](const float* range, bool moves) {
        const std::size_t record = records.next(moves);
        if (moves) ranges.outputs[record] = Range(range[0], range[1]);
      },
      [](const float*, Index) {});
  return ranges;
}

}  // namespace linnet::quantized
