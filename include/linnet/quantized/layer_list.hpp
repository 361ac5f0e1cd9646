// SPDX-License-Identifier: MIT
// The int8 layers of a model as lines of a table: names, shapes, bytes. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/kernels/int8/m0/depthwise.hpp>
#include <linnet/kernels/int8/m0/product.hpp>
#include <linnet/models/layer_names.hpp>
#include <linnet/models/summary.hpp>
#include <linnet/quantized/branched.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::quantized {

/// The instruction set for which tables state the bytes of each layer: that of a Cortex-M0. Others pad their constants a little differently.
using TableIsa = kernels::int8::ArmV6M;

/// A line of a table of layers. Layers within a layer follow it with a larger depth; its numbers contain theirs.
struct ListedLayer {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::string name{};             ///< with the activation and the pooling that it applies: "conv2d + relu"
  std::span<const Index> dims{};  ///< of its output
  Index bytes = 0;                ///< of its constants
  Index multiply_accumulates = 0;
  std::size_t depth = 0;
  std::size_t record =
      none;  ///< its QuantizedLayer; none if it only gives its input another shape, and for the head of a branch
  std::vector<std::size_t> inputs{};  ///< the tensors that it reads: 0 is the input of the model, i + 1 the output of record i
  Index depthwise_taps = 0;           ///< weights of each channel of a depthwise convolution; 0 for other layers
  bool fixed_range = false;           ///< its range is known without data: softmax, sigmoid, tanh
};

namespace listing {

template <class A>
std::string with_activation() {
  return std::is_same_v<A, linear> ? std::string() : " + " + std::string(A::name);
}
/// " + relu + max_pooling2d": what layer L does besides its product.
template <class L>
std::string joined_names() {
  if constexpr (requires { requires L::pools; }) {
    return joined_names<decltype(L::convolution)>() + with_activation<decltype(L::activation)>() + " + " +
           std::string(decltype(L::pool)::name);
  } else if constexpr (
      requires(const L& layer) { layer.activation; } && !requires { requires L::placement == Placement::in_place; }) {
    return with_activation<std::remove_cvref_t<decltype(std::declval<const L&>().activation)>>();
  } else {
    return {};
  }
}

template <class B>
constexpr Index depthwise_taps() {
  if constexpr (!linnet::detail::MadeOfBranches<typename B::Layer> && !is_alias<B>) {
    using Form = typename form_of<B>::type;
    if constexpr (requires { requires Form::depthwise; }) return Form::products;
  }
  return 0;
}

/// Adds the lines of the layers of one topology after another.
class Lister {
 public:
  explicit Lister(std::vector<ListedLayer>& lines) : lines_(lines) {}

  /// Adds those of `Top`, which reads tensor `input`, and returns the tensor of its output.
  template <class Top>
  LINNET_COLD std::size_t add(std::size_t depth, std::size_t input) {
    return [&]<class... B>(std::tuple<B...>*) {
      (layer<B>(depth, input), ...);
      return input;
    }(static_cast<typename Top::BoundLayers*>(nullptr));
  }

 private:
  template <class B>
  LINNET_COLD void layer(std::size_t depth, std::size_t& input) {
    using L = typename B::Layer;
    if constexpr (requires { requires L::clamps; }) {
      lines_[last_].name += std::string(" + ").append(L::name);
    } else {
      const std::size_t at = lines_.size();
      lines_.push_back({.name = {}, .dims = B::Output::dims, .multiply_accumulates = B::multiply_accumulates, .depth = depth});
      if constexpr (!is_alias<B>) {
        lines_[at].bytes = Step<TableIsa, B>::bytes;
        lines_[at].inputs = branches<B>(depth, input);
        lines_[at].record = records_++;
        lines_[at].depthwise_taps = depthwise_taps<B>();
        lines_[at].fixed_range = linnet::detail::quantized_range<L> == QuantizedRange::fixed;
        input = records_;
      }
      lines_[at].name = names_.next(L::name) + joined_names<L>();
      last_ = at;
    }
  }
  /// Adds the lines of the branches of a layer, and returns the tensors that it reads.
  template <class B>
  LINNET_COLD std::vector<std::size_t> branches(std::size_t depth, std::size_t input) {
    using L = typename B::Layer;
    if constexpr (!linnet::detail::MadeOfBranches<L>) {
      return {input};
    } else {
      std::vector<std::size_t> ends;
      linnet::detail::for_each_branch<L>([&]<std::size_t I>() {
        using Top = linnet::detail::BranchTopology<B, I>;
        const std::string_view name = linnet::detail::branch_name<L, I>();
        if (!name.empty() && (Top::size > 0 || name == "branch")) {
          lines_.push_back({.name = names_.next(name),
                            .dims = Top::Output::dims,
                            .bytes = Network<TableIsa, Top>::bytes,
                            .multiply_accumulates = Top::multiply_accumulates,
                            .depth = depth + 1});
        }
        ends.push_back(add<Top>(depth + (name.empty() ? 1 : 2), input));
      });
      return ends;
    }
  }

  std::vector<ListedLayer>& lines_;
  linnet::detail::LayerNames names_{};
  std::size_t records_ = 0, last_ = 0;
};

}  // namespace listing

/// Returns the lines of all layers of topology `Top`, in the order in which they compute, a layer made of branches before them.
template <class Top>
LINNET_COLD std::vector<ListedLayer> list_layers() {
  std::vector<ListedLayer> lines;
  listing::Lister(lines).add<Top>(0, 0);
  return lines;
}

}  // namespace linnet::quantized
